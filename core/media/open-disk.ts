import { FieldbootError } from '../errors.ts';
import { openFat } from './fat/open-fat.ts';
import { openDisc } from './open-disc.ts';
import type { PartitionEntry } from './partitions.ts';
import { readPartitions } from './partitions.ts';
import { sliceOf } from './slice.ts';
import type { BlockSource } from './source.ts';
import type { MediumTree } from './tree.ts';

/**
 * Opens a raw disk image, as it is written to a USB stick: a disc in a partition, or a FAT partition with the files. The
 * first partition that can be read and is not the EFI system partition is the medium; alone, the latter is. A FAT
 * volume without a partition table is one too.
 *
 * Resolves to undefined when nothing on it can be read.
 */
export async function openDisk(source: BlockSource, path: string): Promise<MediumTree | undefined> {
  const partitions = await readPartitions(source);
  const efi = partitions.find((one) => one.efi);
  for (const partition of partitions.toSorted((a, b) => Number(a.efi) - Number(b.efi))) {
    const tree = await openPartition(source, path, partition);
    if (tree !== undefined) return withEfi(tree, efi, () => openEfiPartition(source, path, efi));
  }
  return await openFat(source, path);
}

function withEfi(
  tree: MediumTree,
  efi: PartitionEntry | undefined,
  open: () => Promise<MediumTree | undefined>,
): MediumTree {
  if (efi === undefined) return tree;
  return { ...tree, bootable: { ...tree.bootable, uefi: true }, efi: open };
}

async function openEfiPartition(
  source: BlockSource,
  path: string,
  efi: PartitionEntry | undefined,
): Promise<MediumTree | undefined> {
  return efi && (await openFat(sliceOf(source, [efi]), path).catch(() => undefined));
}

async function openPartition(
  source: BlockSource,
  path: string,
  partition: PartitionEntry,
): Promise<MediumTree | undefined> {
  const slice = sliceOf(source, [partition]);
  try {
    return (await openFat(slice, path)) ?? (await openDisc(slice, path));
  } catch (error) {
    if (error instanceof FieldbootError && error.code.startsWith('MEDIUM_')) return undefined;
    throw error;
  }
}
