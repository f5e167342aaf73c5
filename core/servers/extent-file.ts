import { readSync } from 'node:fs';
import type { Extent } from '../media/tree.ts';
import type { LaneFile } from './tftp-lane.ts';

/** One read feeds 45 blocks of 1428 bytes. */
const CHUNK = 64 * 1024;

/** Reads a file that lies in extents of an open file, in order and without leaving the thread. */
export class ExtentFile implements LaneFile {
  readonly size: number;
  readonly #fd: number;
  readonly #extents: readonly Extent[];
  #chunk: Uint8Array = new Uint8Array(0);
  /** Where in the file the chunk begins, and how much of it is filled. */
  #start = 0;
  #length = 0;

  constructor(fd: number, extents: readonly Extent[]) {
    this.#fd = fd;
    this.#extents = extents;
    this.size = extents.reduce((sum, extent) => sum + extent.length, 0);
  }

  copy(offset: number, into: Uint8Array, at: number, length: number): void {
    let done = 0;
    while (done < length) {
      const within = offset + done - this.#start;
      const held = within >= 0 ? Math.min(this.#length - within, length - done) : 0;
      if (held > 0) into.set(this.#chunk.subarray(within, within + held), at + done);
      else this.#load(offset + done);
      done += Math.max(0, held);
    }
  }

  /** Reads the chunk that begins at `offset`. */
  #load(offset: number): void {
    if (this.#chunk.length === 0) this.#chunk = new Uint8Array(Math.min(CHUNK, this.size));
    this.#start = offset;
    this.#length = 0;
    const { position, length } = this.#locate(offset);
    this.#length = readSync(this.#fd, this.#chunk, 0, Math.min(length, this.#chunk.length), position);
    if (this.#length === 0) throw new Error('the file is shorter than it was');
  }

  /** Where the byte lies in the open file, and how many follow it there. */
  #locate(offset: number): { position: number; length: number } {
    let start = 0;
    for (const extent of this.#extents) {
      const skip = offset - start;
      if (skip < extent.length) return { position: extent.offset + skip, length: extent.length - skip };
      start += extent.length;
    }
    return { position: 0, length: 0 };
  }
}
