/**
 * A UDP socket for who has a thread of its own: it waits in the system, takes and sends many datagrams with one call
 * (recvmmsg, sendmmsg), and sends a burst to one client as one (UDP_SEGMENT, Linux 4.18 and later).
 *
 * The structures of <sys/socket.h> are laid out by hand in memory that does not move, as on 64-bit Linux.
 */

import koffi from 'koffi';
import type { LaneSocket, PeerKey } from '../servers/tftp-lane.ts';

const AF_INET = 2;
const SOL_SOCKET = 1;
const SO_RCVTIMEO = 20;
const SO_SNDTIMEO = 21;
const SO_SNDBUF = 7;
const SO_RCVBUF = 8;
const SOL_UDP = 17;
const UDP_SEGMENT = 103;
const MSG_WAITFORONE = 0x10000;
const EINTR = 4;
const EIO = 5;
const EAGAIN = 11;
const EINVAL = 22;
const EMSGSIZE = 90;

/** Datagrams per call. */
const MOST = 64;
/** Segments of one burst that every kernel with UDP_SEGMENT takes. */
const MOST_SEGMENTS = 64;
/** ACKs have 4 bytes; of an error packet the text is for the log. */
const SLOT = 512;
const SEND_SPACE = 512 * 1024;
/** How long `receive` waits, milliseconds: what else the thread has to do waits as long at most. */
const TICK = 20;
/** A client that is gone may fill the socket's buffer until the system gives it up; others wait no longer than this. */
const SEND_PATIENCE = 50;
/** The system gives what it allows. */
const BUFFER = 4 << 20;

const IOVEC = 16;
const MMSGHDR = 64;
const CMSG = 24;
const SOCKADDR = 16;

/** Whether this system can: 64-bit Linux. */
export const canBatch = (): boolean =>
  process.platform === 'linux' && (process.arch === 'x64' || process.arch === 'arm64');

/** Takes over a bound, blocking UDP socket; `close` closes it. */
export class BatchSocket implements LaneSocket {
  readonly #fd: number;
  readonly #libc = libc();
  readonly #incoming = new Messages(MOST, MOST * SLOT);
  readonly #outgoing = new Messages(MOST, SEND_SPACE);
  /** Bytes of the send space that are taken, and messages in it. */
  #used = 0;
  #queued = 0;
  /** Datagrams of this size and larger cannot be segmented by the way to the client. */
  #unsegmented = Number.POSITIVE_INFINITY;

  constructor(fd: number) {
    this.#fd = fd;
    this.#setOption(SO_RCVTIMEO, milliseconds(TICK));
    this.#setOption(SO_SNDTIMEO, milliseconds(SEND_PATIENCE));
    this.#setOption(SO_SNDBUF, Int32Array.of(BUFFER));
    this.#setOption(SO_RCVBUF, Int32Array.of(BUFFER));
    for (let index = 0; index < MOST; index++) this.#incoming.place(index, index * SLOT, SLOT);
  }

  close(): void {
    this.#libc.close(this.#fd);
  }

