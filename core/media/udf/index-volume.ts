import type { IndexedDirectory } from '../indexed-tree.ts';
import { childPath, indexedDirectory } from '../indexed-tree.ts';
import type { MetadataReader } from '../metadata-reader.ts';
import type { AddressSpace } from './address-space.ts';
import type { DirectoryName } from './directory.ts';
import { decodeDirectory, decodePath } from './directory.ts';
import type { FileFacts } from './icb.ts';
import { FILE_TYPE, readFileEntry } from './icb.ts';
import { readExtents } from './open-space.ts';
import { TAG, tagKind } from './tag.ts';
import type { BlockAddress, Volume } from './volume.ts';
import { longAddress } from './volume.ts';

/** Longest target of a link that is read; as in Linux, with room for its encoding. */
const LINK_BYTES = 16 * 1024;

/** The walk's state. */
interface Walk {
  readonly space: AddressSpace;
  readonly reader: MetadataReader;
  /** Places of the directories that were met: none may be met twice, or a cycle would never end. */
  readonly met: Set<string>;
  fileCount: number;
}

/** A directory that is known but whose names are not read yet. */
interface Pending {
  readonly node: IndexedDirectory;
  readonly facts: FileFacts;
  readonly depth: number;
}

/** Indexes all directories of a volume, level by level. Rejects with MEDIUM_TRUNCATED or MEDIUM_DAMAGED. */
export async function indexVolume(
  volume: Volume,
  space: AddressSpace,
  reader: MetadataReader,
): Promise<{ root: IndexedDirectory; fileCount: number }> {
  const walk: Walk = { space, reader, met: new Set(), fileCount: 0 };
  const address = await rootAddress(volume.fileSet, walk);
  const facts = await readFileEntry(space, reader, address, 'the root directory');
  if (facts.type !== FILE_TYPE.directory) throw reader.damaged('the volume has no root directory');
  walk.met.add(keyOf(address));
  const root = indexedDirectory('', facts.modified);
  let level: Pending[] = [{ node: root, facts, depth: 0 }];
  while (level.length > 0) {
    const below: Pending[] = [];
    for (const directory of level) await indexDirectory(walk, directory, below);
    level = below;
  }
  return { root, fileCount: walk.fileCount };
}

/** Where the file set descriptor says that the root lies (ECMA-167 4/14.1). */
async function rootAddress(fileSet: BlockAddress, { space, reader }: Walk): Promise<BlockAddress> {
  const block = await space.read(fileSet, 'the file set');
  if (tagKind(block) !== TAG.fileSet) throw reader.damaged('there is no file set where it should lie');
  return longAddress(block, 400);
}

/** Adds the children of one directory to its node, and those that are directories to `below`. */
async function indexDirectory(walk: Walk, directory: Pending, below: Pending[]): Promise<void> {
  const { reader } = walk;
  const title = `the directory /${directory.node.entry.path}`;
  reader.countDirectory(directory.facts.size, title);
  const bytes = await readExtents(reader, directory.facts, reader.limits.directoryBytes, title);
  const names: DirectoryName[] = [];
  for (const name of decodeDirectory(bytes)) {
    if (name === undefined) throw reader.damaged(`${title} has something in it that is no name`);
    names.push(name);
  }
  // Entries are read in the order in which they lie; the first of two with one name stays, as listed.
  for (const name of firstOfEach(names).sort((a, b) => a.entry.block - b.entry.block))
    await indexName(walk, directory, name, below);
}

function firstOfEach(names: readonly DirectoryName[]): DirectoryName[] {
  const seen = new Map<string, DirectoryName>();
  for (const one of names) if (!seen.has(one.name)) seen.set(one.name, one);
  return [...seen.values()];
}

async function indexName(
  walk: Walk,
  { node, depth }: Pending,
  { name, entry, directory }: DirectoryName,
  below: Pending[],
): Promise<void> {
  const { reader, space } = walk;
  const path = childPath(node.entry.path, name);
  reader.countEntry(depth + 1, path);
  const facts = await readFileEntry(space, reader, entry, `the file /${path}`);
  if (facts.type !== FILE_TYPE.directory) {
    if (directory) throw reader.damaged(`/${path} should be a directory`);
    return await indexLeaf(walk, node, name, path, facts);
  }
  if (walk.met.has(keyOf(entry)))
    throw reader.damaged(`the directory /${path} lies where another directory lies`);
  walk.met.add(keyOf(entry));
  const child = indexedDirectory(path, facts.modified);
  node.children.set(name, child);
  below.push({ node: child, facts, depth: depth + 1 });
}

/** Adds a file or a link; devices, sockets and pipes cannot be served. */
async function indexLeaf(
  walk: Walk,
  node: IndexedDirectory,
  name: string,
  path: string,
  facts: FileFacts,
): Promise<void> {
  const { type, size, modified, extents } = facts;
  if (type === FILE_TYPE.link) {
    const target = decodePath(await readExtents(walk.reader, facts, LINK_BYTES, `the link /${path}`));
    if (target !== '') node.children.set(name, { kind: 'link', target });
  }
  const isFile = type === FILE_TYPE.regular || type === FILE_TYPE.unspecified || type === FILE_TYPE.realTime;
  if (!isFile) return;
  walk.fileCount += 1;
  node.children.set(name, { kind: 'file', path, size, modified, extents });
}

function keyOf({ block, partition }: BlockAddress): string {
  return `${partition}:${block}`;
}
