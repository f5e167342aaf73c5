import { u8, u16, u32 } from '../fields.ts';
import { hasAt } from '../looks-like.ts';
import type { MetadataReader } from '../metadata-reader.ts';
import { TAG, tagKind, tagLocation } from './tag.ts';
import { dstring } from './text.ts';

/** Address inside the logical volume: a block of one of its partitions (ECMA-167 4/7.1). */
export interface BlockAddress {
  readonly block: number;
  /** Index of the partition map. */
  readonly partition: number;
}

/** How the blocks of one partition of the logical volume are found (ECMA-167 3/10.7, UDF 2.2.8-2.2.10). */
export type PartitionMap = { readonly number: number } & (
  | { readonly kind: 'physical' }
  | { readonly kind: 'virtual' }
  | { readonly kind: 'sparable'; readonly packetBlocks: number; readonly tables: readonly number[] }
  | { readonly kind: 'metadata'; readonly file: number; readonly mirror: number }
);

/** A partition on the medium, in blocks. */
export interface Partition {
  readonly number: number;
  readonly start: number;
  readonly length: number;
}

/** The logical volume: what a UDF medium consists of. */
export interface Volume {
  readonly label: string;
  /** Bytes in a block, of the volume and of the sectors alike (UDF 2.2.4.2). */
  readonly blockSize: number;
  readonly maps: readonly PartitionMap[];
  readonly partitions: readonly Partition[];
  readonly fileSet: BlockAddress;
}

/** Sizes a block can have, the most likely first. */
const BLOCK_SIZES = [2048, 512, 4096, 1024, 8192, 16384, 32768];
/** A volume descriptor sequence has 16 blocks and more; none of ours to believe in has hundreds. */
const MOST_DESCRIPTORS = 128;

/**
 * Finds the logical volume: an anchor where one may lie, the volume descriptors it leads to, or their reserve.
 * Resolves to undefined when there is no anchor, or nothing behind it.
 */
export async function findVolume(reader: MetadataReader, sourceBytes: number): Promise<Volume | undefined> {
  for (const blockSize of BLOCK_SIZES) {
    const last = Math.floor(sourceBytes / blockSize) - 1;
    for (const block of [256, last, last - 256, 512]) {
      const anchor = block > 0 ? await readDescriptor(reader, block, blockSize, sourceBytes) : undefined;
      if (anchor === undefined || tagKind(anchor) !== TAG.anchor || tagLocation(anchor) !== block) continue;
      for (const at of [16, 24]) {
        const sequence = { block: u32(anchor, at + 4), blocks: Math.ceil(u32(anchor, at) / blockSize) };
        const found = await readSequence(reader, sequence, blockSize, sourceBytes);
        if (found !== undefined) return found;
      }
    }
  }
  return undefined;
}

interface Sequence {
  readonly block: number;
  readonly blocks: number;
}

/** Reads one volume descriptor sequence; of two descriptors of a kind the one with the higher number counts. */
async function readSequence(
  reader: MetadataReader,
  sequence: Sequence,
  blockSize: number,
  sourceBytes: number,
): Promise<Volume | undefined> {
  let logical: Uint8Array | undefined;
  const partitions = new Map<number, Uint8Array>();
  let { block, blocks } = sequence;
  for (let count = 0; count < MOST_DESCRIPTORS && blocks > 0; count += 1, block += 1, blocks -= 1) {
    const descriptor = await readDescriptor(reader, block, blockSize, sourceBytes);
    const kind = descriptor && tagKind(descriptor);
    if (descriptor === undefined || kind === undefined || kind === TAG.terminator) break;
    if (kind === TAG.logicalVolume) logical = newer(logical, descriptor);
    if (kind === TAG.partition) {
      const number = u16(descriptor, 22);
      partitions.set(number, newer(partitions.get(number), descriptor));
    }
    // The sequence goes on elsewhere (ECMA-167 3/10.3); the loop's own step is taken back.
    if (kind === TAG.volumePointer) {
      blocks = Math.ceil(u32(descriptor, 20) / blockSize) + 1;
      block = u32(descriptor, 24) - 1;
    }
  }
  return logical && decodeVolume(logical, [...partitions.values()], blockSize);
}

function newer(old: Uint8Array | undefined, found: Uint8Array): Uint8Array {
  return old !== undefined && u32(old, 16) > u32(found, 16) ? old : found;
}

function decodeVolume(
  logical: Uint8Array,
  partitions: readonly Uint8Array[],
  blockSize: number,
): Volume | undefined {
  if (u32(logical, 212) !== blockSize || partitions.length === 0) return undefined;
  return {
    label: dstring(logical.subarray(84, 212)),
    blockSize,
    maps: decodeMaps(logical),
    partitions: partitions.map((one) => ({
      number: u16(one, 22),
      start: u32(one, 188),
      length: u32(one, 192),
    })),
    fileSet: longAddress(logical, 248),
  };
}

/** The address in a long allocation descriptor (ECMA-167 4/14.14.2). */
export function longAddress(bytes: Uint8Array, at: number): BlockAddress {
  return { block: u32(bytes, at + 4), partition: u16(bytes, at + 8) };
}

function decodeMaps(logical: Uint8Array): PartitionMap[] {
  const end = Math.min(440 + u32(logical, 264), logical.length);
  const maps: PartitionMap[] = [];
  for (let at = 440; at + 6 <= end && maps.length < u32(logical, 268); at += Math.max(6, u8(logical, at + 1)))
    maps.push(decodeMap(logical.subarray(at, end)));
  return maps;
}

function decodeMap(map: Uint8Array): PartitionMap {
  if (u8(map, 0) === 1) return { kind: 'physical', number: u16(map, 4) };
  const number = u16(map, 38);
  if (hasAt(map, 5, '*UDF Virtual Partition')) return { kind: 'virtual', number };
  if (hasAt(map, 5, '*UDF Metadata Partition'))
    return { kind: 'metadata', number, file: u32(map, 40), mirror: u32(map, 44) };
  const tables = Array.from({ length: Math.min(4, u8(map, 42)) }, (_, index) => u32(map, 48 + index * 4));
  if (hasAt(map, 5, '*UDF Sparable Partition'))
    return { kind: 'sparable', number, packetBlocks: u16(map, 40), tables };
  // A map of a kind to come: blocks are looked for where they would lie without it, and found by their tags or not.
  return { kind: 'physical', number };
}

/** One block, or undefined when the file ends before it: the other anchors may still be there. */
async function readDescriptor(
  reader: MetadataReader,
  block: number,
  blockSize: number,
  sourceBytes: number,
): Promise<Uint8Array | undefined> {
  if ((block + 1) * blockSize > sourceBytes) return undefined;
  return await reader.bytes(block * blockSize, blockSize, 'a UDF volume descriptor');
}
