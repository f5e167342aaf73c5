/**
 * Record marking (RFC 5531 section 11): how messages are told apart in a TCP stream.
 *
 *   +-+-------------------------------+-----------------+
 *   |L|  length of fragment, 31 bits  |    fragment     |  …  a record ends with the fragment whose L is 1
 *   +-+-------------------------------+-----------------+
 */

const MARK = 4;
const LAST = 0x8000_0000;

export interface RecordLimits {
  /** Longest record, bytes. */
  readonly bytes: number;
  /** Most fragments of one record: empty ones cost the sender nothing. */
  readonly fragments: number;
}

/** Puts records together from whatever pieces the stream arrives in. Never throws. */
export class RecordReader {
  readonly #limits: RecordLimits;
  #pending: Uint8Array = new Uint8Array(0);
  #fragments: Uint8Array[] = [];
  #length = 0;
  #fault: string | null = null;

  constructor(limits: RecordLimits) {
    this.#limits = limits;
  }

  /** Why the stream cannot be read on; null while all is well. */
  get fault(): string | null {
    return this.#fault;
  }

  /** Takes what arrived; returns the records that are complete now. After a fault there are none. */
  push(chunk: Uint8Array): Uint8Array[] {
    const records: Uint8Array[] = [];
    // A Buffer's slice() would share memory with the socket's.
    const arrived = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let bytes = joined([this.#pending, arrived]);
    while (this.#fault === null && bytes.length >= MARK) {
      const mark = new DataView(bytes.buffer, bytes.byteOffset, MARK).getUint32(0);
      const end = MARK + (mark & ~LAST);
      if (!this.#mayTake(end - MARK) || bytes.length < end) break;
      this.#take(bytes.subarray(MARK, end), mark >= LAST, records);
      bytes = bytes.subarray(end);
    }
    this.#pending = this.#fault === null ? bytes.slice() : new Uint8Array(0);
    return records;
  }

  /** Looked at as soon as the length is known, so that nobody makes us wait for a gigabyte. */
  #mayTake(length: number): boolean {
    if (this.#length + length > this.#limits.bytes)
      this.#fault = `a record of over ${this.#limits.bytes} bytes`;
    else if (this.#fragments.length >= this.#limits.fragments)
      this.#fault = `a record of over ${this.#limits.fragments} fragments`;
    return this.#fault === null;
  }

  #take(fragment: Uint8Array, last: boolean, records: Uint8Array[]): void {
    this.#fragments.push(fragment.slice());
    this.#length += fragment.length;
    if (!last) return;
    records.push(joined(this.#fragments));
    this.#fragments = [];
    this.#length = 0;
  }
}

/** The mark in front of a record of one fragment. */
export function recordMark(length: number): Uint8Array {
  const mark = new Uint8Array(MARK);
  new DataView(mark.buffer).setUint32(0, (LAST | length) >>> 0);
  return mark;
}

/** Parts as one; a single part is not copied. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const filled = parts.filter((part) => part.length > 0);
  const [first] = filled;
  if (filled.length === 1 && first !== undefined) return first;
  const whole = new Uint8Array(filled.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of filled) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
