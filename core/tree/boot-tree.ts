/**
 * The one read-only tree that TFTP, HTTP and FTP are doors onto; NFS wants file systems, see `exports.ts`.
 *
 * Paths are absolute and already decoded: `/loaders/undionly.kpxe`, `/images/debian-13.7-amd64/tree/dists/…`.
 */

import type { PlainExtents } from '../media/plain.ts';
import type { Place } from '../media/source.ts';
import { hasControl } from '../wire/text.ts';

/** Who asks: the doors know the address, the tree turns it into a machine where it can. */
export interface Requester {
  /** IPv4 address of the client. */
  readonly address: string;
  readonly door: 'tftp' | 'http' | 'nfs' | 'ftp';
  /** Query of an HTTP request, decoded; absent for TFTP. */
  readonly query?: ReadonlyMap<string, string>;
  /** What an installer sent with its report, at most a mebibyte; absent for every other request. */
  readonly content?: Uint8Array;
}

/** An open file of the boot tree: a size and a way to read ranges. */
export interface ServedFile {
  readonly kind: 'file';
  /** Normalised path, in the spelling of the tree. */
  readonly path: string;
  /** Size in bytes. */
  readonly size: number;
  /** Milliseconds since 1970, for Last-Modified. */
  readonly modified: number;
  /** Strong validator for ETag, without quotes; absent for what is rendered per request. */
  readonly etag?: string;
  /** MIME type; the HTTP door guesses from the name when absent. */
  readonly contentType?: string;
  /** Fills `into` from byte `offset`; resolves to the number of bytes read, 0 at the end. */
  read(offset: number, into: Uint8Array): Promise<number>;
  /** The file as it lies on a disk of this laptop, opened anew for one transfer; undefined where it does not lie so. */
  plain?(): Promise<PlainExtents | undefined>;
  /**
   * The same at once and without waiting: as many bytes as are in memory already, 0 when `read` must be asked (they
   * have to come from the disk, or nobody knows). Never throws.
   */
  readNow?(offset: number, into: Uint8Array): number;
  /** Where the byte at `offset` lies, for who hands bytes on at once without looking at them; null: `read` must be asked. */
  placeNow?(offset: number): Place | null;
  /**
   * Called once when a transfer of this file ends, with the bytes that left; used for events.
   * `complete` is false when the client went away or the transfer failed.
   */
  served?(bytes: number, complete: boolean): void;
}

export interface ServedDirectory {
  readonly kind: 'directory';
  readonly path: string;
  readonly entries: readonly {
    readonly name: string;
    readonly directory: boolean;
    readonly size: number;
    readonly modified: number;
  }[];
}

/** Nothing there, with the reason in words for the log (never shown to the client). */
export interface Absent {
  readonly kind: 'absent';
  readonly reason: string;
}

export type ServedNode = ServedFile | ServedDirectory | Absent;

export interface BootTree {
  /**
   * Opens a path for a requester. Never rejects for what a client can cause (bad paths are absent); rejects with a
   * FieldbootError when the medium behind a file fails (MEDIUM_GONE, MEDIUM_CHANGED).
   */
  open(path: string, from: Requester): Promise<ServedNode>;
}

/** Most paths are spelled so already: parts of plain characters, none of them `.` or `..`, each after one slash. */
const NORMAL = /^(?:\/(?!\.\.?(?:\/|$))[\x21-\x2e\x30-\x5b\x5d-\x7e]+)+$/;

/**
 * One spelling for every path a client may send: forward slashes, one leading slash, no empty or `.` parts, none at the
 * end. null when it climbs (`..`) or has control characters: nothing honest asks that, so nothing is resolved.
 * Windows' boot manager sends backslashes, GRUB doubles slashes.
 */
export function normalisePath(path: string): string | null {
  if (NORMAL.test(path)) return path;
  const parts = path.split(/[\\/]+/).filter((part) => part !== '' && part !== '.');
  if (parts.includes('..') || hasControl(path)) return null;
  return `/${parts.join('/')}`;
}
