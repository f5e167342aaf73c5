/** The images: reading media, importing them where they lie, and opening them for the boot tree. */
import { existsSync, statSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { asFieldbootError, FieldbootError, type Problem, problem } from '../errors.ts';
import { diskOf } from '../host/volumes.ts';
import { detectFamily, FAMILIES, familyOf } from '../images/families/index.ts';
import { BOOT_FILE_HEAD } from '../images/family.ts';
import type { Detection, Image, Verification } from '../images/image.ts';
import { openFileSource } from '../media/file-source.ts';
import { type OpenMedium, openMedium } from '../media/open-medium.ts';
import type { Store } from '../store/store.ts';
import type { OpenImage } from '../tree/image-files.ts';
import { placePatches } from '../tree/overlay/patched.ts';
import { copyMedium, forgetCopy } from './copying.ts';
import type { Hub } from './hub.ts';
import { slug, unusedId } from './ids.ts';
import { Verifications } from './verification.ts';
import { contentStamp, findElsewhere, isSame } from './whereabouts.ts';

/** What a medium is, before it is an image. */
export type Inspection = Omit<Image, 'id' | 'path' | 'importedAt' | 'modified' | 'verified'>;

/** An image, whether its file is where it was, and what is being done with it. */
export type ListedImage = Image & {
  readonly present: boolean;
  /** Bytes of a copy into the library that is under way. */
  readonly copying?: { readonly bytesDone: number; readonly bytesTotal: number };
};

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
  readonly #verifications = new Verifications((id, at) => this.#toldOfVerification(id, at));
  readonly #copies = new Map<string, { stop: AbortController; bytesDone: number; end: Promise<void> }>();
  /** When each missing medium was looked for last: mounts do not change with every request. */
  readonly #sought = new Map<string, number>();
  readonly #watch: NodeJS.Timeout;
  #presence = '';
  #looking = false;

  constructor(parts: LibraryParts) {
    this.#parts = parts;
    this.#watch = setInterval(() => void this.#look(), WATCH_MS).unref();
  }

  /** Says what a medium is. Rejects with FILE_* and MEDIUM_*. */
  async inspect(path: string): Promise<Inspection> {
    const started = performance.now();
    const medium = await openMedium(resolve(path));
    try {
      const detection = await detectFamily(medium.tree, path);
      return await this.#describe(medium, detection, path, started);
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
    return this.#listed(image);
  }

  /** All images, oldest first, with what is missing now. */
  list(): ListedImage[] {
    return this.#parts.store.images.all().map((image) => this.#listed(image));
  }

  #listed(image: Image): ListedImage {
    const lasting = image.warnings.filter(({ code }) => code !== MISSING);
    const verified = this.#verifications.of(image.id) ?? image.verified;
    const copy = this.#copies.get(image.id);
    return {
      ...image,
      warnings: [...lasting, ...this.#missing(image)],
      present: isThere(image),
      ...(verified && { verified }),
      ...(copy && { copying: { bytesDone: copy.bytesDone, bytesTotal: image.bytes * 3 } }),
    };
  }

  /**
   * Checks a medium against the sums beside it and on it, in the background; `list` says how far it is. Throws NOT_FOUND.
   */
  verify(id: string): ListedImage {
    const image = this.get(id);
    this.#verifications.start(image);
    return this.#listed(image);
  }

  /** Ends the check of a medium. Rejects with NOT_FOUND. */
  async cancelVerification(id: string): Promise<ListedImage> {
    const image = this.get(id);
    await this.#verifications.cancel(id);
    return this.#listed(this.#parts.store.images.get(id) ?? image);
  }

  /**
   * Copies the medium of an image into the library, in the background, and serves it from there when the copy is found
   * to be the same. What was copied before is not copied again. Throws NOT_FOUND, IMAGE_BUSY.
   */
  copyHere(id: string): ListedImage {
    const image = this.get(id);
    if (this.#copies.has(id)) throw new FieldbootError('IMAGE_BUSY', { id, what: 'copied' });
    if (dirname(image.path) === this.#parts.uploads) return this.#listed(image);
    const stop = new AbortController();
    const copy = { stop, bytesDone: 0, end: Promise.resolve() };
    this.#copies.set(id, copy);
    // Where not even its end can be kept, on a full disk, it has ended all the same.
    copy.end = this.#copy(image, copy).catch(() => {});
    return this.#listed(image);
  }

  /** Ends a copy; what was copied stays for the next one. Rejects with NOT_FOUND. */
  async cancelCopy(id: string): Promise<ListedImage> {
    const image = this.get(id);
    const copy = this.#copies.get(id);
    copy?.stop.abort();
    await copy?.end;
    return this.#listed(image);
  }

  async #copy(image: Image, copy: { stop: AbortController; bytesDone: number }): Promise<void> {
    const { uploads, hub, store } = this.#parts;
    let said = 0;
    const progress = (bytes: number) => {
      copy.bytesDone += bytes;
      if (copy.bytesDone - said < image.bytes / 30) return;
      said = copy.bytesDone;
      hub.changed('images');
    };
    try {
      await mkdir(uploads, { recursive: true, mode: 0o700 });
      const watch = { signal: copy.stop.signal, progress };
      const path = await copyMedium(image, uploads, () => unusedPlace(uploads, image.id), watch);
      const latest = store.images.get(image.id);
      // Removed, or imported anew from another file meanwhile.
      if (latest?.modified !== image.modified || latest.bytes !== image.bytes)
        return await rm(path, { force: true });
      store.images.put({
        ...latest,
        path,
        warnings: latest.warnings.filter(({ code }) => code !== REMOVABLE),
      });
      await this.#close(image.id);
      hub.emit({ mac: null, kind: 'copied', detail: { image: image.id, bytes: image.bytes } });
    } catch (thrown) {
      const { code, message, problem } = asFieldbootError(thrown);
      const detail = copy.stop.signal.aborted
        ? { reason: 'cancelled' }
        : { ...problem.params, code, reason: message };
      hub.emit({ mac: null, kind: 'copied', detail: { ...detail, image: image.id, bytes: 0 } });
    } finally {
      this.#copies.delete(image.id);
      hub.changed('images');
    }
  }

  #toldOfVerification(id: string, verified: Verification): void {
    const { hub, store } = this.#parts;
    const image = store.images.get(id);
    if (image !== undefined && verified.state !== 'waiting' && verified.state !== 'running') {
      store.images.put({ ...image, verified });
      const detail = { image: id, state: verified.state, against: verified.against.join(', ') };
      const reason = verified.problem ? { reason: verified.problem.sentence } : {};
      hub.emit({ mac: null, kind: 'verified', detail: { ...detail, ...reason } });
    }
    hub.changed('images');
  }

  /** One look at a time: a disk that does not answer must not take one thread after the other. */
  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    await this.#watchPresence().catch(() => {});
    this.#looking = false;
  }

  /** Says when a medium goes or comes back, and finds those whose disk is mounted elsewhere now. */
  async #watchPresence(): Promise<void> {
    const images = this.#parts.store.images.all();
    for (const image of images.filter((one) => !isThere(one))) await this.#seek(image);
    const presence = images.map((image) => `${image.id} ${isThere(image)}`).join('\n');
    if (presence !== this.#presence && this.#presence !== '') this.#parts.hub.changed('images');
    this.#presence = presence;
  }

  /** Looks for a missing medium on every mounted disk; resolves to the image with its new path. */
  async #seek(image: Image): Promise<Image | undefined> {
    const now = this.#parts.clock();
    if (now - (this.#sought.get(image.id) ?? 0) < WATCH_MS) return undefined;
    this.#sought.set(image.id, now);
    const path = await findElsewhere(image);
    const latest = this.#parts.store.images.get(image.id);
    if (path === undefined || latest === undefined) return undefined;
    const moved = { ...latest, path };
    this.#parts.store.images.put(moved);
    await this.#close(image.id);
    this.#parts.hub.changed('images');
    return moved;
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
    const image = this.get(id);
    const { path } = image;
    const user = this.#parts.store.profiles.all().find((profile) => profile.image === id);
    if (user) throw new FieldbootError('IMAGE_IN_USE', { id, profile: user.name });
    await this.#verifications.cancel(id);
    await this.cancelCopy(id);
    await forgetCopy(image, this.#parts.uploads);
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
    const there = await this.#assertThere(image);
    let opened = this.#open.get(id);
    if (opened === undefined) {
      opened = this.#openNow(there);
      this.#open.set(id, opened);
      opened.catch(() => this.#open.delete(id));
    }
    return opened;
  }

  /** Ends what runs in the background and closes every medium. */
  async close(): Promise<void> {
    clearInterval(this.#watch);
    for (const { stop } of this.#copies.values()) stop.abort();
    await Promise.all([this.#verifications.close(), ...[...this.#copies.values()].map(({ end }) => end)]);
    await Promise.all([...this.#open.keys()].map((id) => this.#close(id)));
  }

  /** Resolves to the image, with its new path where its disk is mounted elsewhere now. */
  async #assertThere(image: Image): Promise<Image> {
    const stats = statSync(image.path, { throwIfNoEntry: false });
    if (isSame(stats, image)) return image;
    const moved = stats === undefined ? await this.#seek(image) : undefined;
    if (moved !== undefined) return moved;
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

  async #describe(
    { tree, source }: OpenMedium,
    detection: Detection,
    path: string,
    started: number,
  ): Promise<Inspection> {
    const problems = [...(await this.#bootFileProblems(detection)), ...(await mediumProblems(tree, path))];
    const stamp = await contentStamp(source);
    const elapsedMs = performance.now() - started;
    return {
      ...detection,
      files: tree.fileCount,
      bytes: source.size,
      bootable: tree.bootable,
      elapsedMs: Math.round(elapsedMs * 10) / 10,
      warnings: [...detection.warnings, ...problems],
      stamp,
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
const REMOVABLE = 'MEDIUM_REMOVABLE';
/** How often it is looked whether media are where they were. */
const WATCH_MS = 3000;

/** What should be known of a medium whatever is on it. */
async function mediumProblems(tree: OpenMedium['tree'], path: string): Promise<Problem[]> {
  const count = tree.compressedCount ?? 0;
  const disk = await diskOf(path);
  return [
    ...(count > 0 ? [problem('MEDIUM_COMPRESSED', { count })] : []),
    ...(disk?.removable ? [problem(REMOVABLE, { device: disk.device })] : []),
  ];
}

/** Boot files that the served tree of an image takes from the boot-file folder; none of a family from a newer Fieldboot. */
function bootFilesOf(image: Detection) {
  const family = FAMILIES.find(({ id }) => id === image.family);
  return (family?.overlay(image) ?? []).filter((file) => file.kind === 'boot-file');
}

/** `debian-13.7-amd64.iso`, or with a number where another file has that name. */
function unusedPlace(folder: string, id: string): string {
  return join(folder, `${unusedId(id, (one) => existsSync(join(folder, `${one}.iso`)))}.iso`);
}

const idWords = ({ family, version, arch }: Inspection): string => `${family}-${version}-${arch}`;

function isThere({ path, bytes }: Image): boolean {
  return statSync(path, { throwIfNoEntry: false })?.size === bytes;
}
