import { u16, u32 } from '../fields.ts';
import type { MetadataReader } from '../metadata-reader.ts';
import type { Extent } from '../tree.ts';
import { tagKind } from './tag.ts';
import type { BlockAddress, Partition, PartitionMap, Volume } from './volume.ts';

/** Finds where blocks of the logical volume lie on the medium, one partition at a time. */
export interface PartitionSpace {
  /** Where a run of bytes lies that begins with a block. Throws MEDIUM_DAMAGED for blocks outside the partition. */
  place(block: number, length: number): readonly Extent[];
}

/** All partitions of a logical volume. */
export class AddressSpace {
  readonly blockSize: number;
  readonly #reader: MetadataReader;
  readonly #spaces: (PartitionSpace | undefined)[] = [];

  constructor(reader: MetadataReader, blockSize: number) {
    this.#reader = reader;
    this.blockSize = blockSize;
  }

  /** Adds the space of the next partition map. */
  add(space: PartitionSpace): void {
    this.#spaces.push(space);
  }

  /** The space of a partition map. Throws MEDIUM_DAMAGED. */
  partition(index: number): PartitionSpace {
    const space = this.#spaces[index];
    if (space === undefined)
      throw this.#reader.damaged(`it names partition ${index}, which it does not have`);
    return space;
  }

  /** Where a run of bytes lies on the medium. Throws MEDIUM_DAMAGED. */
  place(address: BlockAddress, length: number): readonly Extent[] {
    return this.partition(address.partition).place(address.block, length);
  }

  /** Reads one block. */
  async read(address: BlockAddress, what: string): Promise<Uint8Array> {
    const [extent] = this.place(address, this.blockSize);
    if (extent === undefined || extent.length < this.blockSize)
      throw this.#reader.damaged(`${what} is cut in two`);
    return await this.#reader.bytes(extent.offset, this.blockSize, what);
  }
}

/** The partition on the medium that a map names. Throws MEDIUM_DAMAGED. */
export function partitionOf(volume: Volume, map: PartitionMap, reader: MetadataReader): Partition {
  const found = volume.partitions.find(({ number }) => number === map.number);
  if (found === undefined) throw reader.damaged(`partition ${map.number} is not described`);
  return found;
}

/** Blocks lie one after the other. */
export function physicalSpace(
  partition: Partition,
  blockSize: number,
  reader: MetadataReader,
): PartitionSpace {
  return {
    place(block, length) {
      if (block * blockSize + length > partition.length * blockSize)
        throw reader.damaged(`block ${block} lies behind the end of its partition`);
      return [{ offset: (partition.start + block) * blockSize, length }];
    },
  };
}

/**
 * Packets of blocks that went bad were written elsewhere (UDF 2.2.9, 2.2.11). The newest sparing table that is true
 * counts.
 */
export async function sparableSpace(
  map: Extract<PartitionMap, { kind: 'sparable' }>,
  partition: Partition,
  blockSize: number,
  reader: MetadataReader,
): Promise<PartitionSpace> {
  const plain = physicalSpace(partition, blockSize, reader);
  const moved = await readSparingTables(map, blockSize, reader);
  const { packetBlocks } = map;
  if (moved.size === 0 || packetBlocks === 0) return plain;
  return {
    place(block, length) {
      plain.place(block, length);
      reader.countExtents(length / blockSize / packetBlocks);
      return splitAt(packetBlocks, block, length, blockSize).map(({ first, length: part }) => {
        const packet = first - (first % packetBlocks);
        const start = moved.get(packet);
        const at = start === undefined ? partition.start + first : start + first - packet;
        return { offset: at * blockSize, length: part };
      });
    },
  };
}

/** Original packet (a block of the partition) to the block of the medium where it lies now. */
async function readSparingTables(
  map: Extract<PartitionMap, { kind: 'sparable' }>,
  blockSize: number,
  reader: MetadataReader,
): Promise<Map<number, number>> {
  let newest = -1;
  let moved = new Map<number, number>();
  for (const block of map.tables) {
    const head = await reader.bytes(block * blockSize, blockSize, 'a sparing table');
    const [count, sequence] = [u16(head, 48), u32(head, 52)];
    if (tagKind(head) !== 0 || sequence <= newest) continue;
    const entries = await reader.bytes(block * blockSize + 56, count * 8, 'a sparing table');
    newest = sequence;
    moved = new Map();
    // The two highest packet numbers say that the place is free or bad.
    for (let at = 0; at < entries.length; at += 8)
      if (u32(entries, at) < 0xffff_fff0) moved.set(u32(entries, at), u32(entries, at + 4));
  }
  return moved;
}

/** Each block has its place in the virtual allocation table (UDF 2.2.10); blocks behind it are not moved. */
export function virtualSpace(
  table: Uint8Array,
  base: PartitionSpace,
  blockSize: number,
  reader: MetadataReader,
): PartitionSpace {
  return {
    place(block, length) {
      reader.countExtents(length / blockSize);
      return splitAt(1, block, length, blockSize).flatMap(({ first, length: part }) =>
        base.place(first * 4 + 4 <= table.length ? u32(table, first * 4) : first, part),
      );
    },
  };
}

/** Blocks are those of a file, the metadata file (UDF 2.2.13). `extents` are the file's, in order. */
export function metadataSpace(
  extents: readonly Extent[],
  blockSize: number,
  reader: MetadataReader,
): PartitionSpace {
  const starts: number[] = [];
  let size = 0;
  for (const extent of extents) {
    starts.push(size);
    size += extent.length;
  }
  return {
    place(block, length) {
      const from = block * blockSize;
      if (from + length > size) throw reader.damaged(`block ${block} lies behind the end of the metadata`);
      const found: Extent[] = [];
      for (let at = from, index = lastAtMost(starts, from); at < from + length; index += 1) {
        const extent = extents[index] ?? { offset: 0, length: 0, hole: true };
        const skip = at - (starts[index] ?? 0);
        const taken = Math.min(extent.length - skip, from + length - at);
        if (extent.hole) throw reader.damaged(`block ${block} of the metadata was never written`);
        found.push({ offset: extent.offset + skip, length: taken });
        at += taken;
      }
      return found;
    },
  };
}

/** Index of the last of ascending numbers that is not above `value`. */
function lastAtMost(numbers: readonly number[], value: number): number {
  let [low, high] = [0, numbers.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((numbers[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Cuts a run of bytes at every multiple of `blocks` blocks. */
function splitAt(
  blocks: number,
  block: number,
  length: number,
  blockSize: number,
): { first: number; length: number }[] {
  const parts: { first: number; length: number }[] = [];
  let first = block;
  for (let left = length; left > 0; ) {
    const until = first - (first % blocks) + blocks;
    const part = Math.min(left, (until - first) * blockSize);
    parts.push({ first, length: part });
    left -= part;
    first = until;
  }
  return parts;
}
