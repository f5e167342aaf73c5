import { u16 } from '../fields.ts';
import { hasAt } from '../looks-like.ts';
import type { MetadataReader } from '../metadata-reader.ts';
import type { Extent } from '../tree.ts';
import type { PartitionSpace } from './address-space.ts';
import {
  AddressSpace,
  metadataSpace,
  partitionOf,
  physicalSpace,
  sparableSpace,
  virtualSpace,
} from './address-space.ts';
import type { FileFacts } from './icb.ts';
import { readFileEntry } from './icb.ts';
import type { BlockAddress, PartitionMap, Volume } from './volume.ts';

/** Opens every partition of a volume. Rejects with MEDIUM_DAMAGED. */
export async function openSpace(
  volume: Volume,
  reader: MetadataReader,
  sourceBytes: number,
): Promise<AddressSpace> {
  // The files that describe a virtual or a metadata partition lie in the partition below it.
  const below = new AddressSpace(reader, volume.blockSize);
  const space = new AddressSpace(reader, volume.blockSize);
  for (const map of volume.maps) below.add(await openBelow(volume, map, reader));
  for (const [index, map] of volume.maps.entries())
    space.add(await openMap(volume, map, below, { index, reader, sourceBytes }));
  return space;
}

async function openBelow(volume: Volume, map: PartitionMap, reader: MetadataReader): Promise<PartitionSpace> {
  const { blockSize, maps } = volume;
  const partition = partitionOf(volume, map, reader);
  const sparable = maps.find((one) => one.kind === 'sparable' && one.number === map.number);
  if (sparable?.kind === 'sparable') return await sparableSpace(sparable, partition, blockSize, reader);
  return physicalSpace(partition, blockSize, reader);
}

interface Opening {
  /** Of the partition map. */
  readonly index: number;
  readonly reader: MetadataReader;
  readonly sourceBytes: number;
}

async function openMap(
  volume: Volume,
  map: PartitionMap,
  below: AddressSpace,
  { index, reader, sourceBytes }: Opening,
): Promise<PartitionSpace> {
  const { blockSize } = volume;
  if (map.kind === 'virtual') {
    const { start } = partitionOf(volume, map, reader);
    const last = Math.floor(sourceBytes / blockSize) - 1 - start;
    const table = await readVirtualTable(below, reader, { block: last, partition: index });
    return virtualSpace(table, below.partition(index), blockSize, reader);
  }
  if (map.kind === 'metadata') {
    const file = await readMetadataFile(map, below, reader, index);
    return metadataSpace(file.extents, blockSize, reader);
  }
  return below.partition(index);
}

/** The metadata file, or its mirror when it cannot be read (UDF 2.2.13). */
async function readMetadataFile(
  map: Extract<PartitionMap, { kind: 'metadata' }>,
  below: AddressSpace,
  reader: MetadataReader,
  partition: number,
): Promise<FileFacts> {
  try {
    return await readFileEntry(below, reader, { block: map.file, partition }, 'the metadata file');
  } catch {
    return await readFileEntry(below, reader, { block: map.mirror, partition }, 'the mirror of the metadata');
  }
}

/** Blocks at the end of a medium among which the table's entry is looked for: writers leave some behind it. */
const VAT_SEARCH = 256;
const MOST_TABLE_BYTES = 8 * 1024 * 1024;
const VAT_1_5_TAIL = 36;
const FILE_TYPE_VAT = 248;

/** The virtual allocation table: in the `last` block or one before it (UDF 2.2.10). Its words, without its header. */
async function readVirtualTable(
  space: AddressSpace,
  reader: MetadataReader,
  last: BlockAddress,
): Promise<Uint8Array> {
  for (let { block } = last; block >= 0 && block > last.block - VAT_SEARCH; block -= 1) {
    const address = { ...last, block };
    const file = await readFileEntry(space, reader, address, 'the allocation table').catch(() => undefined);
    if (file === undefined || (file.type !== FILE_TYPE_VAT && file.type !== 0)) continue;
    const bytes = await readExtents(reader, file, MOST_TABLE_BYTES, 'the allocation table');
    if (file.type === FILE_TYPE_VAT) return bytes.subarray(u16(bytes, 0));
    if (hasAt(bytes, bytes.length - VAT_1_5_TAIL + 1, '*UDF Virtual Alloc Tbl'))
      return bytes.subarray(0, bytes.length - VAT_1_5_TAIL);
  }
  throw reader.damaged('its virtual allocation table is not found at the end: was the disc closed?');
}

/** Reads what a file entry leads to, whole. Rejects with MEDIUM_DAMAGED above `limit` bytes. */
export async function readExtents(
  reader: MetadataReader,
  { size, extents }: FileFacts,
  limit: number,
  what: string,
): Promise<Uint8Array> {
  if (size > limit) throw reader.damaged(`${what} has ${size} bytes`);
  const [only] = extents;
  if (extents.length === 1 && only && !only.hole) return await reader.bytes(only.offset, size, what);
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const extent of extents) {
    if (!extent.hole) bytes.set(await readExtent(reader, extent, what), at);
    at += extent.length;
  }
  return bytes;
}

async function readExtent(reader: MetadataReader, extent: Extent, what: string): Promise<Uint8Array> {
  return await reader.bytes(extent.offset, extent.length, what);
}
