/**
 * One interface for whatever a medium is made of (UDF, ISO9660 with Rock Ridge or Joliet, FAT, a folder).
 *
 * Paths are POSIX-like, relative to the root of the medium, with no leading slash: `install.amd/vmlinuz`.
 * The root is the empty string.
 */

import type { PlainExtents } from './plain.ts';
import type { Place } from './source.ts';

/** A run of bytes in the medium. */
export interface Extent {
  /** Byte offset in the medium. */
  readonly offset: number;
  /** Length in bytes. */
  readonly length: number;
  /** Nothing was ever written here: it reads as zeros, and the offset means nothing. */
  readonly hole?: true;
}

export interface FileEntry {
  readonly kind: 'file';
  readonly path: string;
  /** Size in bytes, the sum of the extents. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** Where the bytes lie; several for files over 4 GiB. */
  readonly extents: readonly Extent[];
  /** The bytes are compressed in a way that Fieldboot does not undo: reading is refused. */
  readonly compressed?: 'zisofs';
  /** Where it lies on this laptop, for a file of a folder; its extents are empty then. */
  readonly place?: string;
}

export interface DirectoryEntry {
  readonly kind: 'directory';
  readonly path: string;
  readonly modified: number;
}

export type TreeEntry = FileEntry | DirectoryEntry;

/** A symbolic link as it is on the medium. */
export interface LinkEntry {
  readonly name: string;
  /** As written: relative to the link's directory, or absolute; it may lead nowhere. */
  readonly target: string;
}

/** An indexed medium. Looking up is in memory; only file contents are read from the medium. */
export interface MediumTree {
  /** Volume identifier of the medium, trimmed. */
  readonly label: string;
  /** Which naming the index was taken from. */
  readonly naming: 'rock-ridge' | 'joliet' | 'iso9660' | 'udf' | 'fat' | 'folder';
  /** Number of files (directories not counted). */
  readonly fileCount: number;
  /** Number of files that cannot be read because they are compressed (zisofs); absent: none. */
  readonly compressedCount?: number;
  /** Which firmware the medium's El Torito catalogue has an entry for. */
  readonly bootable: { readonly bios: boolean; readonly uefi: boolean };
  /**
   * Finds a file or directory. Symbolic links inside the medium are followed, those that lead out of it are
   * absent. When no name matches exactly, a single match without regard to case is taken.
   */
  find(path: string): TreeEntry | undefined;
  /** Children of a directory in name order; undefined when it is not a directory. */
  list(path: string): readonly TreeEntry[] | undefined;
  /**
   * Symbolic links of a directory, those that lead out of the medium too, for doors whose clients follow links
   * themselves. Without it, or when empty, there are none.
   */
  links?(path: string): readonly LinkEntry[];
  /**
   * The file system that UEFI boots the medium from (`EFI/BOOT/BOOTX64.EFI`), which may lie inside it as a FAT image.
   * Its files are read through its own `read`. Resolves to undefined when there is none, or none that can be read.
   */
  efi?(): Promise<MediumTree | undefined>;
  /**
   * Fills `into` from byte `offset` of a file; resolves to the number of bytes read. Rejects with FILE_COMPRESSED, and as
   * the source's `read` does.
   */
  read(file: FileEntry, offset: number, into: Uint8Array): Promise<number>;
  /** The same at once, with the bytes that are in memory already; 0 when `read` must be asked. Never throws. */
  readNow?(file: FileEntry, offset: number, into: Uint8Array): number;
  /** Where a byte of a file lies, for who hands bytes on at once without looking at them; null: `read` must be asked. */
  placeNow?(file: FileEntry, offset: number): Place | null;
  /** Opens a file's extents for who reads them on a thread of its own; undefined where they are not read as they lie. */
  plain?(file: FileEntry): Promise<PlainExtents | undefined>;
}
