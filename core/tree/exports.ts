/**
 * The images as file systems: what the NFS door serves. Every file, directory and symbolic link of an image has a node
 * with a number that is the same after a restart, because it is made from the path.
 *
 * An image's file system holds `tree` (the medium with what its family adds) and `ID.iso` (the medium itself, unless it is a folder).
 */
import { hash } from 'node:crypto';
import type { OverlayFile } from '../images/family.ts';
import type { FileEntry, TreeEntry } from '../media/tree.ts';
import type { ServedFile } from './boot-tree.ts';
import type { OpenImage } from './image-files.ts';
import { patchedMedium } from './overlay/patched.ts';

interface NodeFacts {
  /** Unique in its export; a whole number below 2^48, not 0. */
  readonly fileid: number;
  /** From the root of the export, without a leading slash: `tree/casper/vmlinuz`. The root is the empty string. */
  readonly path: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** The root is its own parent. */
  readonly parent: ExportDirectory;
}

export interface ExportDirectory extends NodeFacts {
  readonly kind: 'directory';
  /** In the order of their names. */
  readonly children: readonly ExportNode[];
}

export interface ExportFile extends NodeFacts {
  readonly kind: 'file';
  readonly size: number;
  /** Fills `into` from byte `offset`; resolves to the number of bytes read. */
  read(offset: number, into: Uint8Array): Promise<number>;
}

/** A symbolic link as it is on the medium: the client follows it. */
export interface ExportLink extends NodeFacts {
  readonly kind: 'link';
  readonly target: string;
}

export type ExportNode = ExportDirectory | ExportFile | ExportLink;

/** The file system of one image. */
export interface ImageExport {
  readonly id: string;
  /** Another one when the medium or what is added to it is another one: numbers of the old one mean nothing then. */
  readonly stamp: string;
  /** Bytes of the medium. */
  readonly size: number;
  readonly root: ExportDirectory;
  /** The node with a number. */
  node(fileid: number): ExportNode | undefined;
  readonly nodeCount: number;
}

export interface ImageExports {
  /** Images that exist. */
  ids(): readonly string[];
  /**
   * The file system of an image; undefined when there is no such image. Rejects with MEDIUM_GONE, MEDIUM_CHANGED.
   * It is made at the first use (some 100 ms for a medium of 20,000 files) and kept while the medium is the same.
   */
  open(id: string): Promise<ImageExport | undefined>;
}

export interface ImageExportsParts {
  ids(): readonly string[];
  /** undefined: no such image. Rejects with MEDIUM_GONE or MEDIUM_CHANGED. */
  openImage(id: string): Promise<OpenImage | undefined>;
  /** Makes one overlay file. */
  realise(file: OverlayFile, image: OpenImage): Promise<ServedFile | null>;
}

/** File systems over all images. */
export function imageExports(parts: ImageExportsParts): ImageExports {
  // An image that is opened anew is another object: its export goes with it.
  const made = new WeakMap<OpenImage, Promise<ImageExport>>();
  return {
    ids: () => parts.ids(),
    async open(id) {
      const image = await parts.openImage(id);
      if (image === undefined) return undefined;
      const found = made.get(image) ?? buildExport(image, parts.realise);
      made.set(image, found);
      found.catch(() => made.delete(image));
      return found;
    },
  };
}

