import { FieldbootError } from '../../errors.ts';
import type { MediumIndex } from '../indexed-tree.ts';
import { indexedTree } from '../indexed-tree.ts';
import type { IndexLimits } from '../metadata-reader.ts';
import { INDEX_LIMITS, MetadataReader } from '../metadata-reader.ts';
import type { BlockSource } from '../source.ts';
import type { MediumTree } from '../tree.ts';
import { indexVolume } from './index-volume.ts';
import { openSpace } from './open-space.ts';
import type { Volume } from './volume.ts';
import { findVolume } from './volume.ts';

/**
 * Opens a UDF medium (1.02 to 2.60; ECMA-167, OSTA UDF) where it lies.
 *
 * Rejects with MEDIUM_NOT_ISO when there is no UDF volume, MEDIUM_TRUNCATED (something lies behind the end of the file
 * and the volume should be larger), MEDIUM_DAMAGED (structures that cannot be true or break `limits`).
 */
export async function openUdf(
  source: BlockSource,
  path: string,
  limits: IndexLimits = INDEX_LIMITS,
): Promise<MediumTree> {
  const index = await indexUdf(source, path, limits);
  if (index === undefined) throw new FieldbootError('MEDIUM_NOT_ISO', { path, detail: NO_VOLUME });
  return indexedTree(index, source);
}

/** Indexes a UDF volume; resolves to undefined when there is none. Rejects as `openUdf` does otherwise. */
export async function indexUdf(
  source: BlockSource,
  path: string,
  limits: IndexLimits,
): Promise<MediumIndex | undefined> {
  const volume = await findVolume(new MetadataReader(source, path, 0, limits), source.size);
  if (volume === undefined) return undefined;
  const reader = new MetadataReader(source, path, volumeBytes(volume), limits);
  const space = await openSpace(volume, reader, source.size);
  const { root, fileCount } = await indexVolume(volume, space, reader);
  const bootable = { bios: false, uefi: false };
  return { root, fileCount, label: volume.label, naming: 'udf', bootable };
}

export const NO_VOLUME = 'it announces a UDF file system, but there is none';

/** Bytes the medium must have for its last partition to be whole. */
function volumeBytes({ partitions, blockSize }: Volume): number {
  return Math.max(...partitions.map(({ start, length }) => start + length)) * blockSize;
}
