import type { IndexedDirectory, IndexedNode } from '../indexed-tree.ts';
import { childPath, indexedDirectory } from '../indexed-tree.ts';
import type { MetadataReader } from '../metadata-reader.ts';
import type { DirectoryRecord, RecordGroup } from './directory-record.ts';
import { decodeRecord, decodeRecords, groupRecords } from './directory-record.ts';
import { jolietName, plainName } from './names.ts';
import type { RockRidge } from './rock-ridge.ts';
import { RockRidgeCollector, S_IFLNK, S_IFREG } from './rock-ridge.ts';
import { SECTOR } from './volume.ts';

/** A directory hierarchy of a medium and how its names are read. */
export interface Hierarchy {
  readonly naming: 'rock-ridge' | 'joliet' | 'iso9660';
  readonly root: DirectoryRecord;
  /** Bytes in a logical block. */
  readonly blockSize: number;
  /** Bytes that every system use area skips (Rock Ridge). */
  readonly skip: number;
}

/** A directory that is known but not read yet. */
interface Pending {
  readonly node: IndexedDirectory;
  readonly offset: number;
  readonly length: number;
  readonly depth: number;
}

/** The walk's state. */
interface Walk extends Hierarchy {
  readonly reader: MetadataReader;
  /** Blocks of the directories that were met: none may be met twice, or a cycle would never end. */
  readonly met: Set<number>;
  fileCount: number;
  compressedCount: number;
}

/**
 * Indexes all directories, level by level and in the order in which they lie on the medium.
 * Rejects with MEDIUM_TRUNCATED or MEDIUM_DAMAGED.
 */
export async function indexDirectories(
  reader: MetadataReader,
  hierarchy: Hierarchy,
): Promise<{ root: IndexedDirectory; fileCount: number; compressedCount: number }> {
  const walk: Walk = { ...hierarchy, reader, met: new Set(), fileCount: 0, compressedCount: 0 };
  const root = indexedDirectory('', hierarchy.root.modified);
  let level = [pendingDirectory(walk, root, hierarchy.root, 0)];
  while (level.length > 0) {
    const below: Pending[] = [];
    for (const directory of level) await indexDirectory(walk, directory, below);
    level = below.sort((a, b) => a.offset - b.offset);
  }
  return { root, fileCount: walk.fileCount, compressedCount: walk.compressedCount };
}

/** Adds the children of one directory to its node, and those that are directories to `below`. */
async function indexDirectory(walk: Walk, directory: Pending, below: Pending[]): Promise<void> {
  const { reader } = walk;
  const title = `the directory /${directory.node.entry.path}`;
  const bytes = await reader.directory(directory.offset, directory.length, title);
  for (const group of groupRecords(decodeRecords(bytes))) {
    if ('damage' in group) throw reader.damaged(`in ${title} ${group.damage}`);
    const rockRidge = walk.naming === 'rock-ridge' ? await readRockRidge(walk, group.first) : {};
    const child = await indexGroup(walk, directory, group, rockRidge);
    if (child) below.push(child);
  }
}

/** Adds one child; resolves to it when it is a directory, which is then still to be read. */
async function indexGroup(
  walk: Walk,
  { node, depth }: Pending,
  group: RecordGroup,
  rockRidge: RockRidge,
): Promise<Pending | undefined> {
  const name = nameOf(walk, group.first, rockRidge);
  walk.reader.countExtents(group.sections.length);
  // Of two entries with one name only one can be found: the first, as on Linux.
  if (rockRidge.relocated || node.children.has(name)) return undefined;
  const path = childPath(node.entry.path, name);
  walk.reader.countEntry(depth + 1, path);
  const { child } = rockRidge;
  const record = child === undefined ? group.first : await relocatedRecord(walk, child, path);
  if (!record.directory) {
    const leaf = leafOf(walk, group, rockRidge, path);
    if (leaf) node.children.set(name, leaf);
    return undefined;
  }
  const directory = indexedDirectory(path, rockRidge.modified ?? record.modified);
  node.children.set(name, directory);
  return pendingDirectory(walk, directory, record, depth + 1);
}

function pendingDirectory(
  walk: Walk,
  node: IndexedDirectory,
  record: DirectoryRecord,
  depth: number,
): Pending {
  const { block, length } = record;
  if (length > 0 && walk.met.has(block))
    throw walk.reader.damaged(`the directory /${node.entry.path} lies where another directory lies`);
  if (length > 0) walk.met.add(block);
  return { node, offset: block * walk.blockSize, length, depth };
}

function nameOf({ naming }: Hierarchy, record: DirectoryRecord, rockRidge: RockRidge): string {
  if (naming === 'joliet') return jolietName(record.identifier);
  return rockRidge.name ?? plainName(record.identifier);
}

/** A file or a link; undefined for devices, sockets and pipes, which cannot be served. */
function leafOf(walk: Walk, group: RecordGroup, rockRidge: RockRidge, path: string): IndexedNode | undefined {
  const { type = S_IFREG, link, modified = group.first.modified } = rockRidge;
  if (type === S_IFLNK || link !== undefined) return link ? { kind: 'link', target: link } : undefined;
  if (type !== S_IFREG && type !== 0) return undefined;
  const extents = group.sections
    .map(({ block, length }) => ({ offset: block * walk.blockSize, length }))
    .filter(({ length }) => length > 0);
  for (const { offset, length } of extents) walk.reader.within(offset, length, `the file /${path}`);
  if (group.sections.some(({ interleaved }) => interleaved))
    throw walk.reader.damaged(`the file /${path} is interleaved with another`);
  const size = extents.reduce((sum, { length }) => sum + length, 0);
  walk.fileCount += 1;
  if (!rockRidge.zisofs) return { kind: 'file', path, size, modified, extents };
  walk.compressedCount += 1;
  return { kind: 'file', path, size, modified, extents, compressed: 'zisofs' };
}

/** The record of a directory that was stored elsewhere: its own `.` tells its length (P1282 4.1.5). */
async function relocatedRecord(walk: Walk, block: number, path: string): Promise<DirectoryRecord> {
  const what = `the directory /${path}`;
  const record = decodeRecord(await walk.reader.bytes(block * walk.blockSize, SECTOR, what), 0);
  if ('damage' in record) throw walk.reader.damaged(`${what} begins with ${record.damage}`);
  if (!record.directory) throw walk.reader.damaged(`${what} was moved to a place where there is none`);
  return { ...record, block };
}

/** As many areas as Linux follows for one record. */
const MAX_CONTINUATIONS = 32;
/** One area lies in one block; twice as much is read from writers that see it differently. */
const MAX_CONTINUATION_BYTES = 4096;

async function readRockRidge(walk: Walk, record: DirectoryRecord): Promise<RockRidge> {
  const collector = new RockRidgeCollector();
  let next = collector.take(record.systemUse.subarray(walk.skip));
  for (let areas = 0; next && areas < MAX_CONTINUATIONS; areas += 1) {
    const length = Math.min(next.length, MAX_CONTINUATION_BYTES);
    const offset = next.block * walk.blockSize + next.offset;
    next = collector.take(await walk.reader.bytes(offset, length, 'a Rock Ridge continuation area'));
  }
  return collector.result();
}
