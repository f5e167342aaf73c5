/** The body of a request, read over or handed on: either way it is known where the next request begins. */
import type { BodyFraming } from './request-head.ts';

/** Digits of a chunk's size, and characters of its extensions or of one trailer line. */
const LONGEST_LINE = 1024;

/** Eats the bytes of one body. */
export class BodySkipper {
  /** Bytes of the body so far, without what frames the chunks. */
  length = 0;
  /** What is wrong with the framing; then nothing more is eaten. */
  bad: string | null = null;
  /** Bytes of data still to come, of the body or of the chunk. */
  #left: number;
  /** The next line of a chunked body is this; null when the length was known. */
  #line: 'size' | 'end of chunk' | 'trailer' | null;
  #text = '';
  #done = false;
  readonly #take: (data: Uint8Array) => void;

  /** `take` is given the body's bytes as they come, without what frames the chunks; they are not its own to keep. */
  constructor(framing: BodyFraming, take: (data: Uint8Array) => void = () => {}) {
    this.#take = take;
    this.#left = framing === 'chunked' ? 0 : framing.length;
    this.#line = framing === 'chunked' ? 'size' : null;
    this.#done = framing !== 'chunked' && framing.length === 0;
  }

  /** The body is at its end. */
  get done(): boolean {
    return this.#done;
  }

  /** Eats what belongs to the body; returns how many of the bytes that are. */
  skip(bytes: Uint8Array): number {
    let at = 0;
    while (at < bytes.length && !this.#done && this.bad === null) {
      if (this.#left > 0) at += this.#skipData(bytes, at);
      else at = this.#skipLine(bytes, at);
    }
    return at;
  }

  #skipData(bytes: Uint8Array, at: number): number {
    const count = Math.min(bytes.length - at, this.#left);
    this.#take(bytes.subarray(at, at + count));
    this.#left -= count;
    this.length += count;
    this.#done = this.#left === 0 && this.#line === null;
    return count;
  }

  /** Eats to the end of a line, or as much of it as is there. */
  #skipLine(bytes: Uint8Array, from: number): number {
    const end = bytes.indexOf(0x0a, from);
    const stop = end < 0 ? bytes.length : end;
    if (this.#text.length + stop - from > LONGEST_LINE) {
      this.bad = 'a line of a chunk has no end';
      return from;
    }
    this.#text += String.fromCharCode(...bytes.subarray(from, stop));
    if (end < 0) return stop;
    this.#takeLine(this.#text.replace(/\r$/, ''));
    this.#text = '';
    return end + 1;
  }

  #takeLine(line: string): void {
    if (this.#line === 'trailer') {
      this.#done = line === '';
    } else if (this.#line === 'end of chunk') {
      if (line !== '') this.bad = 'a chunk is longer than its size';
      this.#line = 'size';
    } else {
      const size = /^([0-9a-f]{1,8})[ \t]*(?:;.*)?$/i.exec(line)?.[1];
      if (size === undefined) this.bad = 'the size of a chunk is no number';
      this.#left = Number.parseInt(size ?? '0', 16);
      this.#line = this.#left === 0 ? 'trailer' : 'end of chunk';
    }
  }
}
