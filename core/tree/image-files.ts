/**
 * `/images/ID/tree/…`, `/images/ID/ID.iso` and `/images/ID/efi/…` (the file system that UEFI boots the medium from): media
 * served where they lie, with what their family adds.
 */
import type { OverlayFile } from '../images/family.ts';
import type { BlockSource } from '../media/source.ts';
import type { FileEntry, MediumTree } from '../media/tree.ts';
import type { BootTree, ServedFile, ServedNode } from './boot-tree.ts';
import { absent } from './mounts.ts';
import { type PatchedBytes, patchedMedium } from './overlay/patched.ts';

/** An image whose medium is at hand. */
export interface OpenImage {
  readonly id: string;
  readonly tree: MediumTree;
  readonly source: BlockSource;
  /** Distinguishes this medium from one that took its place; part of every ETag. */
  readonly stamp: string;
  /** Modification time of the medium. */
  readonly modified: number;
  /** Files added to the tree, by path. */
  readonly overlay: ReadonlyMap<string, OverlayFile>;
  /** Folder of what was made for it; absent: nothing was. */
  readonly made?: string;
  /** It is a folder: there are no bytes of a whole medium. */
  readonly isFolder?: boolean;
  /** Bytes replaced in the medium as it is served whole; absent: none. */
  readonly patches?: readonly PatchedBytes[];
}

export interface ImageFilesParts {
  /** undefined: no such image. Rejects with MEDIUM_GONE or MEDIUM_CHANGED. */
  openImage(id: string): Promise<OpenImage | undefined>;
  /** Makes one overlay file. */
  realise(file: OverlayFile, image: OpenImage): Promise<ServedFile | null>;
}

/** A tree over all images. */
export function imageFiles({ openImage, realise }: ImageFilesParts): BootTree {
  return {
    async open(path) {
      const [, id = '', area, ...rest] = path.split('/');
      const image = await openImage(id);
      if (image === undefined) return absent(`no image ${id}`);
      if (area === `${id}.iso`) return image.isFolder ? absent(NO_ISO) : wholeMedium(image, path);
      if (area === 'efi') return inEfi(image, rest.join('/'));
      if (area !== 'tree') return absent('neither the tree nor the medium nor what UEFI boots');
      return inTree(image, rest.join('/'), realise);
    },
  };
}

const NO_ISO = 'the image is a folder: there is no ISO to serve';

async function inTree(
  image: OpenImage,
  path: string,
  realise: ImageFilesParts['realise'],
): Promise<ServedNode> {
  const added = image.overlay.get(path);
  if (added !== undefined) return (await realise(added, image)) ?? absent(`${path} cannot be made`);
  const entry = image.tree.find(path);
  if (entry === undefined) return absent(`not on the medium: ${path}`);
  const root = `/images/${image.id}/tree`;
  return entry.kind === 'file'
    ? mediumFile(image, image.tree, entry, root)
    : directory(image.tree, entry.path, root);
}

async function inEfi(image: OpenImage, path: string): Promise<ServedNode> {
  const efi = await image.tree.efi?.();
  const entry = efi?.find(path);
  if (efi === undefined || entry === undefined) return absent(`not in what UEFI boots: ${path}`);
  const root = `/images/${image.id}/efi`;
  return entry.kind === 'file' ? mediumFile(image, efi, entry, root) : directory(efi, entry.path, root);
}

function mediumFile(image: OpenImage, tree: MediumTree, entry: FileEntry, root: string): ServedFile {
  // A file of a folder has no place on a medium; its time tells it from another one.
  const place = entry.extents[0]?.offset ?? entry.modified;
  return {
    kind: 'file',
    path: `${root}/${entry.path}`,
    size: entry.size,
    modified: entry.modified,
    etag: `${image.stamp}-${place.toString(16)}-${entry.size.toString(16)}`,
    read: (offset, into) => tree.read(entry, offset, into),
    readNow: (offset, into) => tree.readNow?.(entry, offset, into) ?? 0,
    placeNow: (offset) => tree.placeNow?.(entry, offset) ?? null,
    plain: async () => tree.plain?.(entry),
  };
}

function wholeMedium(image: OpenImage, path: string): ServedFile {
  const { size, stamp, read, readNow, placeNow } = patchedMedium(image.source, image.patches);
  return {
    kind: 'file',
    path: `/images/${image.id}${path.slice(path.lastIndexOf('/'))}`,
    size,
    modified: image.modified,
    etag: stamp === '' ? image.stamp : `${image.stamp}-${stamp}`,
    contentType: 'application/octet-stream',
    read,
    readNow,
    placeNow,
  };
}

function directory(tree: MediumTree, path: string, root: string): ServedNode {
  const entries = (tree.list(path) ?? []).map((entry) => ({
    name: entry.path.slice(entry.path.lastIndexOf('/') + 1),
    directory: entry.kind === 'directory',
    size: entry.kind === 'file' ? entry.size : 0,
    modified: entry.modified,
  }));
  return { kind: 'directory', path: `${root}/${path}`, entries };
}
