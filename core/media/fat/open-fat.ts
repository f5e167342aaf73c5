import type { IndexedDirectory } from '../indexed-tree.ts';
import { childPath, indexedDirectory, indexedTree } from '../indexed-tree.ts';
import type { IndexLimits } from '../metadata-reader.ts';
import { INDEX_LIMITS, MetadataReader } from '../metadata-reader.ts';
import type { BlockSource } from '../source.ts';
import type { Extent, MediumTree } from '../tree.ts';
import { BOOT_SECTOR_BYTES, decodeBootSector } from './boot-sector.ts';
import { Clusters } from './clusters.ts';
import type { FatName } from './directory.ts';
import { decodeFatDirectory } from './directory.ts';

/**
 * Opens a FAT12, FAT16 or FAT32 volume with long names: the EFI image of a medium, a partition of a disk.
 * Resolves to undefined when it is none. Rejects with MEDIUM_DAMAGED, MEDIUM_TRUNCATED.
 */
export async function openFat(
  source: BlockSource,
  path: string,
  limits: IndexLimits = INDEX_LIMITS,
): Promise<MediumTree | undefined> {
  const head = new Uint8Array(BOOT_SECTOR_BYTES);
  const layout = decodeBootSector(head.subarray(0, await source.read(0, head)));
  if (layout === undefined) return undefined;
  const reader = new MetadataReader(source, path, layout.volumeBytes, limits);
  const clusters = await Clusters.read(layout, reader);
  const rootExtents =
    'cluster' in layout.root ? clusters.chain(layout.root.cluster, 'the root directory') : [layout.root];
  const walk: Walk = { reader, clusters, fileCount: 0, label: '' };
  const root = indexedDirectory('', 0);
  let level: Pending[] = [{ node: root, extents: rootExtents, depth: 0 }];
  while (level.length > 0) {
    const below: Pending[] = [];
    for (const directory of level) await indexDirectory(walk, directory, below);
    level = below;
  }
  const { fileCount, label } = walk;
  return indexedTree(
    { root, fileCount, label, naming: 'fat', bootable: { bios: false, uefi: false } },
    source,
  );
}

/** The walk's state. */
interface Walk {
  readonly reader: MetadataReader;
  readonly clusters: Clusters;
  fileCount: number;
  label: string;
}

/** A directory that is known but not read yet. */
interface Pending {
  readonly node: IndexedDirectory;
  readonly extents: readonly Extent[];
  readonly depth: number;
}

/** Adds the children of one directory to its node, and those that are directories to `below`. */
async function indexDirectory(walk: Walk, directory: Pending, below: Pending[]): Promise<void> {
  const { node, extents, depth } = directory;
  const { names, label } = decodeFatDirectory(await readDirectory(walk, extents, node.entry.path));
  if (depth === 0) walk.label = label ?? '';
  for (const one of names) {
    // Of two entries with one name only one can be found: the first.
    if (node.children.has(one.name)) continue;
    const path = childPath(node.entry.path, one.name);
    walk.reader.countEntry(depth + 1, path);
    if (one.directory) below.push(addDirectory(walk, node, one, path, depth + 1));
    else addFile(walk, node, one, path);
  }
}

async function readDirectory(
  { reader }: Walk,
  extents: readonly Extent[],
  path: string,
): Promise<Uint8Array> {
  const title = `the directory /${path}`;
  const size = extents.reduce((sum, { length }) => sum + length, 0);
  reader.countDirectory(size, title);
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const { offset, length } of extents) {
    bytes.set(await reader.bytes(offset, length, title), at);
    at += length;
  }
  return bytes;
}

function addDirectory(
  { clusters }: Walk,
  parent: IndexedDirectory,
  { name, cluster, modified }: FatName,
  path: string,
  depth: number,
): Pending {
  const node = indexedDirectory(path, modified);
  parent.children.set(name, node);
  return { node, depth, extents: cluster === 0 ? [] : clusters.chain(cluster, `the directory /${path}`) };
}

function addFile(
  walk: Walk,
  parent: IndexedDirectory,
  { name, cluster, size, modified }: FatName,
  path: string,
): void {
  const extents = size === 0 ? [] : walk.clusters.chain(cluster, `the file /${path}`, size);
  for (const { offset, length } of extents) walk.reader.within(offset, length, `the file /${path}`);
  walk.fileCount += 1;
  parent.children.set(name, { kind: 'file', path, size, modified, extents });
}
