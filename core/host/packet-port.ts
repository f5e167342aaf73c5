/**
 * A packet socket (packet(7)) that hears what is sent to UDP port 68 on one interface, and nothing else. Linux only.
 *
 * Node has no such sockets, so it is read with libc, without blocking, a few times a second: DHCP is slow. The kernel
 * filters before it queues, so that a busy cable costs nothing and pushes nothing out.
 */

import koffi from 'koffi';
import type { ProbePort } from '../servers/dhcp-probe.ts';
import { formatMac, LIMITED_BROADCAST, NO_ADDRESS } from '../wire/address.ts';
import { CLIENT_PORT, SERVER_PORT } from '../wire/dhcp/packet.ts';
import { decodeUdpPacket, encodeUdpPacket } from '../wire/ipv4-udp.ts';

const AF_PACKET = 17;
const SOCK_DGRAM = 2;
const TYPE_FLAGS = 0o2000000 | 0o4000;
const SOL_SOCKET = 1;
const SO_ATTACH_FILTER = 26;
const ETH_P_IP = 0x0800;
const BROADCAST_MAC = Uint8Array.of(255, 255, 255, 255, 255, 255);
/** sll_pkttype of a packet that this laptop sent itself. */
const PACKET_OUTGOING = 4;

/** How often the socket is looked at, milliseconds, and how many packets it may give each time. */
const LOOK_EVERY = 50;
const MOST_AT_ONCE = 64;
const LARGEST = 2048;

/** Opens the socket; null where the system or the rights do not allow it, or the interface is not there. */
export function openPacketPort(name: string): ProbePort | null {
  if (process.platform !== 'linux') return null;
  const { socket, bind, close, if_nametoindex } = libc();
  const index = if_nametoindex(name);
  // Protocol 0 hears nothing until bind: no packet of another interface, and none before the filter, is queued.
  const fd = index === 0 ? -1 : socket(AF_PACKET, SOCK_DGRAM | TYPE_FLAGS, 0);
  if (fd < 0) return null;
  const address = linkAddress(index);
  if (attachFilter(fd) === 0 && bind(fd, address, address.length) === 0) return new PacketPort(fd, index);
  close(fd);
  return null;
}

class PacketPort implements ProbePort {
  readonly #fd: number;
  readonly #index: number;
  readonly #timer: NodeJS.Timeout;
  readonly #buffer = new Uint8Array(LARGEST);
  readonly #from = new Uint8Array(20);
  #handler: Parameters<ProbePort['onMessage']>[0] = () => {};
  #closed = false;

  constructor(fd: number, index: number) {
    this.#fd = fd;
    this.#index = index;
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY);
  }

  async send(payload: Uint8Array): Promise<void> {
    const packet = encodeUdpPacket({
      source: NO_ADDRESS,
      target: LIMITED_BROADCAST,
      sourcePort: CLIENT_PORT,
      targetPort: SERVER_PORT,
      payload,
    });
    const to = linkAddress(this.#index, BROADCAST_MAC);
    const sent = this.#closed ? -1 : libc().sendto(this.#fd, packet, packet.length, 0, to, to.length);
    if (sent !== packet.length) throw new Error(`sendto: errno ${koffi.errno()}`);
  }

  onMessage(handler: Parameters<ProbePort['onMessage']>[0]): void {
    this.#handler = handler;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    libc().close(this.#fd);
  }

  #look(): void {
    for (let count = 0; count < MOST_AT_ONCE && !this.#closed; count++) {
      const length = Int32Array.of(this.#from.length);
      const got = libc().recvfrom(this.#fd, this.#buffer, LARGEST, 0, this.#from, length);
      if (got <= 0) return;
      const packet = decodeUdpPacket(this.#buffer.subarray(0, got));
      if (packet === null || packet.targetPort !== CLIENT_PORT || this.#from[10] === PACKET_OUTGOING)
        continue;
      const mac = this.#from[11] === 6 ? formatMac(this.#from.subarray(12, 18)) : null;
      this.#handler(packet.payload, { address: packet.source, mac });
    }
  }
}

/** `struct sockaddr_ll`: family, protocol (big-endian), interface, type of hardware, of packet, length, address. */
function linkAddress(index: number, mac = new Uint8Array(0)): Uint8Array {
  const bytes = new Uint8Array(20);
  new Uint16Array(bytes.buffer)[0] = AF_PACKET;
  new DataView(bytes.buffer).setUint16(2, ETH_P_IP);
  new Int32Array(bytes.buffer)[1] = index;
  bytes[11] = mac.length;
  bytes.set(mac, 12);
  return bytes;
}

/**
 * The filter in the language of bpf(4), over the IP packet: UDP, not a later fragment, to port 68; otherwise nothing.
 * Each row: operation, jump if true, jump if false, value.
 */
const FILTER: readonly (readonly [number, number, number, number])[] = [
  [0x30, 0, 0, 9], //             ldb [9]         protocol
  [0x15, 0, 6, 17], //            jeq UDP
  [0x28, 0, 0, 6], //             ldh [6]         flags and fragment offset
  [0x45, 4, 0, 0x1fff], //        jset            a later fragment
  [0xb1, 0, 0, 0], //             ldxb 4*([0]&15) length of the header
  [0x48, 0, 0, 2], //             ldh [x+2]       target port
  [0x15, 0, 1, CLIENT_PORT], //   jeq 68
  [0x06, 0, 0, LARGEST], //       take it
  [0x06, 0, 0, 0], //             leave it
];

function attachFilter(fd: number): number {
  const program = new Uint8Array(FILTER.length * 8);
  for (const [row, [code, jt, jf, k]] of FILTER.entries()) {
    new Uint16Array(program.buffer, row * 8, 1)[0] = code;
    program.set([jt, jf], row * 8 + 2);
    new Uint32Array(program.buffer, row * 8 + 4, 1)[0] = k;
  }
  return libc().setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, { len: FILTER.length, filter: program }, 16);
}

interface Libc {
  socket(domain: number, type: number, protocol: number): number;
  setsockopt(
    fd: number,
    level: number,
    name: number,
    program: { len: number; filter: Uint8Array },
    length: number,
  ): number;
  bind(fd: number, address: Uint8Array, length: number): number;
  sendto(
    fd: number,
    bytes: Uint8Array,
    length: number,
    flags: number,
    to: Uint8Array,
    toLength: number,
  ): number;
  recvfrom(
    fd: number,
    bytes: Uint8Array,
    length: number,
    flags: number,
    from: Uint8Array,
    fromLength: Int32Array,
  ): number;
  close(fd: number): number;
  if_nametoindex(name: string): number;
}

let loaded: Libc | undefined;

function libc(): Libc {
  if (loaded !== undefined) return loaded;
  const library = koffi.load(null);
  const program = koffi.pointer(koffi.struct({ len: 'uint16_t', filter: 'void *' }));
  loaded = {
    socket: library.func('int socket(int, int, int)'),
    setsockopt: library.func('setsockopt', 'int', ['int', 'int', 'int', program, 'uint32_t']),
    bind: library.func('int bind(int, const void *, uint32_t)'),
    sendto: library.func('int64_t sendto(int, const void *, size_t, int, const void *, uint32_t)'),
    recvfrom: library.func('int64_t recvfrom(int, void *, size_t, int, void *, void *)'),
    close: library.func('int close(int)'),
    if_nametoindex: library.func('uint32_t if_nametoindex(const char *)'),
  };
  return loaded;
}
