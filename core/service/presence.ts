/** Whether the media of images are where they were, without waiting long for a disk that does not answer. */
import { join } from 'node:path';
import type { LookAt } from '../host/disks.ts';
import type { Image } from '../images/image.ts';
import { isSame } from './whereabouts.ts';

/** `changed`: something else lies at the path; `silent`: its disk does not answer. */
export type Presence = 'there' | 'gone' | 'changed' | 'silent';

/** How long a medium that was found counts as found: the same second that an open file is trusted. */
const TRUST_MS = 1000;

/** Media as they were found last. */
export class Presences {
  readonly #look: LookAt;
  readonly #found = new Map<string, { readonly medium: string; readonly until: number }>();

  constructor(look: LookAt) {
    this.#look = look;
  }

  /** Looks at a medium now. */
  async look(image: Image): Promise<Presence> {
    const presence = await this.#find(image);
    if (presence === 'there')
      this.#found.set(image.id, { medium: mediumOf(image), until: performance.now() + TRUST_MS });
    else this.#found.delete(image.id);
    return presence;
  }

  async #find(image: Image): Promise<Presence> {
    const { path, folder } = image;
    // The folder that a medium was mounted at is there without it too.
    const found = await this.#look(folder === undefined ? path : join(path, folder.mark));
    if (typeof found === 'string') return ABSENT[found];
    return folder !== undefined || isSame(found, image) ? 'there' : 'changed';
  }

  /** The same, unless it was found there within the last second: for what is asked with every request of a machine. */
  async recent(image: Image): Promise<Presence> {
    const found = this.#found.get(image.id);
    const isFresh = found !== undefined && performance.now() < found.until;
    return isFresh && found.medium === mediumOf(image) ? 'there' : await this.look(image);
  }
}

const ABSENT = { absent: 'gone', silent: 'silent' } as const;

const mediumOf = ({ path, bytes, modified }: Image): string => `${bytes} ${modified} ${path}`;
