/**
 * Many datagrams for one call of the system: arrays of `struct mmsghdr` as recvmmsg(2) and sendmmsg(2) want them.
 *
 * The structures of <sys/socket.h> are laid out by hand in memory that does not move, as on 64-bit Linux.
 */

import koffi from 'koffi';
import type { PeerKey } from '../servers/tftp-lane.ts';

const AF_INET = 2;
const SOL_UDP = 17;
const UDP_SEGMENT = 103;

/** Sizes of the structures: message, vector, control message with one number, address. */
export const MMSGHDR = 64;
const IOVEC = 16;
const CMSG = 24;
export const SOCKADDR = 16;

/** Whether this system can: 64-bit Linux. */
export const canBatch = (): boolean =>
  process.platform === 'linux' && (process.arch === 'x64' || process.arch === 'arm64');

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
export class Messages {
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
export interface BatchCalls {
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

let loaded: BatchCalls | undefined;

/** The calls of the C library that is in this process already; loaded at the first use. */
export function batchCalls(): BatchCalls {
  if (loaded !== undefined) return loaded;
  const library = koffi.load(null);
  loaded = {
    recvfrom: library.func('long recvfrom(int, uintptr_t, size_t, int, uintptr_t, uintptr_t)'),
    recvmmsg: library.func('int recvmmsg(int, uintptr_t, uint32_t, int, uintptr_t)'),
    sendto: library.func('long sendto(int, uintptr_t, size_t, int, uintptr_t, uint32_t)'),
    sendmmsg: library.func('int sendmmsg(int, uintptr_t, uint32_t, int)'),
    setsockopt: library.func('int setsockopt(int, int, int, const void *, uint32_t)'),
    close: library.func('int close(int)'),
  };
  return loaded;
}
