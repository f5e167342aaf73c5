/** The files below a folder of this laptop as an index: a mounted medium, or a copy of one. */
import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { FieldbootError } from '../../errors.ts';
import { childPath, type IndexedDirectory, type IndexedNode, indexedDirectory } from '../indexed-tree.ts';
import { INDEX_LIMITS, type IndexLimits } from '../metadata-reader.ts';
import { safeName } from '../names.ts';
import type { FileEntry } from '../tree.ts';

export interface FolderIndex {
  readonly root: IndexedDirectory;
  readonly fileCount: number;
  /** Sum of all sizes. */
  readonly bytes: number;
  /** Another one when a file was added, taken away, written to or replaced. */
  readonly stamp: string;
  /** Every folder with what tells that a name in it came or went. */
  readonly folders: ReadonlyMap<string, string>;
}

/** One entry of the stack: a folder that is still to be read. */
interface Pending {
  readonly directory: IndexedDirectory;
  readonly place: string;
  readonly depth: number;
}

/** Memory of one entry beside its two paths, as for other media. */
const ENTRY_MEMORY = 300;
/** Looks at a time: enough to keep a disk busy, few enough to leave threads for those who are served. */
const AT_ONCE = 3;

/**
 * Reads the names below a folder, without opening a file. Links are kept as links, and followed only inside; what is
 * neither file, folder nor link (devices, pipes, sockets) is left out, and so are names that are not UTF-8. Rejects with
 * FILE_UNREADABLE, and MEDIUM_DAMAGED where it is larger than any medium.
 */
export async function indexFolder(path: string, limits: IndexLimits = INDEX_LIMITS): Promise<FolderIndex> {
  const indexer = new FolderIndexer(path, limits);
  await indexer.run();
  return indexer.index();
}

/** What tells a folder from itself with other names in it. */
export const folderMark = ({ mtimeMs, ctimeMs, ino }: Stats): string => `${ino} ${mtimeMs} ${ctimeMs}`;

class FolderIndexer {
  readonly #path: string;
  readonly #limits: IndexLimits;
  readonly #root = indexedDirectory('', 0);
  readonly #folders = new Map<string, string>();
  readonly #hash = createHash('sha256');
  #memory = 0;
  #entries = 0;
  #fileCount = 0;
  #bytes = 0;

  constructor(path: string, limits: IndexLimits) {
    this.#path = path;
    this.#limits = limits;
  }

  async run(): Promise<void> {
    const pending: Pending[] = [{ directory: this.#root, place: this.#path, depth: 0 }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      this.#folders.set(next.place, folderMark(await this.#stat(next.place)));
      pending.push(...(await this.#readFolder(next)));
    }
  }

  index(): FolderIndex {
    return {
      root: this.#root,
      fileCount: this.#fileCount,
      bytes: this.#bytes,
      stamp: this.#hash.digest('hex').slice(0, 32),
      folders: this.#folders,
    };
  }

  /** Adds what is in a folder; returns the folders in it. */
  async #readFolder({ directory, place, depth }: Pending): Promise<Pending[]> {
    const names = (await readdir(place).catch((cause) => this.#unreadable(place, cause))).sort();
    const below: Pending[] = [];
    for (let at = 0; at < names.length; at += AT_ONCE) {
      const found = names.slice(at, at + AT_ONCE).map((name) => this.#look(directory, place, name));
      for (const one of await Promise.all(found)) {
        const folder = one && this.#add(directory, one, depth);
        if (folder !== undefined) below.push(folder);
      }
    }
    return below;
  }

  /** A name that was taken away meanwhile, or is not UTF-8, is nothing. */
  async #look(directory: IndexedDirectory, place: string, name: string): Promise<Found | undefined> {
    const here = join(place, name);
    const stats = await lstat(here).catch(() => undefined);
    if (stats === undefined) return undefined;
    const path = childPath(directory.entry.path, safeName(name));
    if (stats.isDirectory())
      return { name: safeName(name), place: here, node: indexedDirectory(path, stats.mtimeMs) };
    if (stats.isFile())
      return { name: safeName(name), place: here, node: fileEntry(path, here, stats), ino: stats.ino };
    if (!stats.isSymbolicLink()) return undefined;
    const target = await readlink(here).catch(() => undefined);
    return target ? { name: safeName(name), place: here, node: { kind: 'link', target } } : undefined;
  }

  #add(directory: IndexedDirectory, { name, place, node, ino }: Found, depth: number): Pending | undefined {
    // Two names that differ only in what is harmful: the first has it.
    if (directory.children.has(name)) return undefined;
    this.#count(name, place, depth);
    directory.children.set(name, node);
    this.#note(place, node, ino);
    return node.kind === 'directory' ? { directory: node, place, depth: depth + 1 } : undefined;
  }

  #note(place: string, node: IndexedNode, ino = 0): void {
    const facts = node.kind === 'file' ? `${node.size} ${node.modified} ${ino}` : node.kind;
    this.#hash.update(`${place.slice(this.#path.length)}\0${facts}\0`);
    if (node.kind !== 'file') return;
    this.#fileCount += 1;
    this.#bytes += node.size;
  }

  #count(name: string, place: string, depth: number): void {
    const { entries, memory, depth: most } = this.#limits;
    this.#entries += 1;
    this.#memory += ENTRY_MEMORY + name.length + place.length * 2;
    if (this.#entries > entries) throw this.#damaged(`it has more than ${entries} entries`);
    if (this.#memory > memory * 2)
      throw this.#damaged(`its index would take more than ${memory >> 19} MiB of memory`);
    if (depth >= most) throw this.#damaged(`${place.slice(0, 80)} lies ${depth + 1} folders deep`);
  }

  #stat(place: string): Promise<Stats> {
    return lstat(place).catch((cause) => this.#unreadable(place, cause));
  }

  #unreadable(place: string, cause: Error): never {
    throw new FieldbootError('FILE_UNREADABLE', { path: place, detail: cause.message }, { cause });
  }

  #damaged(detail: string): FieldbootError {
    return new FieldbootError('MEDIUM_DAMAGED', { path: this.#path, detail });
  }
}

interface Found {
  readonly name: string;
  readonly place: string;
  readonly node: IndexedNode;
  readonly ino?: number;
}

function fileEntry(path: string, place: string, { size, mtimeMs }: Stats): FileEntry {
  return { kind: 'file', path, size, modified: Math.floor(mtimeMs), extents: [], place };
}
