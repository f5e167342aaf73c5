/** The images: reading media, importing them where they lie, and opening them for the boot tree. */
import type { Stats } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { FieldbootError, type Problem, problem } from '../errors.ts';
import { Disks, type LookAt } from '../host/disks.ts';
import type { Detection, Image, Verification } from '../images/image.ts';
import { type RepositoryUrl, repositoryUrls } from '../images/repositories.ts';
import type { Store } from '../store/store.ts';
import type { OpenImage } from '../tree/image-files.ts';
import { Copies } from './copies.ts';
import { forgetCopy } from './copying.ts';
import type { Hub } from './hub.ts';
import { slug, unusedId } from './ids.ts';
import { type Inspection, MediumInspector, RENEWED } from './inspection.ts';
import { assertJoinable, joinableTo } from './joining.ts';
import { MediaWatch } from './media-watch.ts';
import { OpenImages } from './open-images.ts';
import { type Presence, Presences } from './presence.ts';
import { Verifications } from './verification.ts';

export type { Inspection } from './inspection.ts';

/** An image, whether its file is where it was, and what is being done with it. */
export type ListedImage = Image & {
  readonly present: boolean;
  /** Images that may be joined to it. */
  readonly joinable: readonly string[];
  /** Bytes of a copy into the library that is under way. */
  readonly copying?: { readonly bytesDone: number; readonly bytesTotal: number };
};

export interface LibraryParts {
  readonly store: Store;
  readonly hub: Hub;
  readonly clock: () => number;
  /** Folder of media that were uploaded; they are ours to delete. */
  readonly uploads: string;
  /** Folder of what is written for folders of packages. */
  readonly repositories: string;
  /** Absolute path of a boot file; null when it is not on this laptop. */
  readonly bootFile: (name: string) => string | null;
  /** How media are looked at; default: the disks of this laptop. */
  readonly look?: LookAt;
}

export class Library {
  readonly #parts: LibraryParts;
  readonly #look: LookAt;
  readonly #presences: Presences;
  readonly #inspector: MediumInspector;
  readonly #open: OpenImages;
  readonly #verifications = new Verifications((id, at) => this.#toldOfVerification(id, at));
  readonly #copies: Copies;
  readonly #watch: MediaWatch;