/** A child by its exact name. */
export function childNamed(directory: ExportDirectory, name: string): ExportNode | undefined {
  let [low, high] = [0, directory.children.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const child = directory.children[middle];
    if (child === undefined || child.name === name) return child;
    if (child.name < name) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}

/** The node at a path of parts; links are not followed. */
export function nodeAt(root: ExportNode, path: readonly string[]): ExportNode | undefined {
  return path.reduce<ExportNode | undefined>(
    (node, name) => (node?.kind === 'directory' ? childNamed(node, name) : undefined),
    root,
  );
}

/** After how many nodes others get their turn: a large medium must not hold up a lease. */
const TURN = 2000;

interface GrowingDirectory extends ExportDirectory {
  readonly children: ExportNode[];
}

async function buildExport(image: OpenImage, realise: ImageExportsParts['realise']): Promise<ImageExport> {
  const builder = new ExportBuilder(image);
  await builder.addMedium();
  const added = [...image.overlay.values()];
  // What cannot be made (a boot file is missing) is not there; the rest is served all the same.
  for (const file of added) {
    const first = await realise(file, image).catch(() => null);
    if (first !== null) builder.addOverlay(file.path, first, () => realise(file, image));
  }
  builder.sort();
  const { root, nodes } = builder;
  return {
    id: image.id,
    stamp: `${image.stamp} ${added.map(({ path }) => path).join(' ')}`,
    size: image.source.size,
    root,
    node: (fileid) => nodes.get(fileid),
    nodeCount: nodes.size,
  };
}

class ExportBuilder {
  readonly nodes = new Map<number, ExportNode>();
  readonly root: GrowingDirectory;
  readonly #image: OpenImage;
  readonly #tree: GrowingDirectory;

  constructor(image: OpenImage) {
    this.#image = image;
    const root: GrowingDirectory = {
      kind: 'directory',
      fileid: this.#number(''),
      path: '',
      name: '',
      modified: image.modified,
      children: [],
      get parent() {
        return root;
      },
    };
    this.root = root;
    this.nodes.set(root.fileid, root);
    const { size, read } = patchedMedium(image.source, image.patches);
    if (!image.isFolder)
      this.#add(root, `${image.id}.iso`, (facts) => ({ ...facts, kind: 'file', size, read }));
    this.#tree = this.#addDirectory(root, 'tree', image.tree.find('')?.modified ?? image.modified);
  }

  /** Everything on the medium, links not followed. */
  async addMedium(): Promise<void> {
    const pending: [GrowingDirectory, string][] = [[this.#tree, '']];
    let count = 0;
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const [directory, path] = next;
      const links = new Map(this.#image.tree.links?.(path).map(({ name, target }) => [name, target]));
      for (const [name, target] of links)
        this.#add(directory, name, (facts) => ({ ...facts, kind: 'link', target }));
      for (const entry of this.#image.tree.list(path) ?? []) {
        if (links.has(nameOf(entry.path))) continue;
        const below = this.#addEntry(directory, entry);
        if (below !== undefined) pending.push([below, entry.path]);
        count += 1;
        if (count % TURN === 0) await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  /** A file that the family adds, or puts in the place of the medium's own. */
  addOverlay(path: string, first: ServedFile, open: () => Promise<ServedFile | null>): void {
    const parts = path.split('/');
    const name = parts.pop() ?? '';
    const directory = parts.reduce((at, part) => this.#directoryNamed(at, part), this.#tree);
    const old = directory.children.findIndex((child) => child.name === name);
    if (old >= 0) for (const gone of directory.children.splice(old, 1)) this.nodes.delete(gone.fileid);
    const { size, modified } = first;
    const read = (offset: number, into: Uint8Array) => readOnce(open, offset, into);
    this.#add(directory, name, (facts) => ({ ...facts, modified, kind: 'file', size, read }));
  }

  /** Children in the order of their names, as `childNamed` wants them. */
  sort(): void {
    for (const node of this.nodes.values())
      if (node.kind === 'directory')
        (node as GrowingDirectory).children.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #addEntry(directory: GrowingDirectory, entry: TreeEntry): GrowingDirectory | undefined {
    const name = nameOf(entry.path);
    if (entry.kind === 'directory') return this.#addDirectory(directory, name, entry.modified);
    const { tree } = this.#image;
    this.#add(directory, name, (facts) => ({ ...facts, ...mediumFile(entry, tree) }));
    return undefined;
  }

  #directoryNamed(directory: GrowingDirectory, name: string): GrowingDirectory {
    const found = directory.children.find((child) => child.name === name);
    if (found?.kind === 'directory') return found as GrowingDirectory;
    return this.#addDirectory(directory, name, this.#image.modified);
  }

  #addDirectory(parent: GrowingDirectory, name: string, modified: number): GrowingDirectory {
    return this.#add<GrowingDirectory>(parent, name, (facts) => ({
      ...facts,
      modified,
      kind: 'directory',
      children: [],
    }));
  }

  #add<Node extends ExportNode>(
    parent: GrowingDirectory,
    name: string,
    make: (facts: NodeFacts) => Node,
  ): Node {
    const path = parent.path === '' ? name : `${parent.path}/${name}`;
    const node = make({ fileid: this.#number(path), path, name, modified: this.#image.modified, parent });
    parent.children.push(node);
    this.nodes.set(node.fileid, node);
    return node;
  }

  /** 48 bits of the path's hash: for 100,000 paths the odds of a clash are 1 in 50,000; the second one moves up. */
  #number(path: string): number {
    let fileid = hash('sha256', path, 'buffer').readUIntBE(0, 6) || 1;
    while (this.nodes.has(fileid)) fileid += 1;
    return fileid;
  }
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function mediumFile(
  entry: FileEntry,
  tree: OpenImage['tree'],
): Pick<ExportFile, 'kind' | 'size' | 'modified' | 'read'> {
  const { size, modified } = entry;
  return { kind: 'file', size, modified, read: (offset, into) => tree.read(entry, offset, into) };
}

/** Opened for each reading, because nobody says when the last one was. */
async function readOnce(
  open: () => Promise<ServedFile | null>,
  offset: number,
  into: Uint8Array,
): Promise<number> {
  const file = await open();
  if (file === null) throw new Error('it can no longer be made');
  let bytes = 0;
  try {
    bytes = await file.read(offset, into);
    return bytes;
  } finally {
    file.served?.(bytes, true);
  }
}
