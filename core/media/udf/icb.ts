import { u8, u16, u32, u64 } from '../fields.ts';
import type { MetadataReader } from '../metadata-reader.ts';
import type { Extent } from '../tree.ts';
import type { AddressSpace } from './address-space.ts';
import { TAG, tagKind } from './tag.ts';
import { timestamp } from './text.ts';
import type { BlockAddress } from './volume.ts';
import { longAddress } from './volume.ts';

/** What a file entry says of a file, directory or link (ECMA-167 4/14.9, 4/14.17). */
export interface FileFacts {
  /** File type of the ICB tag (ECMA-167 4/14.6.6). */
  readonly type: number;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** Where the bytes lie, `size` of them in all. */
  readonly extents: readonly Extent[];
}

export const FILE_TYPE = { unspecified: 0, directory: 4, regular: 5, link: 12, realTime: 249 } as const;

/** How many times an entry may have been written anew elsewhere (strategy 4096), and a chain of descriptors go on. */
const MOST_INDIRECTIONS = 64;
const MOST_CHAINED_EXTENTS = 4096;

/** Allocation descriptors by the low bits of the ICB tag's flags. */
const SHORT = 0;
const LONG = 1;
const EXTENDED = 2;
const EMBEDDED = 3;

/** Reads the file entry at an address and all of its allocation descriptors. Rejects with MEDIUM_DAMAGED. */
export async function readFileEntry(
  space: AddressSpace,
  reader: MetadataReader,
  address: BlockAddress,
  what: string,
): Promise<FileFacts> {
  const { block, at } = await newestEntry(space, reader, address, what);
  const extended = tagKind(block) === TAG.extendedFileEntry;
  const fixed = extended ? 216 : 176;
  const attributes = u32(block, fixed - 8);
  const size = u64(block, 56);
  if (!Number.isSafeInteger(size)) throw reader.damaged(`${what} has an impossible size`);
  const facts = { type: u8(block, 27), size, modified: timestamp(block, extended ? 92 : 84) };
  const from = fixed + attributes;
  const length = u32(block, fixed - 4);
  if (from + length > block.length) throw reader.damaged(`${what} has descriptors outside its block`);
  const kind = u16(block, 34) & 7;
  if (kind === EMBEDDED) return { ...facts, extents: embedded(space, reader, at, from, length, size, what) };
  const descriptors = block.subarray(from, from + length);
  const extents = await collectExtents({ space, reader, kind, partition: at.partition, what }, descriptors);
  return { ...facts, extents: fitted(filled(extents, size, space.blockSize), size, reader, what) };
}

/** The entry itself; with strategy 4096 the last of those that replaced each other (ECMA-167 4/A). */
async function newestEntry(
  space: AddressSpace,
  reader: MetadataReader,
  address: BlockAddress,
  what: string,
): Promise<{ block: Uint8Array; at: BlockAddress }> {
  let at = address;
  let block = await readEntry(space, reader, at, what);
  for (let count = 0; u16(block, 20) === 4096 && count < MOST_INDIRECTIONS; count += 1) {
    const behind = await space.read({ ...at, block: at.block + 1 }, what);
    if (tagKind(behind) !== TAG.indirectEntry) break;
    const next = longAddress(behind, 36);
    const newer = await space.read(next, what);
    if (!isEntry(newer)) break;
    [at, block] = [next, newer];
  }
  return { block, at };
}

async function readEntry(
  space: AddressSpace,
  reader: MetadataReader,
  address: BlockAddress,
  what: string,
): Promise<Uint8Array> {
  const block = await space.read(address, what);
  if (!isEntry(block)) throw reader.damaged(`${what} has no file entry where one should lie`);
  return block;
}

function isEntry(block: Uint8Array): boolean {
  const kind = tagKind(block);
  return kind === TAG.fileEntry || kind === TAG.extendedFileEntry;
}

/** A small file lies in its entry, where the descriptors would be. */
function embedded(
  space: AddressSpace,
  reader: MetadataReader,
  at: BlockAddress,
  from: number,
  length: number,
  size: number,
  what: string,
): Extent[] {
  if (size > length) throw reader.damaged(`${what} has ${length} of its ${size} bytes`);
  const [entry] = space.place(at, space.blockSize);
  return entry === undefined || size === 0 ? [] : [{ offset: entry.offset + from, length: size }];
}

