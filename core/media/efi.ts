import { openFat } from './fat/open-fat.ts';
import type { BootEntry } from './iso9660/el-torito.ts';
import { readPartitions } from './partitions.ts';
import { sliceOf } from './slice.ts';
import type { BlockSource } from './source.ts';
import type { MediumTree } from './tree.ts';

const PLATFORM_UEFI = 0xef;
/** El Torito counts in sectors of a CD, whatever the block size of the volume. */
const CD_SECTOR = 2048;

/**
 * The file system that a UEFI boots a disc from: the FAT image its El Torito catalogue names, else its EFI system
 * partition (appended, or the same image once more). Resolves to undefined when there is none that can be read: that
 * takes nothing from the medium itself.
 */
export async function openEfi(
  source: BlockSource,
  path: string,
  entries: readonly BootEntry[],
): Promise<MediumTree | undefined> {
  const named = entries
    .filter(({ platform, bootable }) => bootable && platform === PLATFORM_UEFI)
    .map(({ block }) => block * CD_SECTOR)
    // The catalogue's length is often wrong (a field of 16 bits); the FAT itself says how long it is.
    .map((offset) => ({ offset, length: source.size - offset }));
  const partitions = (await readPartitions(source)).filter(({ efi }) => efi);
  for (const place of [...named, ...partitions]) {
    if (place.length <= 0) continue;
    const tree = await openFat(sliceOf(source, [place]), path).catch(() => undefined);
    if (tree !== undefined) return tree;
  }
  return undefined;
}
