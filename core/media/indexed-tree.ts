import { FieldbootError } from '../errors.ts';
import { placeInExtents, readFromExtents, readNowFromExtents } from './extents.ts';
import type { BootEntry } from './iso9660/el-torito.ts';
import { openExtents } from './plain.ts';
import type { BlockSource } from './source.ts';
import type { DirectoryEntry, FileEntry, LinkEntry, MediumTree, TreeEntry } from './tree.ts';

/** A directory while its medium is indexed, and after. */
export interface IndexedDirectory {
  readonly kind: 'directory';
  readonly entry: DirectoryEntry;
  readonly children: Map<string, IndexedNode>;
  /** Names without regard to case; null where two names differ only in case. Made at the first miss. */
  folded?: Map<string, IndexedNode | null>;
}

/** A symbolic link; its target is followed at look-up, because it may lead to what is indexed later. */
export interface IndexedLink {
  readonly kind: 'link';
  readonly target: string;
}

export type IndexedNode = IndexedDirectory | IndexedLink | FileEntry;

/** What a reader of one kind of medium found out. */
export interface MediumIndex {
  readonly label: string;
  readonly naming: MediumTree['naming'];
  readonly bootable: MediumTree['bootable'];
  readonly fileCount: number;
  readonly compressedCount?: number;
  readonly root: IndexedDirectory;
  /** El Torito's entries, through which the EFI image is found. */
  readonly bootEntries?: readonly BootEntry[];
}

/** Makes an empty directory node. `path` is '' for the root; `modified` is in milliseconds since 1970. */
export function indexedDirectory(path: string, modified: number): IndexedDirectory {
  return { kind: 'directory', entry: { kind: 'directory', path, modified }, children: new Map() };
}

/** Path of a child: the root is the empty string, so it adds no slash. */
export function childPath(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`;
}

/** The tree of an index, whatever the index was made from. It does not close the source. */
export function indexedTree(index: MediumIndex, source: BlockSource): MediumTree {
  const { root, bootEntries: _, ...facts } = index;
  return {
    ...facts,
    find: (path) => entryOf(resolve(root, path)),
    list: (path) => listDirectory(root, resolve(root, path)),
    links: (path) => linksOf(resolve(root, path)),
    async read(file, offset, into) {
      if (file.compressed)
        throw new FieldbootError('FILE_COMPRESSED', { path: file.path, how: file.compressed });
      return await readFromExtents(source, file, offset, into);
    },
    plain: async (file) => (file.compressed ? undefined : openExtents(source, file.extents)),
    readNow: (file, offset, into) => (file.compressed ? 0 : readNowFromExtents(source, file, offset, into)),
    placeNow: (file, offset) => (file.compressed ? null : placeInExtents(source, file, offset)),
  };
}

// The same bound as Linux's MAXSYMLINKS: it ends loops, and links that multiply.
const MAX_LINKS_FOLLOWED = 40;

/** Walks a path as a POSIX system would, except that leaving the medium (`/x`, `..` above the root) is a miss. */
function resolve(root: IndexedDirectory, path: string): IndexedDirectory | FileEntry | undefined {
  const trail = [root];
  const pending = partsOf(path);
  let here: IndexedDirectory | FileEntry = root;
  let followed = 0;
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (here.kind !== 'directory') return undefined;
    if (part === '..') trail.pop();
    const next: IndexedNode | undefined = part === '..' ? trail.at(-1) : lookUp(here, part);
    if (next === undefined) return undefined;
    if (next.kind === 'link') {
      followed += 1;
      if (followed > MAX_LINKS_FOLLOWED || next.target.startsWith('/')) return undefined;
      pending.push(...partsOf(next.target));
      continue;
    }
    if (next.kind === 'directory' && part !== '..') trail.push(next);
    here = next;
  }
  return here;
}

/** The parts of a path, last one first, without empty ones and `.`. */
function partsOf(path: string): string[] {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .reverse();
}

function lookUp(directory: IndexedDirectory, name: string): IndexedNode | undefined {
  const exact = directory.children.get(name);
  if (exact) return exact;
  directory.folded ??= foldNames(directory.children);
  return directory.folded.get(name.toLowerCase()) ?? undefined;
}

function foldNames(children: ReadonlyMap<string, IndexedNode>): Map<string, IndexedNode | null> {
  const folded = new Map<string, IndexedNode | null>();
  for (const [name, node] of children) {
    const key = name.toLowerCase();
    folded.set(key, folded.has(key) ? null : node);
  }
  return folded;
}

function entryOf(node: IndexedDirectory | FileEntry | undefined): TreeEntry | undefined {
  return node?.kind === 'directory' ? node.entry : node;
}

function listDirectory(
  root: IndexedDirectory,
  directory: IndexedDirectory | FileEntry | undefined,
): readonly TreeEntry[] | undefined {
  if (directory?.kind !== 'directory') return undefined;
  return [...directory.children]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, node]) => {
      const path = childPath(directory.entry.path, name);
      if (node.kind !== 'link') return [entryOf(node) ?? []].flat();
      // A link is listed under its own name, as what it leads to.
      const target = entryOf(resolve(root, path));
      return target ? [{ ...target, path }] : [];
    });
}

function linksOf(directory: IndexedDirectory | FileEntry | undefined): readonly LinkEntry[] {
  if (directory?.kind !== 'directory') return [];
  return [...directory.children].flatMap(([name, node]) =>
    node.kind === 'link' ? [{ name, target: node.target }] : [],
  );
}
