/*
 * A fast TFTP client for measuring servers: it reads files and throws them away, many at once if wanted.
 *
 *   tftp-load ADDRESS PORT NAME BLKSIZE WINDOW CLIENTS REPEAT [FILE]
 *
 * Options are asked for only where they differ from the protocol's defaults, so that servers that do not know them are
 * not disturbed. With FILE every byte is compared with it. Prints one line of JSON: bytes, seconds, processor
 * seconds, repeated (blocks that came again or out of order) and each client's seconds, summed over REPEAT. Ends with status 1 and a sentence
 * when a transfer fails.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { RRQ = 1, DATA = 3, ACK = 4, ERROR = 5, OACK = 6 };
enum { BATCH = 64, LARGEST = 65536, PATIENCE_MS = 1000, MOST_SILENCES = 10 };

struct client {
  int fd;
  int connected;
  int finished;
  int silences;
  int asked_again; /* one ACK for a gap has been sent */
  uint64_t next;   /* block that is wanted */
  unsigned in_window;
  uint64_t bytes;
  double begun, ended, heard;
};

static struct sockaddr_in server;
static const char *name;
static unsigned blksize, windowsize;
static const uint8_t *expected;
static uint64_t expected_size;
static uint64_t repeated;
static uint8_t *buffers;
static struct mmsghdr messages[BATCH];
static struct iovec vectors[BATCH];
static struct sockaddr_in sources[BATCH];

static void fail(const char *why) {
  fprintf(stderr, "tftp-load: %s\n", why);
  exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void ask(struct client *client) {
  char packet[1024];
  int length = 0;
  packet[length++] = 0;
  packet[length++] = RRQ;
  length += sprintf(packet + length, "%s", name) + 1;
  length += sprintf(packet + length, "octet") + 1;
  if (blksize != 512) {
    length += sprintf(packet + length, "blksize") + 1;
    length += sprintf(packet + length, "%u", blksize) + 1;
  }
  if (windowsize != 1) {
    length += sprintf(packet + length, "windowsize") + 1;
    length += sprintf(packet + length, "%u", windowsize) + 1;
  }
  if (sendto(client->fd, packet, length, 0, (struct sockaddr *)&server, sizeof server) < 0) fail(strerror(errno));
}

static void acknowledge(struct client *client) {
  uint64_t block = client->next - 1;
  uint8_t packet[4] = {0, ACK, block >> 8 & 255, block & 255};
  client->in_window = 0;
  if (send(client->fd, packet, sizeof packet, 0) < 0) fail(strerror(errno));
}

/* Many clients are many machines: each has an address of its own, where the loopback has so many. */
static void own_address(int fd, int number) {
  struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK + 256 + number)}};
  if (ntohl(server.sin_addr.s_addr) >> 24 != IN_LOOPBACKNET || number == 0) return;
  if (bind(fd, (struct sockaddr *)&own, sizeof own) < 0) fail(strerror(errno));
}

