import type { BlockSource, PlainFile } from './source.ts';
import type { Extent } from './tree.ts';

/** Bytes of a source as runs in a file that was opened for them; whoever has it closes it. */
export interface PlainExtents {
  readonly file: PlainFile;
  /** In order, without holes. */
  readonly extents: readonly Extent[];
}

/** Opens extents of a source; undefined when there is no file underneath, or there are holes in them. */
export async function openExtents(
  source: BlockSource,
  extents: readonly Extent[],
): Promise<PlainExtents | undefined> {
  if (source.openPlain === undefined || extents.some((extent) => extent.hole)) return undefined;
  return { file: await source.openPlain(), extents };
}
