/**
 * A packet socket (packet(7)): what arrives on one interface under one EtherType, below IP. Linux only.
 *
 * Node has no such sockets, so it is read with libc, without blocking, a few times a second: what is heard here is
 * slow. With a filter the kernel looks before it queues, so that a busy cable costs nothing and pushes nothing out.
 */

import koffi, { type KoffiFunc } from 'koffi';
import { formatMac } from '../wire/address.ts';

const AF_PACKET = 17;
const SOCK_DGRAM = 2;
const TYPE_FLAGS = 0o2000000 | 0o4000;
const SOL_SOCKET = 1;
const SO_ATTACH_FILTER = 26;
/** sll_pkttype of a packet that this laptop sent itself. */
const PACKET_OUTGOING = 4;

/** How often the socket is looked at, milliseconds, and how many packets it may give each time. */
const LOOK_EVERY = 50;
const MOST_AT_ONCE = 64;

export interface PacketSocketOptions {
  /** Name of the interface. */
  readonly interface: string;
  /** EtherType. */
  readonly protocol: number;
  /** Longest packet, bytes without the Ethernet header. */
  readonly largest: number;
  /** In the language of bpf(4), over the packet: operation, jump if true, jump if false, value. */
  readonly filter?: readonly (readonly [number, number, number, number])[];
}

/** Opens the socket; null where the system or the rights do not allow it, or the interface is not there. */
export function openPacketSocket(options: PacketSocketOptions): PacketSocket | null {
  if (process.platform !== 'linux') return null;
  const { socket, bind, close, if_nametoindex } = libc();
  const index = if_nametoindex(options.interface);
  // Protocol 0 hears nothing until bind: no packet of another interface, and none before the filter, is queued.
  const fd = index === 0 ? -1 : socket(AF_PACKET, SOCK_DGRAM | TYPE_FLAGS, 0);
  if (fd < 0) return null;
  const address = linkAddress(options.protocol, index);
  const filtered = options.filter === undefined || attachFilter(fd, options.filter) === 0;
  if (filtered && bind(fd, address, address.length) === 0) return new PacketSocket(fd, index, options);
  close(fd);
  return null;
}

/** The payload of a packet, and the hardware address of its sender where it has one. */
export type PacketHandler = (payload: Uint8Array, from: string | null) => void;

export class PacketSocket {
  readonly #fd: number;
  readonly #index: number;
  readonly #protocol: number;
  readonly #timer: NodeJS.Timeout;
  readonly #buffer: Uint8Array;
  readonly #from = new Uint8Array(20);
  #handler: PacketHandler = () => {};
  #closed = false;

  constructor(fd: number, index: number, { protocol, largest }: PacketSocketOptions) {
    this.#fd = fd;
    this.#index = index;
    this.#protocol = protocol;
    this.#buffer = new Uint8Array(largest);
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY);
  }

  /** Sends a payload to a hardware address (6 bytes). Rejects with the system's error. */
  async send(payload: Uint8Array, mac: Uint8Array): Promise<void> {
    const to = linkAddress(this.#protocol, this.#index, mac);
    const sent = this.#closed ? -1 : libc().sendto(this.#fd, payload, payload.length, 0, to, to.length);
    if (sent !== payload.length) throw new Error(`sendto: errno ${koffi.errno()}`);
  }

  /** Sets the one handler. The payload is valid during the call only. */
  onMessage(handler: PacketHandler): void {
    this.#handler = handler;
  }

  /** The kernel takes its time (0.6 s were seen), and on the event loop nobody would be answered meanwhile. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    await new Promise((resolve) => libc().close.async(this.#fd, resolve));
  }

  #look(): void {
    for (let count = 0; count < MOST_AT_ONCE && !this.#closed; count++) {
      const length = Int32Array.of(this.#from.length);
      const got = libc().recvfrom(this.#fd, this.#buffer, this.#buffer.length, 0, this.#from, length);
      if (got <= 0) return;
      if (this.#from[10] === PACKET_OUTGOING) continue;
      const mac = this.#from[11] === 6 ? formatMac(this.#from.subarray(12, 18)) : null;
      this.#handler(this.#buffer.subarray(0, got), mac);
    }
  }
}

/** `struct sockaddr_ll`: family, protocol (big-endian), interface, type of hardware, of packet, length, address. */
function linkAddress(protocol: number, index: number, mac: Uint8Array = new Uint8Array(0)): Uint8Array {
  const bytes = new Uint8Array(20);
  new Uint16Array(bytes.buffer)[0] = AF_PACKET;
  new DataView(bytes.buffer).setUint16(2, protocol);
  new Int32Array(bytes.buffer)[1] = index;
  bytes[11] = mac.length;
  bytes.set(mac, 12);
  return bytes;
}

function attachFilter(fd: number, filter: NonNullable<PacketSocketOptions['filter']>): number {
  const program = new Uint8Array(filter.length * 8);
  for (const [row, [code, jt, jf, k]] of filter.entries()) {
    new Uint16Array(program.buffer, row * 8, 1)[0] = code;
    program.set([jt, jf], row * 8 + 2);
    new Uint32Array(program.buffer, row * 8 + 4, 1)[0] = k;
  }
  return libc().setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, { len: filter.length, filter: program }, 16);
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
  close: KoffiFunc<(fd: number) => number>;
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
