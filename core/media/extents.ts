import type { BlockSource, Place } from './source.ts';
import type { FileEntry } from './tree.ts';

/**
 * Reads a range of a file straight from where its extents lie in the medium.
 * Fills `into` from byte `offset` of the file; resolves to the number of bytes read, short only at the file's end.
 */
export async function readFromExtents(
  source: BlockSource,
  file: Pick<FileEntry, 'extents'>,
  offset: number,
  into: Uint8Array,
): Promise<number> {
  let done = 0;
  let start = 0;
  for (const extent of file.extents) {
    const skip = offset + done - start;
    start += extent.length;
    if (skip >= extent.length) continue;
    const wanted = Math.min(extent.length - skip, into.length - done);
    if (wanted === 0) break;
    const part = into.subarray(done, done + wanted);
    const got = extent.hole ? part.fill(0).length : await source.read(extent.offset + skip, part);
    done += got;
    if (got < wanted) break;
  }
  return done;
}

/** The same at once, from the extent that `offset` lies in; 0 when nothing of it is in memory. */
export function readNowFromExtents(
  source: BlockSource,
  file: Pick<FileEntry, 'extents'>,
  offset: number,
  into: Uint8Array,
): number {
  let start = 0;
  for (const extent of file.extents) {
    const skip = offset - start;
    start += extent.length;
    if (skip >= extent.length) continue;
    const part = into.subarray(0, Math.min(extent.length - skip, into.length));
    return extent.hole ? part.fill(0).length : (source.readNow?.(extent.offset + skip, part) ?? 0);
  }
  return 0;
}

/** Where the byte at `offset` lies, and how many follow it there; null when it must be read. */
export function placeInExtents(
  source: BlockSource,
  file: Pick<FileEntry, 'extents'>,
  offset: number,
): Place | null {
  let start = 0;
  for (const extent of file.extents) {
    const skip = offset - start;
    start += extent.length;
    if (skip >= extent.length) continue;
    const place = extent.hole ? undefined : source.placeNow?.(extent.offset + skip);
    return place ? { ...place, length: Math.min(place.length, extent.length - skip) } : null;
  }
  return null;
}
