import type { Extent } from '../media/tree.ts';
import type { LaneFile } from './tftp-lane.ts';

/** How an `ExtentFile` comes by its bytes. */
export interface ExtentReads {
  /** Fills `into` from byte `position` of the open file with what is in memory; returns how many bytes that are. */
  readNow(position: number, into: Uint8Array): number;
  /** Has bytes of the file fetched, which then `arrived` is called with. */
  fetch(offset: number, length: number): void;
}

/** One look into the system's memory feeds 45 blocks of 1428 bytes. */
const CHUNK = 64 * 1024;
/** What is fetched from the disk at once: the thread hears of it up to 20 ms later. */
const FETCH = 512 * 1024;

/** A file that lies in extents of an open file, read in order and without waiting for a disk. */
export class ExtentFile implements LaneFile {
  readonly size: number;
  readonly #extents: readonly Extent[];
  readonly #reads: ExtentReads;
  #chunk: Uint8Array = new Uint8Array(0);
  /** Where in the file the chunk begins, and how much of it is filled. */
  #start = 0;
  #length = 0;
  #fetching = false;

  constructor(extents: readonly Extent[], reads: ExtentReads) {
    this.#extents = extents;
    this.#reads = reads;
    this.size = extents.reduce((sum, extent) => sum + extent.length, 0);
  }

  ready(offset: number, length: number): boolean {
    if (this.#holds(offset, length)) return true;
    if (this.#fetching) return false;
    this.#load(offset, Math.min(this.size - offset, Math.max(CHUNK, length)));
    if (this.#holds(offset, length)) return true;
    this.#fetching = true;
    this.#reads.fetch(offset, Math.min(this.size - offset, Math.max(FETCH, length)));
    return false;
  }

  copy(offset: number, into: Uint8Array, at: number, length: number): void {
    const within = offset - this.#start;
    into.set(this.#chunk.subarray(within, within + length), at);
  }

  /** The bytes that were fetched, from byte `offset` of the file. */
  arrived(offset: number, bytes: Uint8Array): void {
    this.#fetching = false;
    this.#chunk = bytes;
    this.#start = offset;
    this.#length = bytes.length;
  }

  #holds(offset: number, length: number): boolean {
    return offset >= this.#start && offset + length <= this.#start + this.#length;
  }

  /** Reads what is in memory of the chunk that begins at `offset`. */
  #load(offset: number, length: number): void {
    if (this.#chunk.length < length) this.#chunk = new Uint8Array(length);
    this.#start = offset;
    this.#length = 0;
    for (const { position, length: part } of placesOf(this.#extents, offset, length)) {
      const room = this.#chunk.subarray(this.#length, this.#length + part);
      const got = this.#reads.readNow(position, room);
      this.#length += got;
      if (got < part) return;
    }
  }
}

/** Where bytes of the file lie in the open file. */
export function placesOf(
  extents: readonly Extent[],
  offset: number,
  length: number,
): { position: number; length: number }[] {
  const places: { position: number; length: number }[] = [];
  let start = 0;
  for (const extent of extents) {
    const [from, to] = [Math.max(offset, start), Math.min(offset + length, start + extent.length)];
    if (from < to) places.push({ position: extent.offset + from - start, length: to - from });
    start += extent.length;
  }
  return places;
}
