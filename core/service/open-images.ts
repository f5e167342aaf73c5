/** Images that are open for serving: each is indexed once, and the index is kept while its medium is the same. */
import { join } from 'node:path';
import { familyOf } from '../images/families/index.ts';
import type { Image } from '../images/image.ts';
import { type OpenMedium, openMedium } from '../media/open-medium.ts';
import type { OpenImage } from '../tree/image-files.ts';
import { placePatches } from '../tree/overlay/patched.ts';
import { FolderWatch } from './folders.ts';
import { makeLists } from './small-repository.ts';

export class OpenImages {
  readonly #repositories: string;
  readonly #changed: () => void;
  readonly #open = new Map<string, Promise<OpenImage>>();
  readonly #folders = new FolderWatch();

  /** `repositories` is the folder of what is written for folders of packages; `changed` hears when a folder was changed. */
  constructor(repositories: string, changed: () => void) {
    this.#repositories = repositories;
    this.#changed = changed;
  }

  has(id: string): boolean {
    return this.#open.has(id);
  }

  /** Opens an image, or gives the one that is open. Rejects with FILE_*, MEDIUM_*, REPOSITORY_*. */
  open(image: Image): Promise<OpenImage> {
    const known = this.#open.get(image.id);
    if (known !== undefined) {
      if (image.folder) void this.#renew(image, known);
      return known;
    }
    const opened = this.#openNow(image);
    this.#open.set(image.id, opened);
    opened.catch(() => this.#open.delete(image.id));
    return opened;
  }

  /** Closes an image, or all. */
  async close(id?: string): Promise<void> {
    const ids = id === undefined ? [...this.#open.keys()] : [id];
    await Promise.all(ids.map((one) => this.#close(one)));
  }

  async #close(id: string): Promise<void> {
    const opened = this.#open.get(id);
    this.#open.delete(id);
    const image = await opened?.catch(() => undefined);
    await image?.source.close();
  }

  async #openNow(image: Image): Promise<OpenImage> {
    const medium = await openMedium(image.path);
    try {
      if (medium.folder !== undefined) this.#folders.opened(image.id, medium.folder);
      return openImage(image, medium, await this.#made(image, medium.folder?.stamp));
    } catch (error) {
      await medium.source.close();
      throw error;
    }
  }

  /** What a tool of this laptop writes for a folder of packages. */
  async #made({ id, path, facts }: Image, stamp: string | undefined): Promise<string | undefined> {
    if (stamp === undefined || (facts.loose !== 'deb' && facts.loose !== 'rpm')) return undefined;
    return await makeLists(facts.loose, path, join(this.#repositories, id), stamp);
  }

  /** A folder whose files changed is opened anew at the next request. */
  async #renew(image: Image, opened: Promise<OpenImage>): Promise<void> {
    if (await this.#folders.isCurrent(image.id)) return;
    if (this.#open.get(image.id) !== opened) return;
    await this.#close(image.id);
    this.#changed();
  }
}

function openImage(image: Image, { tree, source, folder }: OpenMedium, made: string | undefined): OpenImage {
  const family = familyOf(image.family);
  return {
    id: image.id,
    tree,
    source,
    stamp: folder?.stamp ?? `${image.modified.toString(16)}-${image.bytes.toString(16)}`,
    modified: image.modified,
    overlay: new Map(family.overlay(image).map((file) => [file.path, file])),
    patches: placePatches(tree, family.isoPatches?.(image) ?? []),
    ...(folder && { isFolder: true }),
    ...(made !== undefined && { made }),
  };
}
