import { FieldbootError } from '../errors.ts';
import type { BlockSource } from './source.ts';

/** What one index may cost, however the medium was made. Real media stay far below each of these. */
export interface IndexLimits {
  /** Files, directories and links together. The largest real media have some 100,000. */
  readonly entries: number;
  /**
   * Bytes of memory the index may take, by a rough count; 100,000 packages take 28 MB. What the making of an index takes
   * for a moment is about as much again.
   */
  readonly memory: number;
  /** Bytes read from the medium and bytes looked at, counted again when they overlap. */
  readonly bytes: number;
  /** Bytes of one directory. 20,000 packages in one directory take 5 MB. */
  readonly directoryBytes: number;
  /** Directories inside each other. */
  readonly depth: number;
}

export const INDEX_LIMITS: IndexLimits = {
  entries: 250_000,
  memory: 28 * 1024 * 1024,
  bytes: 1024 * 1024 * 1024,
  directoryBytes: 16 * 1024 * 1024,
  depth: 100,
};

/** What one entry takes in memory beside its path, measured with Node 24; and one extent of a file. */
const ENTRY_MEMORY = 220;
const EXTENT_MEMORY = 80;
/** As in Linux; a longer path could not be asked for. */
const PATH_LIMIT = 4096;

/** A look costs something even when it asks for nothing, or empty areas could be chained without end. */
const LOOK_COST = 64;
/** Writers put all directories next to each other, so a large read there saves hundreds of small ones ... */
const NEAR_READ = 256 * 1024;
/** ... and where they did not, reading much would be reading in vain. */
const FAR_READ = 16 * 1024;

/**
 * Reads the metadata of one medium through a window that runs ahead, counts what that costs, and knows how to say
 * that something lies outside the file: cut short, when the volume should be larger than the file, else damaged.
 */
export class MetadataReader {
  readonly #source: BlockSource;
  readonly #path: string;
  readonly #volumeBytes: number;
  readonly limits: IndexLimits;
  #window: Uint8Array = new Uint8Array(0);
  #windowAt = 0;
  #entries = 0;
  #directoryBytes = 0;
  #memory = 0;
  #bytes = 0;

  constructor(source: BlockSource, path: string, volumeBytes: number, limits: IndexLimits) {
    this.#source = source;
    this.#path = path;
    this.#volumeBytes = volumeBytes;
    this.limits = limits;
  }

  /** Reads all of a directory; `what` names it in messages. */
  async directory(offset: number, length: number, what: string): Promise<Uint8Array> {
    this.within(offset, length, what);
    this.countDirectory(length, what);
    return await this.bytes(offset, length, what);
  }

  /** Counts a directory: one alone may be too large, and all together are larger than the file when they overlap. */
  countDirectory(length: number, what: string): void {
    if (length > this.limits.directoryBytes) throw this.damaged(`${what} has ${length} bytes`);
    this.#directoryBytes += length;
    if (this.#directoryBytes > this.#source.size) throw this.damaged('its directories overlap');
  }

  /** Reads a few bytes of metadata. The result is not written to later. */
  async bytes(offset: number, length: number, what: string): Promise<Uint8Array> {
    this.within(offset, length, what);
    this.#countBytes(length + LOOK_COST);
    if (!this.#holds(offset, length)) await this.#refill(offset, length);
    if (!this.#holds(offset, length)) throw this.#outside(offset + length, what);
    return this.#window.subarray(offset - this.#windowAt, offset - this.#windowAt + length);
  }

  /** Throws when a run of bytes does not lie inside the file. */
  within(offset: number, length: number, what: string): void {
    if (offset + length > this.#source.size) throw this.#outside(offset + length, what);
  }

  /** Counts one more entry of the index, `depth` directories below the root. */
  countEntry(depth: number, path: string): void {
    this.#entries += 1;
    if (this.#entries > this.limits.entries)
      throw this.damaged(`it has more than ${this.limits.entries} entries`);
    if (depth > this.limits.depth) throw this.damaged(`/${path.slice(0, 80)} lies ${depth} directories deep`);
    if (path.length > PATH_LIMIT)
      throw this.damaged(`/${path.slice(0, 80)}... is a path of ${path.length} characters`);
    this.#countMemory(ENTRY_MEMORY + path.length);
  }

  /** Counts the extents of a file, which may be many more than its entries. */
  countExtents(count: number): void {
    this.#countMemory(count * EXTENT_MEMORY);
  }

  damaged(detail: string): FieldbootError {
    return new FieldbootError('MEDIUM_DAMAGED', { path: this.#path, detail });
  }

  #outside(end: number, what: string): FieldbootError {
    const actual = this.#source.size;
    if (this.#volumeBytes > actual)
      return new FieldbootError('MEDIUM_TRUNCATED', {
        path: this.#path,
        expected: this.#volumeBytes,
        actual,
      });
    return this.damaged(`${what} should lie before byte ${end}, but the file ends at byte ${actual}`);
  }

  #countMemory(count: number): void {
    this.#memory += count;
    if (this.#memory > this.limits.memory)
      throw this.damaged(`its index would take more than ${this.limits.memory >> 20} MiB of memory`);
  }

  #countBytes(count: number): void {
    this.#bytes += count;
    if (this.#bytes > this.limits.bytes) throw this.damaged('its structures overlap without end');
  }

  #holds(offset: number, length: number): boolean {
    return offset >= this.#windowAt && offset + length <= this.#windowAt + this.#window.length;
  }

  async #refill(offset: number, length: number): Promise<void> {
    const gap = offset - (this.#windowAt + this.#window.length);
    const ahead = gap >= 0 && gap <= NEAR_READ ? NEAR_READ : FAR_READ;
    const into = new Uint8Array(Math.min(Math.max(length, ahead), this.#source.size - offset));
    this.#countBytes(into.length);
    const got = await this.#source.read(offset, into);
    this.#window = into.subarray(0, got);
    this.#windowAt = offset;
  }
}
