/**
 * Reading and writing bytes without index arithmetic.
 *
 * Both cursors remember their first fault and stay harmless after it: a reader returns zeros and has nothing left,
 * so a loop over `remaining` ends by itself; the caller asks once, at the end.
 */

import { freshBytes } from './memory.ts';

const EMPTY = new Uint8Array(0);

/** Reads big-endian values from bytes. Never throws. */
export class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #fault: string | null = null;

  constructor(bytes: Uint8Array) {
    // Node's sockets hand over a Buffer, whose slice() shares memory instead of copying.
    this.#bytes =
      bytes.constructor === Uint8Array
        ? bytes
        : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes not read yet; 0 after a fault. */
  get remaining(): number {
    return this.#fault === null ? this.#bytes.length - this.#at : 0;
  }

  /** What went wrong first, in words; null while all is well. */
  get fault(): string | null {
    return this.#fault;
  }

  /** Marks the bytes as wrong; a fault that was there before stays. */
  fail(reason: string): void {
    this.#fault ??= reason;
  }

  u8(): number {
    return this.#take(1) ? this.#byte(1) : 0;
  }

  u16(): number {
    return this.#take(2) ? (this.#byte(2) << 8) | this.#byte(1) : 0;
  }

  u32(): number {
    if (!this.#take(4)) return 0;
    return ((this.#byte(4) << 24) | (this.#byte(3) << 16) | (this.#byte(2) << 8) | this.#byte(1)) >>> 0;
  }

  /** The next `length` bytes, copied so that a kept value never pins a receive buffer. */
  bytes(length: number): Uint8Array {
    return this.#take(length) ? this.#bytes.slice(this.#at - length, this.#at) : EMPTY;
  }

  /** The next `length` bytes as they lie there: for who keeps them no longer than the bytes themselves. */
  view(length: number): Uint8Array {
    return this.#take(length) ? this.#bytes.subarray(this.#at - length, this.#at) : EMPTY;
  }

  /** Everything that is left, copied. */
  rest(): Uint8Array {
    return this.bytes(this.remaining);
  }

  /** The fault, or a complaint about bytes that nobody read; null when the bytes were exactly right. */
  finish(): string | null {
    if (this.#fault === null && this.remaining > 0) return `${this.remaining} bytes too many`;
    return this.#fault;
  }

  /** One of the bytes just taken, counted from the last. */
  #byte(back: number): number {
    return this.#bytes[this.#at - back] ?? 0;
  }

  #take(length: number): boolean {
    if (this.#fault !== null) return false;
    const left = this.#bytes.length - this.#at;
    if (!(length >= 0 && length <= left)) {
      this.#fault = `cut short at byte ${this.#at}: ${length} bytes wanted, ${left} left`;
      return false;
    }
    this.#at += length;
    return true;
  }
}

/** Largest payload of an IPv4 UDP datagram. */
const DATAGRAM_LIMIT = 65_507;

/** Writes big-endian values into a growing buffer. Never throws; what does not fit is a fault. */
export class Writer {
  readonly #limit: number;
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;
  #fault: string | null = null;

  /**
   * @param limit most bytes that may be written; by default what a UDP datagram holds.
   * @param size bytes that are probably written; more cost a copy.
   */
  constructor(limit: number = DATAGRAM_LIMIT, size = 64) {
    this.#limit = limit;
    this.#bytes = freshBytes(size);
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  /** What went wrong first, in words; null while all is well. */
  get fault(): string | null {
    return this.#fault;
  }

  u8(value: number): this {
    if (this.#fits(value, 0xff) && this.#grow(1)) this.#put(1, value);
    return this;
  }

  u16(value: number): this {
    if (this.#fits(value, 0xffff) && this.#grow(2)) {
      this.#put(2, value >>> 8);
      this.#put(1, value);
    }
    return this;
  }

  u32(value: number): this {
    if (this.#fits(value, 0xffff_ffff) && this.#grow(4)) {
      this.#put(4, value >>> 24);
      this.#put(3, value >>> 16);
      this.#put(2, value >>> 8);
      this.#put(1, value);
    }
    return this;
  }

  bytes(value: Uint8Array): this {
    if (this.#grow(value.length)) this.#bytes.set(value, this.#length - value.length);
    return this;
  }

  /** Writes exactly `size` bytes: the value cut or filled up with zeros (fixed fields of old headers). */
  field(value: Uint8Array, size: number): this {
    const fitting = value.length > size ? value.subarray(0, size) : value;
    if (this.#grow(size)) this.#bytes.set(fitting, this.#length - size);
    return this;
  }

  /** Fills with zeros until `length` bytes are written. */
  padTo(length: number): this {
    return length > this.#length ? this.field(EMPTY, length - this.#length) : this;
  }

  /** What was written (up to the first fault). It is the caller's, and what is written afterwards does not change it. */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Sets one of the bytes just grown by, counted from the last. */
  #put(back: number, value: number): void {
    this.#bytes[this.#length - back] = value;
  }

  #fits(value: number, max: number): boolean {
    if (Number.isInteger(value) && value >= 0 && value <= max) return true;
    this.#fault ??= `${value} is not between 0 and ${max}`;
    return false;
  }

  #grow(by: number): boolean {
    const needed = this.#length + by;
    if (needed > this.#limit) this.#fault ??= `more than ${this.#limit} bytes`;
    if (this.#fault !== null) return false;
    if (needed > this.#bytes.length) this.#enlarge(needed);
    this.#length = needed;
    return true;
  }

  #enlarge(needed: number): void {
    const larger = freshBytes(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
