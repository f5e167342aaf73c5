/**
 * Sockets bound to one network interface.
 *
 * Measured on Linux 6.18: with SO_BINDTODEVICE every broadcast and unicast of the interface arrives and not one packet
 * of another; with a plain socket on the wildcard address half of the packets of the wrong interface did. Since Linux
 * 5.7 binding to a device needs no rights. One thing follows: the laptop itself cannot reach these ports, because what
 * it sends to its own address travels over `lo`.
 *
 * Node cannot set the option, so the socket is made with libc and handed over by its number.
 */

import { createSocket, type Socket } from 'node:dgram';
import type { Server } from 'node:net';
import { constants } from 'node:os';
import koffi from 'koffi';
import { FieldbootError } from '../errors.ts';
import type { DatagramPeer, DatagramPort } from '../servers/datagram.ts';
import { BurstPort } from './burst-port.ts';
import { listInterfaces } from './interfaces.ts';
import { canBatch } from './messages.ts';
import { type Protocol, portHolder } from './ports.ts';
import { commandFor } from './rights.ts';

export interface PortOptions {
  /** Name of the interface, such as `eth0`. */
  readonly interface: string;
  /** IPv4 address to bind; `0.0.0.0` where broadcasts are wanted (Linux gives a socket with an address none). */
  readonly address: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Name of the door for error sentences: `DHCP`, `TFTP`, `HTTP`. */
  readonly door: string;
}

export interface UdpPortOptions extends PortOptions {
  /**
   * May send to broadcast addresses, and shares the port with other programs that allow it: a dnsmasq that serves
   * virtual machines on a bridge of its own is no hindrance.
   */
  readonly broadcast?: boolean;
  /** Many datagrams come and go together: where the system can, with one call. */
  readonly bursts?: boolean;
  /** Connects the socket: only this client is heard, `send` always goes to it, and ICMP errors are reported. */
  readonly peer?: DatagramPeer;
}

/**
 * Opens a UDP port on one interface.
 * Rejects with PORT_FORBIDDEN, PORT_BUSY, INTERFACE_UNKNOWN or INTERFACE_NO_ADDRESS.
 */
export async function openUdpPort(options: UdpPortOptions): Promise<DatagramPort> {
  const socket = createSocket({ type: 'udp4', lookup: onlyAddresses });
  const port = new DgramPort(socket, options.peer !== undefined);
  try {
    const fd = await bindUdp(socket, options);
    if (options.peer !== undefined) await connectUdp(socket, options.peer);
    return options.bursts === true && fd !== undefined && canBatch() ? new BurstPort(port, fd) : port;
  } catch (error) {
    await port.close();
    throw await explain(error, 'UDP', options);
  }
}

/**
 * Opens a UDP port on one interface for who waits in the system himself: a descriptor that blocks and that nobody else
 * closes. Throws the system's error; undefined where there are no descriptors.
 */
export function openBlockingUdp(options: PortOptions): number | undefined {
  return boundSocket('UDP', options, true);
}

/**
 * Lets a server of node:net or node:http listen on one interface; resolves to the port.
 * Rejects as `openUdpPort` does.
 */
export async function listenTcp(server: Server, options: PortOptions): Promise<number> {
  try {
    await startListening(server, options);
  } catch (error) {
    throw await explain(error, 'TCP', options);
  }
  const bound = server.address();
  return bound !== null && typeof bound === 'object' ? bound.port : options.port;
}

class DgramPort implements DatagramPort {
  readonly #socket: Socket;
  readonly #connected: boolean;
  #closed: Promise<void> | undefined;
  #onError: (error: Error) => void = () => {};

  constructor(socket: Socket, connected: boolean) {
    this.#socket = socket;
    this.#connected = connected;
    // An 'error' event without a listener would end the program.
    socket.on('error', (error) => this.#onError(error));
  }

  send(bytes: Uint8Array, address: string, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const sent = (error: Error | null): void => (error === null ? resolve() : reject(error));
      if (this.#connected) this.#socket.send(bytes, sent);
      else this.#socket.send(bytes, port, address, sent);
    });
  }

