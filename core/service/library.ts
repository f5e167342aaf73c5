/** The images: reading media, importing them where they lie, and opening them for the boot tree. */
import { statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { FieldbootError, type Problem, problem } from '../errors.ts';
import { detectFamily, FAMILIES, familyOf } from '../images/families/index.ts';
import { BOOT_FILE_HEAD } from '../images/family.ts';
import type { Detection, Image } from '../images/image.ts';
import { openFileSource } from '../media/file-source.ts';
import { type OpenMedium, openMedium } from '../media/open-medium.ts';
import type { Store } from '../store/store.ts';
import type { OpenImage } from '../tree/image-files.ts';
import { placePatches } from '../tree/overlay/patched.ts';
import type { Hub } from './hub.ts';
import { slug, unusedId } from './ids.ts';

/** What a medium is, before it is an image. */
export type Inspection = Omit<Image, 'id' | 'path' | 'importedAt' | 'modified'>;

/** An image and whether its file is where it was. */
export type ListedImage = Image & { readonly present: boolean };

export interface LibraryParts {
  readonly store: Store;
  readonly hub: Hub;
  readonly clock: () => number;
  /** Folder of media that were uploaded; they are ours to delete. */
  readonly uploads: string;
  /** Absolute path of a boot file; null when it is not on this laptop. */
  readonly bootFile: (name: string) => string | null;
}

export class Library {
  readonly #parts: LibraryParts;
  readonly #open = new Map<string, Promise<OpenImage>>();

  constructor(parts: LibraryParts) {
    this.#parts = parts;
  }

  /** Says what a medium is. Rejects with FILE_* and MEDIUM_*. */
  async inspect(path: string): Promise<Inspection> {
    const started = performance.now();
    const medium = await openMedium(resolve(path));
    try {
      const detection = await detectFamily(medium.tree, path);
      return await this.#describe(medium, detection, started);
    } finally {
      await medium.source.close();
    }
  }

  /**
   * Imports a medium where it lies. The same file again is read anew under the id it has; a name that another image
   * has is refused with NAME_TAKEN.
   */
  async import(file: string, name?: string): Promise<ListedImage> {
    const path = resolve(file);
    const found = await this.inspect(path);
    const { images } = this.#parts.store;
    const before = images.all().find((image) => image.path === path);
    const title = name ?? before?.name ?? found.name;
    const taken = images.all().some((image) => image.name === title && image.path !== path);
    if (taken && name !== undefined) throw new FieldbootError('NAME_TAKEN', { what: 'image', name });
    const id = before?.id ?? unusedId(slug(name ?? idWords(found)), (one) => images.get(one) !== undefined);
    const modified = Math.floor(statSync(path).mtimeMs);
    const image: Image = { ...found, id, name: title, path, modified, importedAt: this.#parts.clock() };
    images.put(image);
    await this.#close(id);
    this.#parts.hub.changed('images');
    return { ...image, present: true };
  }

  /** All images, oldest first, with what is missing now. */
  list(): ListedImage[] {
    return this.#parts.store.images.all().map((image) => {
      const lasting = image.warnings.filter(({ code }) => code !== MISSING);
      return { ...image, warnings: [...lasting, ...this.#missing(image)], present: isThere(image) };
    });
  }

  /** Throws NETBOOT_FILES_MISSING when a boot file that the image is installed with is not on this laptop. */
  assertBootFiles(image: Detection): void {
    for (const { code, params } of this.#missing(image)) throw new FieldbootError(code, params);
  }

  /** One image. Throws NOT_FOUND. */
  get(id: string): Image {
    const image = this.#parts.store.images.get(id);
    if (image === undefined) throw new FieldbootError('NOT_FOUND', { what: 'image', id });
    return image;
  }

  /** Forgets an image; its file stays, unless it is our own copy of an upload. Rejects with NOT_FOUND, IMAGE_IN_USE. */
  async remove(id: string): Promise<void> {
    const { path } = this.get(id);
    const user = this.#parts.store.profiles.all().find((profile) => profile.image === id);
    if (user) throw new FieldbootError('IMAGE_IN_USE', { id, profile: user.name });
    this.#parts.store.images.remove(id);
    await this.#close(id);
    if (dirname(path) === this.#parts.uploads) await rm(path, { force: true });
    this.#parts.hub.changed('images');
  }

  /**
   * Opens an image for serving; the index is kept while the file stays the same. undefined: no such image.
   * Rejects with MEDIUM_GONE when the file is not there, MEDIUM_CHANGED when it is another one.
   */
  async open(id: string): Promise<OpenImage | undefined> {
    const image = this.#parts.store.images.get(id);
    if (image === undefined) return undefined;
    await this.#assertThere(image);
    let opened = this.#open.get(id);
    if (opened === undefined) {
      opened = this.#openNow(image);
      this.#open.set(id, opened);
      opened.catch(() => this.#open.delete(id));
    }
    return opened;
  }

  /** Closes every medium. */
  async close(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((id) => this.#close(id)));
  }

  async #assertThere(image: Image): Promise<void> {
    const stats = statSync(image.path, { throwIfNoEntry: false });
    if (stats?.size === image.bytes && Math.floor(stats.mtimeMs) === image.modified) return;
    if (this.#open.has(image.id)) this.#parts.hub.changed('images');
    await this.#close(image.id);
    const code = stats === undefined ? 'MEDIUM_GONE' : 'MEDIUM_CHANGED';
    throw new FieldbootError(code, { name: image.name, path: image.path });
  }

  async #openNow(image: Image): Promise<OpenImage> {
    const { tree, source } = await openMedium(image.path);
    const family = familyOf(image.family);
    const overlay = family.overlay(image);
    return {
      id: image.id,
      tree,
      source,
      stamp: `${image.modified.toString(16)}-${image.bytes.toString(16)}`,
      modified: image.modified,
      overlay: new Map(overlay.map((file) => [file.path, file])),
      patches: placePatches(tree, family.isoPatches?.(image) ?? []),
    };
  }

  async #close(id: string): Promise<void> {
    const opened = this.#open.get(id);
    this.#open.delete(id);
    const image = await opened?.catch(() => undefined);
    await image?.source.close();
  }

  async #describe({ tree, source }: OpenMedium, detection: Detection, started: number): Promise<Inspection> {
    const problems = await this.#bootFileProblems(detection);
    const elapsedMs = performance.now() - started;
    return {
      ...detection,
      files: tree.fileCount,
      bytes: source.size,
      bootable: tree.bootable,
      elapsedMs: Math.round(elapsedMs * 10) / 10,
      warnings: [...detection.warnings, ...problems],
    };
  }

  /** The boot files this medium needs: missing, or not fit for it. Said at import, not when a machine hangs. */
  async #bootFileProblems(detection: Detection): Promise<Problem[]> {
    const family = familyOf(detection.family);
    const needed = bootFilesOf(detection);
    const missing = this.#missing(detection);
    if (missing.length > 0) return missing;
    const heads = needed.map(async (file) => ({ file, head: await this.#headOf(file.name) }));
    const found = (await Promise.all(heads)).map(({ file, head }) =>
      family.bootFileProblem?.(detection, file.name, head),
    );
    return found.filter((one) => one != null);
  }

  #missing(image: Detection): Problem[] {
    const { version, arch } = image;
    const missing = bootFilesOf(image).filter(({ name }) => this.#parts.bootFile(name) === null);
    if (missing.length === 0) return [];
    const file = missing.map(({ name }) => name).join(', ');
    return [problem(MISSING, { version, arch, file, package: packageOf(image) })];
  }

  async #headOf(name: string): Promise<Uint8Array> {
    const head = new Uint8Array(BOOT_FILE_HEAD);
    const source = await openFileSource(this.#parts.bootFile(name) ?? name);
    try {
      return head.subarray(0, await source.read(0, head));
    } finally {
      await source.close();
    }
  }
}

/** Debian's package with the network installer of an image. */
const packageOf = ({ facts, arch }: Detection): string => `debian-installer-${facts.release}-netboot-${arch}`;

const MISSING = 'NETBOOT_FILES_MISSING';

/** Boot files that the served tree of an image takes from the boot-file folder; none of a family from a newer Fieldboot. */
function bootFilesOf(image: Detection) {
  const family = FAMILIES.find(({ id }) => id === image.family);
  return (family?.overlay(image) ?? []).filter((file) => file.kind === 'boot-file');
}

const idWords = ({ family, version, arch }: Inspection): string => `${family}-${version}-${arch}`;

function isThere({ path, bytes }: Image): boolean {
  return statSync(path, { throwIfNoEntry: false })?.size === bytes;
}
