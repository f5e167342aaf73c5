/** `/images/ID/tree/…` and `/images/ID/ID.iso`: media served where they lie, with what their family adds. */
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
      if (area === `${id}.iso`) return wholeMedium(image, path);
      if (area !== 'tree') return absent('neither the tree nor the medium');
      return inTree(image, rest.join('/'), realise);
    },
  };
}

async function inTree(
  image: OpenImage,
  path: string,
  realise: ImageFilesParts['realise'],
): Promise<ServedNode> {
  const added = image.overlay.get(path);
  if (added !== undefined) return (await realise(added, image)) ?? absent(`${path} cannot be made`);
  const entry = image.tree.find(path);
  if (entry === undefined) return absent(`not on the medium: ${path}`);
  return entry.kind === 'file' ? mediumFile(image, entry) : directory(image, entry.path);
}

function mediumFile(image: OpenImage, entry: FileEntry): ServedFile {
  return {
    kind: 'file',
    path: `/images/${image.id}/tree/${entry.path}`,
    size: entry.size,
    modified: entry.modified,
    etag: `${image.stamp}-${(entry.extents[0]?.offset ?? 0).toString(16)}-${entry.size.toString(16)}`,
    read: (offset, into) => image.tree.read(entry, offset, into),
    readNow: (offset, into) => image.tree.readNow?.(entry, offset, into) ?? 0,
  };
}

function wholeMedium(image: OpenImage, path: string): ServedFile {
  const { size, stamp, read, readNow } = patchedMedium(image.source, image.patches);
  return {
    kind: 'file',
    path: `/images/${image.id}${path.slice(path.lastIndexOf('/'))}`,
    size,
    modified: image.modified,
    etag: stamp === '' ? image.stamp : `${image.stamp}-${stamp}`,
    contentType: 'application/octet-stream',
    read,
    readNow,
  };
}

function directory(image: OpenImage, path: string): ServedNode {
  const entries = (image.tree.list(path) ?? []).map((entry) => ({
    name: entry.path.slice(entry.path.lastIndexOf('/') + 1),
    directory: entry.kind === 'directory',
    size: entry.kind === 'file' ? entry.size : 0,
    modified: entry.modified,
  }));
  return { kind: 'directory', path: `/images/${image.id}/tree/${path}`, entries };
}
