import { placeInExtents, readFromExtents, readNowFromExtents } from './extents.ts';
import type { BlockSource } from './source.ts';
import type { Extent } from './tree.ts';

/** A run of extents of a source as a source of its own: a file in a medium, a partition of a disk. */
export function sliceOf(source: BlockSource, extents: readonly Extent[]): BlockSource {
  const size = extents.reduce((sum, { length }) => sum + length, 0);
  return {
    size,
    read: (offset, into) => readFromExtents(source, { extents }, offset, into),
    readNow: (offset, into) => readNowFromExtents(source, { extents }, offset, into),
    placeNow: (offset) => placeInExtents(source, { extents }, offset),
    // Whoever opened the source below closes it.
    close: () => Promise.resolve(),
  };
}