  receive(most: number): number {
    const { recvfrom, recvmmsg } = this.#libc;
    const messages = this.#incoming;
    if (most === 1) {
      const length = recvfrom(
        this.#fd,
        messages.bytes.at,
        SLOT,
        0,
        messages.names.at,
        messages.nameLength.at,
      );
      if (length >= 0) messages.setLength(0, length);
      return length >= 0 ? 1 : this.#nothing();
    }
    const count = recvmmsg(this.#fd, messages.headers.at, Math.min(most, MOST), MSG_WAITFORONE, 0);
    return count > 0 ? count : this.#nothing();
  }

  peerAt(index: number): PeerKey {
    return this.#incoming.peer(index);
  }

  bytesAt(index: number): Uint8Array {
    const start = index * SLOT;
    return this.#incoming.bytes.memory.subarray(start, start + this.#incoming.length(index));
  }

  room(length: number): Uint8Array {
    if (this.#queued === MOST || this.#used + length > SEND_SPACE) this.flush();
    return this.#outgoing.bytes.memory.subarray(this.#used, this.#used + length);
  }

  send(to: PeerKey, length: number, each: number): void {
    const whole = length <= each || each < this.#unsegmented;
    const most = whole ? Math.max(each, each * MOST_SEGMENTS) : each;
    for (let done = 0; done < length; done += most) this.#put(to, Math.min(most, length - done), each);
  }

  flush(): void {
    let done = 0;
    while (done < this.#queued) done += this.#leave(done);
    this.#queued = 0;
    this.#used = 0;
  }

  /** A message of the bytes at `#used`; the room was asked for, the message may be one too many. */
  #put(to: PeerKey, length: number, each: number): void {
    if (this.#queued === MOST) this.#leaveAll();
    const index = this.#queued++;
    this.#outgoing.place(index, this.#used, length);
    this.#outgoing.address(index, to);
    this.#outgoing.segment(index, length > each ? each : 0);
    this.#used += length;
  }

  /** Sends what is queued and keeps the bytes that are not queued yet where they are. */
  #leaveAll(): void {
    const used = this.#used;
    this.flush();
    this.#used = used;
  }

  /** Sends from message `first` on; returns how many have left or are given up. */
  #leave(first: number): number {
    const { sendto, sendmmsg } = this.#libc;
    const { headers, names, segments } = this.#outgoing;
    const count = this.#queued - first;
    const sent =
      count === 1 && segments[first] === 0
        ? Math.sign(
            sendto(
              this.#fd,
              this.#outgoing.start(first),
              this.#outgoing.size(first),
              0,
              names.at + first * SOCKADDR,
              SOCKADDR,
            ),
          )
        : sendmmsg(this.#fd, headers.at + first * MMSGHDR, count, 0);
    if (sent > 0) return sent;
    return this.#refused(first);
  }

  /** The first message could not leave: it counts as lost, or leaves in single datagrams where segments are not taken. */
  #refused(first: number): 1 {
    const { segments, names } = this.#outgoing;
    const each = segments[first] ?? 0;
    if (each === 0 || !takesNoSegments(koffi.errno())) return 1;
    this.#unsegmented = Math.min(this.#unsegmented, each);
    const [start, size] = [this.#outgoing.start(first), this.#outgoing.size(first)];
    for (let done = 0; done < size; done += each)
      this.#libc.sendto(
        this.#fd,
        start + done,
        Math.min(each, size - done),
        0,
        names.at + first * SOCKADDR,
        SOCKADDR,
      );
    return 1;
  }

  /** The tick is over. After any other error the thread waits as long, so that it does not spin. */
  #nothing(): 0 {
    if (koffi.errno() !== EAGAIN && koffi.errno() !== EINTR) Atomics.wait(IDLE, 0, 0, TICK);
    return 0;
  }

  #setOption(name: number, value: Int32Array | BigInt64Array): void {
    this.#libc.setsockopt(this.#fd, SOL_SOCKET, name, value, value.byteLength);
  }
}

/**
 * Whether an error of sending means that the way to the client takes no segments: EINVAL and EMSGSIZE where they do not
 * fit its MTU, EIO where the device makes no checksums (Linux, net/ipv4/udp.c, `udp_send_skb`). Anything else passes: a
 * cable that is out for a moment, a full buffer.
 */
export function takesNoSegments(errno: number): boolean {
  return errno === EINVAL || errno === EIO || errno === EMSGSIZE;
}

const IDLE = new Int32Array(new SharedArrayBuffer(4));

/** `struct timeval`. */
const milliseconds = (ms: number): BigInt64Array =>
  BigInt64Array.of(BigInt(Math.floor(ms / 1000)), BigInt((ms % 1000) * 1000));

/** Memory that stays where it is, with its address. */
class Fixed {
  readonly memory: Uint8Array;
  readonly at: number;

  constructor(length: number) {
    // A large one lies outside of the heap that the collector moves things in.
    this.memory = new Uint8Array(Math.max(length, 4096));
    this.at = Number(koffi.address(this.memory));
  }
}

/** An array of `struct mmsghdr` with one `struct iovec`, name and control message each. */
class Messages {
  readonly headers: Fixed;
  readonly bytes: Fixed;
  readonly names: Fixed;
  readonly nameLength = new Fixed(4);
  /** Size of the datagrams in a burst; 0 for a single one. */
  readonly segments: Int32Array;
  readonly #vectors: Fixed;
  readonly #controls: Fixed;
  readonly #headerWords: Uint32Array;
  readonly #vectorWords: Uint32Array;
  readonly #controlShorts: Uint16Array;
  readonly #nameBytes: DataView;

