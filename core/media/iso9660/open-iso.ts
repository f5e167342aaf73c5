import { FieldbootError } from '../../errors.ts';
import type { MediumIndex } from '../indexed-tree.ts';
import { indexedTree } from '../indexed-tree.ts';
import { looksLike } from '../looks-like.ts';
import type { IndexLimits } from '../metadata-reader.ts';
import { INDEX_LIMITS, MetadataReader } from '../metadata-reader.ts';
import { readUpTo } from '../partitions.ts';
import type { BlockSource } from '../source.ts';
import type { MediumTree } from '../tree.ts';
import type { DirectoryRecord } from './directory-record.ts';
import { decodeRecord } from './directory-record.ts';
import type { BootEntry } from './el-torito.ts';
import { bootableBy, CATALOGUE_BYTES, decodeBootCatalogue } from './el-torito.ts';
import type { Hierarchy } from './index-directories.ts';
import { indexDirectories } from './index-directories.ts';
import { systemUseSkip } from './rock-ridge.ts';
import type { Descriptors, VolumeDescriptor } from './volume.ts';
import { DESCRIPTOR_SECTORS, DESCRIPTORS_AT, decodeDescriptors, SECTOR } from './volume.ts';

/**
 * Opens an ISO9660 medium where it lies. Names are Rock Ridge's, else Joliet's, else those of
 * ISO 9660:1999, else the plain ones.
 * Only descriptors and directories are read; only names and extents are kept.
 *
 * Rejects with MEDIUM_NOT_ISO (with what it is instead), MEDIUM_TRUNCATED (something lies behind the end of the
 * file and the volume should be larger), MEDIUM_DAMAGED (directories that cannot be true or break `limits`).
 */
export async function openIso(
  source: BlockSource,
  path: string,
  limits: IndexLimits = INDEX_LIMITS,
): Promise<MediumTree> {
  return indexedTree(await indexIso(source, path, await readDescriptors(source), limits), source);
}

/** Reads the descriptor area of a disc. */
export async function readDescriptors(source: BlockSource): Promise<Descriptors> {
  return decodeDescriptors(await readUpTo(source, DESCRIPTORS_AT, DESCRIPTOR_SECTORS * SECTOR));
}

/** Indexes what the descriptors lead to. Rejects as `openIso` does. */
export async function indexIso(
  source: BlockSource,
  path: string,
  descriptors: Descriptors,
  limits: IndexLimits,
): Promise<MediumIndex> {
  const { primary } = descriptors;
  if (!primary) throw await notIso(source, path);
  const reader = new MetadataReader(source, path, primary.blocks * primary.blockSize, limits);
  const hierarchy = await chooseHierarchy(reader, primary, descriptors);
  const index = await indexDirectories(reader, hierarchy);
  const bootEntries = await readBootEntries(source, descriptors);
  const facts = { label: labelOf(descriptors), bootable: bootableBy(bootEntries), bootEntries };
  return { ...index, ...facts, naming: hierarchy.naming };
}

/** Volume identifier of the disc; some writers fill only Joliet's. */
export function labelOf({ primary, joliet }: Descriptors): string {
  return primary?.label || (joliet?.label ?? '');
}

/** Which of the directory hierarchies of the medium is indexed, and how its names are read. */
async function chooseHierarchy(
  reader: MetadataReader,
  primary: VolumeDescriptor,
  { joliet, enhanced }: Descriptors,
): Promise<Hierarchy> {
  const { blockSize } = primary;
  if (![512, 1024, 2048].includes(blockSize)) throw reader.damaged(`its blocks have ${blockSize} bytes`);
  const root = usableRoot(reader, primary);
  const skip = systemUseSkip((await selfRecord(reader, root.block * blockSize)).systemUse);
  if (skip !== undefined) return { naming: 'rock-ridge', root, blockSize, skip };
  if (joliet) return { naming: 'joliet', root: usableRoot(reader, joliet), blockSize, skip: 0 };
  return { naming: 'iso9660', root: enhanced?.root?.directory ? enhanced.root : root, blockSize, skip: 0 };
}

function usableRoot(reader: MetadataReader, volume: VolumeDescriptor): DirectoryRecord {
  if (!volume.root?.directory) throw reader.damaged('the volume has no root directory');
  return volume.root;
}

/** The record of a directory itself: its first one. */
async function selfRecord(reader: MetadataReader, offset: number): Promise<DirectoryRecord> {
  const record = decodeRecord(await reader.bytes(offset, SECTOR, 'the root directory'), 0);
  if ('damage' in record) throw reader.damaged(`the root directory begins with ${record.damage}`);
  return record;
}

/** The boot catalogue, as far as the file goes: a medium that cannot boot can still be installed from. */
export async function readBootEntries(
  source: BlockSource,
  { primary, bootCatalogue }: Descriptors,
): Promise<BootEntry[]> {
  if (bootCatalogue === undefined || primary === undefined) return [];
  return decodeBootCatalogue(await readUpTo(source, bootCatalogue * primary.blockSize, CATALOGUE_BYTES));
}

async function notIso(source: BlockSource, path: string): Promise<FieldbootError> {
  const detail = looksLike(await readUpTo(source, 0, DESCRIPTORS_AT), source.size);
  return new FieldbootError('MEDIUM_NOT_ISO', { path, detail });
}
