/**
 * Bytes that can be read at any offset: an ISO file, a raw disk, a buffer in a test.
 *
 * Reads never copy the medium; they go straight to where the bytes lie.
 */
export interface BlockSource {
  /** Size in bytes. */
  readonly size: number;
  /**
   * Fills `into` from byte `offset`; resolves to the number of bytes read, which is short only at the end.
   * Rejects with MEDIUM_GONE / FILE_UNREADABLE when the file cannot be read any more.
   */
  read(offset: number, into: Uint8Array): Promise<number>;
  /** The same at once, with the bytes that are in memory already; 0 when `read` must be asked. Never throws. */
  readNow?(offset: number, into: Uint8Array): number;
  /**
   * Where the byte at `offset` lies, for who hands bytes on without looking at them; null when `read` must be asked. Good
   * for what is done at once.
   */
  placeNow?(offset: number): Place | null;
  /** Opens the same bytes for who reads them on a thread of its own; absent where there is no file underneath. */
  openPlain?(): Promise<PlainFile>;
  close(): Promise<void>;
}

/** Bytes in a file that is open in this process. */
export interface Place {
  readonly fd: number;
  /** Of the first one, in the file. */
  readonly position: number;
  /** How many follow each other there. */
  readonly length: number;
}

/** A source as a file that is open in this process. */
export interface PlainFile {
  /** Its number; good until `close`. */
  readonly fd: number;
  /** Looks whether the source still is what it was. Rejects with MEDIUM_GONE or MEDIUM_CHANGED. */
  check(): Promise<void>;
  /** Fills `into` from byte `offset` of the source without holding anybody up. Rejects as the source's own reads do. */
  read(offset: number, into: Uint8Array): Promise<unknown>;
  close(): Promise<void>;
}