  onMessage(handler: (bytes: Uint8Array, from: DatagramPeer) => void): void {
    this.#socket.removeAllListeners('message');
    this.#socket.on('message', (bytes, { address, port }) => handler(bytes, { address, port }));
  }

  onError(handler: (error: Error) => void): void {
    this.#onError = handler;
  }

  close(): Promise<void> {
    this.#closed ??= new Promise((resolve) => {
      try {
        this.#socket.close(() => resolve());
      } catch {
        resolve();
      }
    });
    return this.#closed;
  }
}

/** dgram looks every address up as a name first; ours are always addresses, so each packet is spared the detour. */
function onlyAddresses(
  address: string,
  _options: unknown,
  done: (error: null, address: string, family: number) => void,
): void {
  done(null, address, 4);
}

/** Resolves to the socket's descriptor, where there is one. */
function bindUdp(socket: Socket, options: UdpPortOptions): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    const fd = boundSocket('UDP', options);
    const bound = (): void => {
      socket.off('error', reject);
      if (options.broadcast === true) socket.setBroadcast(true);
      resolve(fd);
    };
    if (fd !== undefined) handOver(fd, () => socket.bind({ fd }, bound));
    else socket.bind({ address: options.address, port: options.port, exclusive: true }, bound);
  });
}

function connectUdp(socket: Socket, peer: DatagramPeer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.connect(peer.port, peer.address, (error?: Error) => (error == null ? resolve() : reject(error)));
  });
}

function startListening(server: Server, options: PortOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const listening = (): void => {
      server.off('error', reject);
      resolve();
    };
    const fd = boundSocket('TCP', options);
    if (fd !== undefined) handOver(fd, () => server.listen({ fd }, listening));
    else server.listen({ host: options.address, port: options.port, exclusive: true }, listening);
  });
}

/** Closes the descriptor when node does not take it. */
function handOver(fd: number, take: () => void): void {
  try {
    take();
  } catch (error) {
    libc().close(fd);
    throw error;
  }
}

/** Numbers of <sys/socket.h> and <netinet/in.h>. */
interface SocketNumbers {
  readonly SOL_SOCKET: number;
  readonly SO_REUSEADDR: number;
  readonly SO_BROADCAST: number;
  /** Added to the type: close on exec; do not block. */
  readonly closeOnExec: number;
  readonly nonBlocking: number;
}

const LINUX: SocketNumbers = {
  SOL_SOCKET: 1,
  SO_REUSEADDR: 2,
  SO_BROADCAST: 6,
  closeOnExec: 0o2000000,
  nonBlocking: 0o4000,
};
const SO_BINDTODEVICE = 25;

// Not tried on a Mac: numbers from its headers. There are no flags in the type; libuv makes the socket non-blocking.
const MACOS: SocketNumbers = {
  SOL_SOCKET: 0xffff,
  SO_REUSEADDR: 0x4,
  SO_BROADCAST: 0x20,
  closeOnExec: 0,
  nonBlocking: 0,
};
const IPPROTO_IP = 0;
const IP_BOUND_IF = 25;

const AF_INET = 2;
const SOCKET_TYPE: Record<Protocol, number> = { TCP: 1, UDP: 2 };

/**
 * A socket bound to the interface, as a file descriptor; undefined where the system cannot take one (Windows, not
 * tried: there a socket bound to the interface's address gets its broadcasts, so the plain way serves).
 */
function boundSocket(protocol: Protocol, options: UdpPortOptions, blocking = false): number | undefined {
  if (process.platform !== 'linux' && process.platform !== 'darwin') return undefined;
  const numbers = process.platform === 'linux' ? LINUX : MACOS;
  const { socket, close } = libc();
  const flags = numbers.closeOnExec | (blocking ? 0 : numbers.nonBlocking);
  const fd = checked('socket', socket(AF_INET, SOCKET_TYPE[protocol] | flags, 0));
  try {
    configure(fd, numbers, protocol, options);
    return fd;
  } catch (error) {
    close(fd);
    throw error;
  }
}

