/**
 * External Data Representation (RFC 4506): big-endian words of four bytes; what is shorter is filled up with zeros.
 *
 * Like the cursors underneath, both remember their first fault and stay harmless after it.
 */
import { Reader, Writer } from './cursor.ts';

const WORD = 4;
const HIGH = 2 ** 32;

/** Bytes that fill a length up to a whole word. */
export const xdrPadding = (length: number): number => (WORD - (length % WORD)) % WORD;

// Names are bytes to the protocol; a name that is not UTF-8 becomes one that no file has.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** Length in bytes of a text on the wire, without its length word and padding. */
export const xdrTextLength = (text: string): number => encoder.encode(text).length;

/** Reads XDR values. Never throws. */
export class XdrReader {
  readonly #reader: Reader;

  constructor(bytes: Uint8Array) {
    this.#reader = new Reader(bytes);
  }

  /** Bytes not read yet; 0 after a fault. */
  get remaining(): number {
    return this.#reader.remaining;
  }

  /** What went wrong first, in words; null while all is well. Bytes that nobody read are no fault. */
  get fault(): string | null {
    return this.#reader.fault;
  }

  /** Unsigned integer (section 4.2). */
  u32(): number {
    return this.#reader.u32();
  }

  /** Unsigned hyper integer (section 4.5). Above 2^53 the low bits are lost; no file is as long as that. */
  u64(): number {
    const high = this.#reader.u32();
    return high * HIGH + this.#reader.u32();
  }

  /** Boolean (section 4.4). */
  bool(): boolean {
    return this.u32() !== 0;
  }

  /** Fixed-length opaque data (section 4.9). */
  fixed(length: number): Uint8Array {
    const value = this.#reader.bytes(length);
    this.#reader.bytes(xdrPadding(length));
    return value;
  }

  /** Variable-length opaque data of at most `most` bytes (section 4.10). */
  opaque(most: number): Uint8Array {
    const length = this.u32();
    if (length > most) this.#reader.fail(`${length} bytes where at most ${most} may be`);
    return this.fixed(length);
  }

  /** String of at most `most` bytes (section 4.11). */
  string(most: number): string {
    return decoder.decode(this.opaque(most));
  }

  /** What is left, not looked at. */
  rest(): Uint8Array {
    return this.#reader.rest();
  }
}

/** Writes XDR values. Never throws; what does not fit is a fault. */
export class XdrWriter {
  readonly #writer: Writer;

  /** @param limit most bytes that may be written. */
  constructor(limit?: number) {
    this.#writer = new Writer(limit);
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#writer.length;
  }

  /** What went wrong first, in words; null while all is well. */
  get fault(): string | null {
    return this.#writer.fault;
  }

  u32(value: number): this {
    this.#writer.u32(value);
    return this;
  }

  /** A whole number up to 2^53. */
  u64(value: number): this {
    return this.u32(Math.floor(value / HIGH)).u32(value % HIGH);
  }

  bool(value: boolean): this {
    return this.u32(value ? 1 : 0);
  }

  fixed(value: Uint8Array): this {
    this.#writer.bytes(value).padTo(this.#writer.length + xdrPadding(value.length));
    return this;
  }

  opaque(value: Uint8Array): this {
    return this.u32(value.length).fixed(value);
  }

  string(value: string): this {
    return this.opaque(encoder.encode(value));
  }

  /** Anything of its own writer, such as one arm of a union. */
  add(write: (writer: this) => void): this {
    write(this);
    return this;
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.#writer.finish();
  }
}