static void start(struct client *client, int number) {
  int space = 4 << 20;
  memset(client, 0, sizeof *client);
  client->fd = socket(AF_INET, SOCK_DGRAM, 0);
  if (client->fd < 0) fail(strerror(errno));
  own_address(client->fd, number);
  setsockopt(client->fd, SOL_SOCKET, SO_RCVBUF, &space, sizeof space);
  struct timeval patience = {PATIENCE_MS / 1000, PATIENCE_MS % 1000 * 1000};
  setsockopt(client->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  client->next = 1;
  client->begun = client->heard = now();
  ask(client);
}

static void finish(struct client *client) {
  client->finished = 1;
  client->ended = now();
  close(client->fd);
}

static void check(const struct client *client, const uint8_t *data, unsigned length) {
  uint64_t at = (client->next - 1) * blksize;
  if (at + length > expected_size || memcmp(expected + at, data, length) != 0) fail("wrong bytes");
}

static void on_data(struct client *client, const uint8_t *packet, unsigned length) {
  unsigned block = packet[2] << 8 | packet[3];
  unsigned ahead = (block - (unsigned)client->next) & 0xffff;
  if (ahead != 0) {
    repeated++;
    if (ahead < 0x8000 && !client->asked_again) {
      client->asked_again = 1;
      acknowledge(client);
    }
    return;
  }
  if (expected) check(client, packet + 4, length - 4);
  client->asked_again = 0;
  client->bytes += length - 4;
  client->next++;
  client->in_window++;
  int last = length - 4 < blksize;
  if (last || client->in_window == windowsize) acknowledge(client);
  if (last) {
    if (expected && client->bytes != expected_size) fail("wrong length");
    finish(client);
  }
}

/* A server that refuses the window answers without it and goes on in lockstep: then it has not the option. */
static void on_options(struct client *client, const uint8_t *packet, unsigned length) {
  if (windowsize != 1 && !memmem(packet, length, "windowsize", 10)) fail("the server does not know windowsize");
  client->next = 1;
  acknowledge(client);
}

static void on_packet(struct client *client, const uint8_t *packet, unsigned length, struct sockaddr_in *from) {
  if (length < 4) return;
  if (!client->connected) {
    if (connect(client->fd, (struct sockaddr *)from, sizeof *from) < 0) fail(strerror(errno));
    client->connected = 1;
  }
  if (packet[1] == DATA) on_data(client, packet, length);
  else if (packet[1] == OACK) on_options(client, packet, length);
  else if (packet[1] == ERROR) fail((const char *)packet + 4);
}

static void on_silence(struct client *client) {
  if (++client->silences > MOST_SILENCES) fail("the server stopped answering");
  if (client->connected) acknowledge(client);
  else ask(client);
  client->heard = now();
}

/* Takes what has arrived; returns the number of packets. */
static int take(struct client *client, int flags) {
  unsigned wanted = windowsize < BATCH ? windowsize : BATCH;
  if (!client->connected || wanted == 1) {
    socklen_t size = sizeof sources[0];
    ssize_t length = client->connected
                         ? recv(client->fd, buffers, LARGEST, flags)
                         : recvfrom(client->fd, buffers, LARGEST, flags, (struct sockaddr *)&sources[0], &size);
    if (length < 0) return 0;
    on_packet(client, buffers, length, &sources[0]);
    return 1;
  }
  int count = recvmmsg(client->fd, messages, wanted, flags | MSG_WAITFORONE, NULL);
  for (int at = 0; at < count && !client->finished; at++)
    on_packet(client, vectors[at].iov_base, messages[at].msg_len, &sources[at]);
  return count < 0 ? 0 : count;
}

static void run_one(struct client *client) {
  start(client, 0);
  while (!client->finished)
    if (take(client, 0) == 0) on_silence(client);
}

static void run_many(struct client *clients, int count) {
  struct epoll_event events[BATCH];
  int poller = epoll_create1(0), running = count;
  for (int at = 0; at < count; at++) {
    start(&clients[at], at);
    struct epoll_event wanted = {.events = EPOLLIN, .data.ptr = &clients[at]};
    epoll_ctl(poller, EPOLL_CTL_ADD, clients[at].fd, &wanted);
  }
  while (running > 0) {
    int ready = epoll_wait(poller, events, BATCH, 100);
    double time = now();
    for (int at = 0; at < ready; at++) {
      struct client *client = events[at].data.ptr;
      if (take(client, MSG_DONTWAIT) > 0) client->heard = time;
      running -= client->finished;
    }
    for (int at = 0; at < count; at++)
      if (!clients[at].finished && time - clients[at].heard > PATIENCE_MS / 1e3) on_silence(&clients[at]);
  }
  close(poller);
}

static void open_expected(const char *path) {
  int fd = open(path, O_RDONLY);
  struct stat status;
  if (fd < 0 || fstat(fd, &status) < 0) fail("cannot open the file to compare with");
  expected_size = status.st_size;
  expected = mmap(NULL, expected_size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (expected == MAP_FAILED) fail("cannot map the file to compare with");
}

static void prepare_buffers(void) {
  buffers = malloc((size_t)BATCH * LARGEST);
  if (!buffers) fail("no memory");
  for (int at = 0; at < BATCH; at++) {
    vectors[at] = (struct iovec){buffers + (size_t)at * LARGEST, LARGEST};
    messages[at].msg_hdr = (struct msghdr){.msg_iov = &vectors[at], .msg_iovlen = 1};
  }
}

int main(int argc, char **argv) {
  if (argc < 8) fail("ADDRESS PORT NAME BLKSIZE WINDOW CLIENTS REPEAT [FILE]");
  server.sin_family = AF_INET;
  server.sin_port = htons(atoi(argv[2]));
  if (!inet_aton(argv[1], &server.sin_addr)) fail("not an address");
  name = argv[3];
  blksize = atoi(argv[4]);
  windowsize = atoi(argv[5]);
  int count = atoi(argv[6]), repeat = atoi(argv[7]);
  if (blksize < 8 || blksize > LARGEST - 4 || windowsize < 1 || count < 1 || repeat < 1) fail("numbers out of range");
  if (argc > 8) open_expected(argv[8]);
  prepare_buffers();

  struct client *clients = calloc(count, sizeof *clients);
  double *seconds = calloc(count, sizeof *seconds), total = 0;
  uint64_t bytes = 0;
  for (int round = 0; round < repeat; round++) {
    double begun = now();
    if (count == 1) run_one(clients);
    else run_many(clients, count);
    total += now() - begun;
    for (int at = 0; at < count; at++) {
      bytes += clients[at].bytes;
      seconds[at] += clients[at].ended - clients[at].begun;
    }
  }
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  double cpu = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
  printf("{\"bytes\":%llu,\"seconds\":%.6f,\"cpuSeconds\":%.6f,\"repeated\":%llu,\"each\":[", (unsigned long long)bytes, total, cpu,
         (unsigned long long)repeated);
  for (int at = 0; at < count; at++) printf("%s%.6f", at ? "," : "", seconds[at]);
  printf("]}\n");
  return 0;
}