  constructor(parts: LibraryParts) {
    this.#parts = parts;
    this.#look = parts.look ?? new Disks().look;
    this.#presences = new Presences(this.#look);
    this.#inspector = new MediumInspector(parts.bootFile);
    this.#open = new OpenImages(parts.repositories, () => parts.hub.changed('images'));
    this.#copies = new Copies({ ...parts, close: (id) => this.#open.close(id) });
    this.#watch = new MediaWatch({
      ...parts,
      look: this.#look,
      presences: this.#presences,
      close: (id) => this.#open.close(id),
    });
  }

  /** Says what a medium is. Rejects with FILE_* and MEDIUM_*. */
  async inspect(path: string): Promise<Inspection> {
    await this.#lookAt(resolve(path));
    return await this.#inspector.inspect(resolve(path));
  }

  /**
   * Imports a medium where it lies. The same file again is read anew under the id it has; a name that another image
   * has is refused with NAME_TAKEN.
   */
  async import(file: string, name?: string): Promise<ListedImage> {
    const path = resolve(file);
    const found = await this.inspect(path);
    const modified = Math.floor((await this.#lookAt(path)).mtimeMs);
    // From here to `put` nothing waits: media that are imported at once must not get one id.
    const { images } = this.#parts.store;
    const before = images.all().find((image) => image.path === path);
    const title = name ?? before?.name ?? found.name;
    const taken = images.all().some((image) => image.name === title && image.path !== path);
    if (taken && name !== undefined) throw new FieldbootError('NAME_TAKEN', { what: 'image', name });
    const id = before?.id ?? unusedId(slug(name ?? idWords(found)), (one) => images.get(one) !== undefined);
    const image: Image = { ...found, id, name: title, path, modified, importedAt: this.#parts.clock() };
    images.put(before?.joined ? { ...image, joined: before.joined } : image);
    await this.#open.close(id);
    // What must be written for it is written now, and what keeps it from that is told now.
    if (image.facts.loose !== undefined)
      await this.open(id).catch((error: unknown) => {
        if (before === undefined) images.remove(id);
        throw error;
      });
    this.#parts.hub.changed('images');
    return await this.#listed(image);
  }

  /** What lies at a path. Rejects with FILE_RENEWED, MEDIUM_SILENT. */
  async #lookAt(path: string): Promise<Stats> {
    const found = await this.#look(path);
    if (found === 'absent') throw new FieldbootError('FILE_MISSING', { path });
    if (found === 'silent') throw new FieldbootError('MEDIUM_SILENT', { name: basename(path), path });
    return found;
  }

  /** All images, oldest first, with what is missing now. */
  list(): Promise<ListedImage[]> {
    return Promise.all(this.#parts.store.images.all().map((image) => this.#listed(image)));
  }

  async #listed(image: Image): Promise<ListedImage> {
    const presence = await this.#presences.look(image);
    const lasting = image.warnings.filter(({ code }) => !RENEWED.has(code));
    const ofBootFiles = await this.bootFileProblems(image);
    const verified = this.#verifications.of(image.id) ?? image.verified;
    const copying = this.#copies.of(image);
    return {
      ...image,
      warnings: [...lasting, ...ofBootFiles, ...presenceProblems(image, presence)],
      present: presence === 'there' || presence === 'changed',
      joinable: joinableTo(image, this.#parts.store.images.all()),
      ...(verified && { verified }),
      ...(copying && { copying }),
    };
  }

  /**
   * Checks a medium against the sums beside it and on it, in the background; `list` says how far it is. Rejects with
   * NOT_FOUND.
   */
  async verify(id: string): Promise<ListedImage> {
    const image = this.get(id);
    this.#verifications.start(image);
    return await this.#listed(image);
  }

  /** Ends the check of a medium. Rejects with NOT_FOUND. */
  async cancelVerification(id: string): Promise<ListedImage> {
    const image = this.get(id);
    await this.#verifications.cancel(id);
    return await this.#listed(this.#parts.store.images.get(id) ?? image);
  }

  /**
   * Copies the medium of an image into the library, in the background, and serves it from there when the copy is found
   * to be the same. What was copied before is not copied again. Rejects with NOT_FOUND, IMAGE_BUSY.
   */
  async copyHere(id: string): Promise<ListedImage> {
    const image = this.get(id);
    this.#copies.start(image);
    return await this.#listed(image);
  }

  /** Ends a copy; what was copied stays for the next one. Rejects with NOT_FOUND. */
  async cancelCopy(id: string): Promise<ListedImage> {
    const image = this.get(id);
    await this.#copies.cancel(id);
    return await this.#listed(image);
  }

  /**
   * Says which images' packages the installer of an image is given beside its own; they take the place of those before.
   * Rejects with NOT_FOUND, JOIN_IMPOSSIBLE.
   */
  async join(id: string, others: readonly string[]): Promise<ListedImage> {
    const image = this.get(id);
    const joined = [...new Set(others)];
    for (const other of joined) assertJoinable(image, this.get(other));
    const changed = { ...image, joined };
    this.#parts.store.images.put(changed);
    this.#parts.hub.changed('images');
    return await this.#listed(changed);
  }

  /** The repositories of joined images, as machines are told them. */
  joinedUrls({ joined = [] }: Image, base: string): RepositoryUrl[] {
    return joined.flatMap((id) => {
      const other = this.#parts.store.images.get(id);
      return other ? repositoryUrls(id, `${base}/images/${id}/tree`, other.repositories ?? []) : [];
    });
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

  /** Throws NETBOOT_FILES_MISSING when a boot file that the image is installed with is not on this laptop. */
  assertBootFiles(image: Detection): void {
    for (const { code, params } of this.#inspector.missing(image)) throw new FieldbootError(code, params);
  }

  /** What is wrong now with the boot files of this laptop that an image is installed with. Never rejects. */
  bootFileProblems(image: Detection): Promise<Problem[]> {
    return this.#inspector.bootFileProblems(image).catch(() => this.#inspector.missing(image));
  }

  /** One image. Throws NOT_FOUND. */
  get(id: string): Image {
    const image = this.#parts.store.images.get(id);
    if (image === undefined) throw new FieldbootError('NOT_FOUND', { what: 'image', id });
    return image;
  }

  /** Forgets an image; its file stays, unless it is our own copy of an upload. Rejects with NOT_FOUND, IMAGE_IN_USE, IMAGE_JOINED. */
  async remove(id: string): Promise<void> {
    const image = this.get(id);
    const { path } = image;
    const user = this.#parts.store.profiles.all().find((profile) => profile.image === id);
    if (user) throw new FieldbootError('IMAGE_IN_USE', { id, profile: user.name });
    const host = this.#parts.store.images.all().find(({ joined }) => joined?.includes(id));
    if (host) throw new FieldbootError('IMAGE_JOINED', { id, other: host.id });
    await this.#verifications.cancel(id);
    await this.#copies.cancel(id);
    await forgetCopy(image, this.#parts.uploads);
    this.#parts.store.images.remove(id);
    await this.#open.close(id);
    await rm(join(this.#parts.repositories, id), { recursive: true, force: true });
    if (dirname(path) === this.#parts.uploads) await rm(path, { force: true });
    this.#parts.hub.changed('images');
  }

  /**
   * Opens an image for serving; the index is kept while the file stays the same. undefined: no such image.
   * Rejects with MEDIUM_GONE when the file is not there, MEDIUM_CHANGED when it is another one, MEDIUM_SILENT when its
   * disk does not answer.
   */
  async open(id: string): Promise<OpenImage | undefined> {
    const image = this.#parts.store.images.get(id);
    if (image === undefined) return undefined;
    return await this.#open.open(await this.#assertThere(image));
  }

  /** Ends what runs in the background and closes every medium. */
  async close(): Promise<void> {
    this.#watch.close();
    await Promise.all([this.#verifications.close(), this.#copies.close()]);
    await this.#open.close();
  }

  /** Resolves to the image, with its new path where its disk is mounted elsewhere now. */
  async #assertThere(image: Image): Promise<Image> {
    // One that is open notices by itself, within a second, that its file went.
    const presence = await (this.#open.has(image.id)
      ? this.#presences.recent(image)
      : this.#presences.look(image));
    if (presence === 'there') return image;
    const moved = presence === 'gone' ? await this.#watch.seek(image) : undefined;
    if (moved !== undefined) return moved;
    if (this.#open.has(image.id)) this.#parts.hub.changed('images');
    // A medium that does not answer cannot be closed either; it goes on when it does.
    if (presence !== 'silent') await this.#open.close(image.id);
    throw new FieldbootError(PROBLEM_OF[presence], { name: image.name, path: image.path });
  }
}

/** Of packages alone the name says more than version and architecture. */
const idWords = ({ family, name, version, arch }: Inspection): string =>
  version === '' ? name : `${family}-${version}-${arch}`;

const PROBLEM_OF = { gone: 'MEDIUM_GONE', changed: 'MEDIUM_CHANGED', silent: 'MEDIUM_SILENT' } as const;

/** What stands in the way of a medium that is not gone: that one is shown as gone. */
function presenceProblems({ name, path }: Image, presence: Presence): Problem[] {
  if (presence !== 'changed' && presence !== 'silent') return [];
  return [problem(PROBLEM_OF[presence], { name, path })];
}