  constructor(count: number, space: number) {
    this.headers = new Fixed(count * MMSGHDR);
    this.bytes = new Fixed(space);
    this.names = new Fixed(count * SOCKADDR);
    this.segments = new Int32Array(count);
    this.#vectors = new Fixed(count * IOVEC);
    this.#controls = new Fixed(count * CMSG);
    this.#headerWords = new Uint32Array(this.headers.memory.buffer);
    this.#vectorWords = new Uint32Array(this.#vectors.memory.buffer);
    this.#controlShorts = new Uint16Array(this.#controls.memory.buffer);
    this.#nameBytes = new DataView(this.names.memory.buffer);
    new Uint32Array(this.nameLength.memory.buffer)[0] = SOCKADDR;
    for (let index = 0; index < count; index++) this.#prepare(index);
  }

  /** Message `index` is `length` bytes from `offset` of the space. */
  place(index: number, offset: number, length: number): void {
    setPointer(this.#vectorWords, index * 4, this.bytes.at + offset);
    this.#vectorWords[index * 4 + 2] = length;
  }

  start(index: number): number {
    return (this.#vectorWords[index * 4] ?? 0) + (this.#vectorWords[index * 4 + 1] ?? 0) * 2 ** 32;
  }

  size(index: number): number {
    return this.#vectorWords[index * 4 + 2] ?? 0;
  }

  /** Bytes received in message `index` (`msg_len`). */
  length(index: number): number {
    return this.#headerWords[index * 16 + 14] ?? 0;
  }

  setLength(index: number, length: number): void {
    this.#headerWords[index * 16 + 14] = length;
  }

  peer(index: number): PeerKey {
    const at = index * SOCKADDR;
    return this.#nameBytes.getUint32(at + 4) * 65536 + this.#nameBytes.getUint16(at + 2);
  }

  address(index: number, to: PeerKey): void {
    const at = index * SOCKADDR;
    this.#nameBytes.setUint16(at + 2, to % 65536);
    this.#nameBytes.setUint32(at + 4, Math.floor(to / 65536));
  }

  /** The system cuts message `index` into datagrams of `each` bytes; 0 for one datagram. */
  segment(index: number, each: number): void {
    this.segments[index] = each;
    this.#controlShorts[(index * CMSG + 16) / 2] = each;
    this.#headerWords[index * 16 + 10] = each === 0 ? 0 : CMSG;
  }

  /** Pointers, and what is the same in every message. */
  #prepare(index: number): void {
    const header = index * 16;
    setPointer(this.#headerWords, header, this.names.at + index * SOCKADDR);
    this.#headerWords[header + 2] = SOCKADDR;
    setPointer(this.#headerWords, header + 4, this.#vectors.at + index * IOVEC);
    this.#headerWords[header + 6] = 1;
    setPointer(this.#headerWords, header + 8, this.#controls.at + index * CMSG);
    const control = new DataView(this.#controls.memory.buffer, index * CMSG);
    control.setUint32(0, 18, true);
    control.setUint32(8, SOL_UDP, true);
    control.setUint32(12, UDP_SEGMENT, true);
    new Uint16Array(this.names.memory.buffer)[(index * SOCKADDR) / 2] = AF_INET;
  }
}

function setPointer(words: Uint32Array, index: number, address: number): void {
  words[index] = address % 2 ** 32;
  words[index + 1] = Math.floor(address / 2 ** 32);
}

/** Memory is given by its address: a third faster than by the object. */
interface Libc {
  recvfrom(
    fd: number,
    bytes: number,
    length: number,
    flags: number,
    name: number,
    nameLength: number,
  ): number;
  recvmmsg(fd: number, messages: number, count: number, flags: number, timeout: number): number;
  sendto(fd: number, bytes: number, length: number, flags: number, name: number, nameLength: number): number;
  sendmmsg(fd: number, messages: number, count: number, flags: number): number;
  setsockopt(fd: number, level: number, name: number, value: unknown, length: number): number;
  close(fd: number): number;
}

function libc(): Libc {
  const library = koffi.load(null);
  return {
    recvfrom: library.func('long recvfrom(int, uintptr_t, size_t, int, uintptr_t, uintptr_t)'),
    recvmmsg: library.func('int recvmmsg(int, uintptr_t, uint32_t, int, uintptr_t)'),
    sendto: library.func('long sendto(int, uintptr_t, size_t, int, uintptr_t, uint32_t)'),
    sendmmsg: library.func('int sendmmsg(int, uintptr_t, uint32_t, int)'),
    setsockopt: library.func('int setsockopt(int, int, int, const void *, uint32_t)'),
    close: library.func('int close(int)'),
  };
}
