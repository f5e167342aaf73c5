import { lstat, realpath } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { FieldbootError } from '../../errors.ts';
import { openFat } from '../fat/open-fat.ts';
import { openFileSource } from '../file-source.ts';
import { indexedTree } from '../indexed-tree.ts';
import { openExtents, type PlainExtents } from '../plain.ts';
import type { BlockSource } from '../source.ts';
import type { FileEntry, MediumTree } from '../tree.ts';
import { type FolderIndex, folderMark, indexFolder } from './index-folder.ts';

/** A folder that is open as a medium. */
export interface OpenFolder {
  readonly tree: MediumTree;
  /** Has the size of all files together and no bytes of its own: a folder cannot be served whole. Closes every file. */
  readonly source: BlockSource;
  /** Where it really lies. */
  readonly root: string;
  /** Another one when anything in it was changed. */
  readonly stamp: string;
  /** Looks whether the same names are in every folder. */
  isCurrent(): Promise<boolean>;
}

/**
 * Opens a folder of this laptop as a medium: a mounted one, or a copy. Links are followed inside it and never out, and a
 * file is read only while it is the one that was indexed. Rejects with FILE_MISSING, FILE_UNREADABLE, MEDIUM_DAMAGED.
 */
export async function openFolder(path: string): Promise<OpenFolder> {
  const root = await realpath(resolve(path)).catch((cause) => {
    throw new FieldbootError('FILE_MISSING', { path }, { cause });
  });
  const index = await indexFolder(root);
  const files = new OpenFiles(basename(resolve(path)));
  const source: BlockSource = {
    size: index.bytes,
    read: async () => 0,
    close: () => files.close(),
  };
  return {
    tree: folderTree(root, index, files),
    source,
    root,
    stamp: index.stamp,
    isCurrent: async () => !files.changed && (await isCurrent(index)),
  };
}

function folderTree(root: string, index: FolderIndex, files: OpenFiles): MediumTree {
  const { fileCount } = index;
  const none: BlockSource = { size: 0, read: async () => 0, close: async () => {} };
  const indexed = indexedTree(
    {
      label: basename(root),
      naming: 'folder',
      bootable: { bios: false, uefi: false },
      fileCount,
      root: index.root,
    },
    none,
  );
  const has = (...paths: string[]) => paths.some((path) => indexed.find(path) !== undefined);
  const tree: MediumTree = {
    ...indexed,
    bootable: {
      bios: has('isolinux', 'syslinux', 'boot/grub/i386-pc'),
      uefi: has('EFI/BOOT', 'boot/grub/efi.img'),
    },
    read: (file, offset, into) => files.read(file, offset, into),
    readNow: (file, offset, into) => files.opened(file)?.readNow?.(offset, into) ?? 0,
    plain: (file) => plainFile(file),
  };
  return { ...tree, efi: () => efiOf(tree, files) };
}

/** What UEFI boots a medium from: the FAT image that lies on it as a file, else its own `EFI` folder. */
async function efiOf(tree: MediumTree, files: OpenFiles): Promise<MediumTree | undefined> {
  const image = tree.find('boot/grub/efi.img') ?? tree.find('images/efiboot.img');
  if (image?.kind === 'file') {
    const fat = await openFat(await files.open(image), image.path).catch(() => undefined);
    if (fat !== undefined) return fat;
  }
  return tree.find('EFI/BOOT') && tree;
}

/** The same names as when it was indexed: a folder changes when one comes, goes or gets another name. */
async function isCurrent({ folders }: FolderIndex): Promise<boolean> {
  for (const [place, mark] of folders) {
    const stats = await lstat(place).catch(() => undefined);
    if (stats === undefined || folderMark(stats) !== mark) return false;
  }
  return true;
}

async function plainFile(file: FileEntry): Promise<PlainExtents | undefined> {
  const source = await openPlace(file, '');
  try {
    const plain = await openExtents(source, [{ offset: 0, length: file.size }]);
    if (plain === undefined)
      throw new FieldbootError('FILE_UNREADABLE', { path: file.path, detail: 'it is no file' });
    const close = async () => {
      await plain.file.close();
      await source.close();
    };
    return { ...plain, file: { ...plain.file, close } };
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** Opens a file of a folder; it must be where it was, not behind a link that somebody put there, and of the same size and time. */
async function openPlace(file: FileEntry, name: string): Promise<BlockSource> {
  const place = file.place ?? '';
  const changed = () => new FieldbootError('MEDIUM_CHANGED', { name: name || file.path, path: place });
  const real = await realpath(place).catch((cause) => {
    throw new FieldbootError('MEDIUM_GONE', { name: name || file.path, path: place }, { cause });
  });
  if (real !== place) throw changed();
  const stats = await lstat(place);
  const isSame = stats.isFile() && stats.size === file.size && Math.floor(stats.mtimeMs) === file.modified;
  if (!isSame) throw changed();
  return await openFileSource(place);
}

/** Files that are open: an installer reads one after the other, each in many pieces. */
class OpenFiles {
  readonly #name: string;
  readonly #open = new Map<string, { readonly source: Promise<BlockSource>; now?: BlockSource }>();
  #closed = false;
  /** A file was not the one that was indexed. */
  changed = false;

  constructor(name: string) {
    this.#name = name;
  }

  open(file: FileEntry): Promise<BlockSource> {
    const key = file.place ?? '';
    const known = this.#open.get(key);
    if (this.#closed)
      return Promise.reject(new FieldbootError('MEDIUM_GONE', { name: this.#name, path: key }));
    const one = known ?? this.#begin(key, file);
    // The last used stands last.
    this.#open.delete(key);
    this.#open.set(key, one);
    return one.source;
  }

  async read(file: FileEntry, offset: number, into: Uint8Array): Promise<number> {
    try {
      return await (await this.open(file)).read(offset, into);
    } catch (error) {
      if (error instanceof FieldbootError && error.code !== 'MEDIUM_SILENT') this.changed = true;
      throw error;
    }
  }

  opened(file: FileEntry): BlockSource | undefined {
    return this.#open.get(file.place ?? '')?.now;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#open.keys()].map((key) => this.#drop(key)));
  }

  #begin(key: string, file: FileEntry): { source: Promise<BlockSource>; now?: BlockSource } {
    for (const oldest of [...this.#open.keys()].slice(0, Math.max(0, this.#open.size - MOST_OPEN + 1)))
      void this.#drop(oldest);
    const one: { source: Promise<BlockSource>; now?: BlockSource } = { source: openPlace(file, this.#name) };
    one.source.then(
      (source) => {
        one.now = source;
      },
      () => this.#open.delete(key),
    );
    return one;
  }

  async #drop(key: string): Promise<void> {
    const one = this.#open.get(key);
    this.#open.delete(key);
    const source = await one?.source.catch(() => undefined);
    await source?.close();
  }
}

const MOST_OPEN = 64;

/** Path of a file below the folder it was indexed in, as `Image.mark` keeps it. */
export const placeBelow = (root: string, file: FileEntry): string =>
  (file.place ?? '').slice(join(resolve(root), '/').length);