function configure(fd: number, numbers: SocketNumbers, protocol: Protocol, options: UdpPortOptions): void {
  const { SOL_SOCKET, SO_REUSEADDR, SO_BROADCAST } = numbers;
  // For TCP it only means not to wait for old connections; for UDP it means to share, see UdpPortOptions.
  if (protocol === 'TCP' || options.broadcast === true) setOption(fd, SOL_SOCKET, SO_REUSEADDR, int32(1));
  if (options.broadcast === true) setOption(fd, SOL_SOCKET, SO_BROADCAST, int32(1));
  if (process.platform === 'linux')
    setOption(fd, SOL_SOCKET, SO_BINDTODEVICE, new TextEncoder().encode(`${options.interface}\0`));
  else setOption(fd, IPPROTO_IP, IP_BOUND_IF, int32(indexOf(options.interface)));
  const address = socketAddress(options.address, options.port);
  checked('bind', libc().bind(fd, address, address.length));
}

function setOption(fd: number, level: number, name: number, value: Uint8Array): void {
  checked('setsockopt', libc().setsockopt(fd, level, name, value, value.length));
}

function indexOf(name: string): number {
  const index = libc().if_nametoindex(name);
  if (index === 0) throw systemError('if_nametoindex', 'ENODEV');
  return index;
}

/** `struct sockaddr_in`: on macOS the first byte is the length and the family takes one byte. */
function socketAddress(address: string, port: number): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  if (process.platform === 'linux') new Uint16Array(bytes.buffer)[0] = AF_INET;
  else view.setUint16(0, (bytes.length << 8) | AF_INET);
  view.setUint16(2, port);
  address.split('.').forEach((part, at) => {
    view.setUint8(4 + at, Number(part));
  });
  return bytes;
}

const int32 = (value: number): Uint8Array => new Uint8Array(Int32Array.of(value).buffer);

function checked(call: string, result: number): number {
  if (result >= 0) return result;
  const number = koffi.errno();
  const name = Object.entries(constants.errno).find(([, value]) => value === number)?.[0];
  throw systemError(call, name ?? `errno ${number}`);
}

function systemError(call: string, code: string): Error {
  return Object.assign(new Error(`${call}: ${code}`), { code });
}

/** The error of the catalogue for what the system said. */
async function explain(error: unknown, protocol: Protocol, options: PortOptions): Promise<unknown> {
  const { door, port, interface: name } = options;
  const cause = { cause: error };
  switch ((error as { code?: unknown }).code) {
    case 'EACCES':
    case 'EPERM':
      return new FieldbootError('PORT_FORBIDDEN', { door, protocol, port, command: commandFor(port) }, cause);
    case 'EADDRINUSE':
      return new FieldbootError(
        'PORT_BUSY',
        { door, protocol, port, hint: await portHolder(protocol, port) },
        cause,
      );
    case 'ENODEV': {
      const known = (await listInterfaces()).map((one) => one.name).join(', ');
      return new FieldbootError('INTERFACE_UNKNOWN', { name, known }, cause);
    }
    case 'EADDRNOTAVAIL':
      return new FieldbootError('INTERFACE_NO_ADDRESS', { name }, cause);
    default:
      return error;
  }
}

interface Libc {
  socket(domain: number, type: number, protocol: number): number;
  setsockopt(fd: number, level: number, name: number, value: Uint8Array, length: number): number;
  bind(fd: number, address: Uint8Array, length: number): number;
  close(fd: number): number;
  if_nametoindex(name: string): number;
}

let loaded: Libc | undefined;

/** The C library that is in this process already; loaded at the first use. */
function libc(): Libc {
  if (loaded !== undefined) return loaded;
  const library = koffi.load(null);
  loaded = {
    socket: library.func('int socket(int, int, int)'),
    setsockopt: library.func('int setsockopt(int, int, int, const void *, uint32_t)'),
    bind: library.func('int bind(int, const void *, uint32_t)'),
    close: library.func('int close(int)'),
    if_nametoindex: library.func('uint32_t if_nametoindex(const char *)'),
  };
  return loaded;
}