interface Collection {
  readonly space: AddressSpace;
  readonly reader: MetadataReader;
  readonly kind: number;
  /** Partition that short descriptors mean: the one the entry lies in. */
  readonly partition: number;
  readonly what: string;
}

/** Follows allocation descriptors, and the further extents of descriptors that they lead to. */
async function collectExtents(collection: Collection, descriptors: Uint8Array): Promise<Extent[]> {
  const { space, reader, what } = collection;
  const extents: Extent[] = [];
  let area: Uint8Array | undefined = descriptors;
  for (let chained = 0; area !== undefined; chained += 1) {
    if (chained > MOST_CHAINED_EXTENTS)
      throw reader.damaged(`the descriptors of ${what} are chained without end`);
    const next = takeArea(collection, area, extents);
    area = next && chainedArea(await space.read(next, what), reader, what);
  }
  return extents;
}

/** Takes the descriptors of one area; returns where they go on. */
function takeArea(collection: Collection, area: Uint8Array, extents: Extent[]): BlockAddress | undefined {
  const { kind, space, reader, what } = collection;
  const step = kind === SHORT ? 8 : kind === LONG ? 16 : 20;
  if (kind > EXTENDED) throw reader.damaged(`${what} has descriptors of a kind that does not exist`);
  for (let at = 0; at + step <= area.length; at += step) {
    const word = u32(area, at);
    const [how, length] = [word >>> 30, word & 0x3fff_ffff];
    // A length of zero ends the descriptors (ECMA-167 4/12.1).
    if (length === 0) return undefined;
    const address = addressIn(collection, area, at);
    if (how === CONTINUES) return address;
    const placed = how === RECORDED ? space.place(address, length) : [HOLE(length)];
    reader.countExtents(placed.length);
    for (const extent of placed) append(extents, extent);
  }
  return undefined;
}

/** Kinds of extents in the top two bits of their length; 1 and 2 were never recorded and read as zeros. */
const RECORDED = 0;
const CONTINUES = 3;
const HOLE = (length: number): Extent => ({ offset: 0, length, hole: true });

function addressIn({ kind, partition }: Collection, area: Uint8Array, at: number): BlockAddress {
  if (kind === SHORT) return { block: u32(area, at + 4), partition };
  return longAddress(area, kind === LONG ? at : at + 8);
}

/** Adds an extent; one that follows the last without a gap makes it longer. */
function append(extents: Extent[], extent: Extent): void {
  const last = extents.at(-1);
  const follows =
    last && last.hole === extent.hole && (last.hole || last.offset + last.length === extent.offset);
  if (follows) extents[extents.length - 1] = { ...last, length: last.length + extent.length };
  else extents.push(extent);
}

/** The descriptors in an allocation extent descriptor (ECMA-167 4/14.5). */
function chainedArea(block: Uint8Array, reader: MetadataReader, what: string): Uint8Array {
  if (tagKind(block) !== TAG.allocationExtent)
    throw reader.damaged(`the descriptors of ${what} go on where there are none`);
  return block.subarray(24, 24 + u32(block, 20));
}

/**
 * Extents with the rest of their last block, when the size says that it belongs to the file: Linux, appending to a sparse
 * file, leaves the length of the last extent as it was, and reads whole blocks itself (found with 6.1; `npm run lab:udf`).
 */
function filled(extents: readonly Extent[], size: number, blockSize: number): readonly Extent[] {
  const last = extents.at(-1);
  const missing = size - extents.reduce((sum, { length }) => sum + length, 0);
  if (last === undefined || last.hole || missing <= 0) return extents;
  const used = (last.offset + last.length) % blockSize;
  if (used === 0 || missing > blockSize - used) return extents;
  return [...extents.slice(0, -1), { ...last, length: last.length + missing }];
}

/** Extents cut to the size: what is allocated behind the end of the file does not belong to it. */
function fitted(extents: readonly Extent[], size: number, reader: MetadataReader, what: string): Extent[] {
  const fitting: Extent[] = [];
  let left = size;
  for (const extent of extents) {
    if (left === 0) break;
    const length = Math.min(left, extent.length);
    if (!extent.hole) reader.within(extent.offset, length, what);
    fitting.push({ ...extent, length });
    left -= length;
  }
  if (left > 0) throw reader.damaged(`${what} has ${size - left} of its ${size} bytes`);
  return fitting;
}
