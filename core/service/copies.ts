/** Copies of media into the library that are under way. */
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { asFieldbootError, FieldbootError } from '../errors.ts';
import type { Image } from '../images/image.ts';
import type { Store } from '../store/store.ts';
import { copyMedium } from './copying.ts';
import type { Hub } from './hub.ts';
import { unusedId } from './ids.ts';

export interface CopiesParts {
  readonly store: Store;
  readonly hub: Hub;
  /** Folder of the library. */
  readonly uploads: string;
  /** Closes an image that is open, so that the next request opens its copy. */
  close(id: string): Promise<void>;
}

/** Bytes of a copy; the whole is three times the medium: the copy, and both read once more to compare them. */
export interface CopyProgress {
  readonly bytesDone: number;
  readonly bytesTotal: number;
}

interface Copy {
  readonly stop: AbortController;
  bytesDone: number;
  end: Promise<void>;
}

export class Copies {
  readonly #parts: CopiesParts;
  readonly #running = new Map<string, Copy>();

  constructor(parts: CopiesParts) {
    this.#parts = parts;
  }

  /** How far the copy of an image is; undefined when none is under way. */
  of({ id, bytes }: Image): CopyProgress | undefined {
    const copy = this.#running.get(id);
    return copy && { bytesDone: copy.bytesDone, bytesTotal: bytes * 3 };
  }

  /** Starts one; does nothing for a medium that lies in the library. Throws IMAGE_BUSY, MEDIUM_IS_FOLDER. */
  start(image: Image): void {
    if (this.#running.has(image.id)) throw new FieldbootError('IMAGE_BUSY', { id: image.id, what: 'copied' });
    if (dirname(image.path) === this.#parts.uploads) return;
    if (image.folder !== undefined) throw new FieldbootError('MEDIUM_IS_FOLDER', { name: image.name });
    const copy: Copy = { stop: new AbortController(), bytesDone: 0, end: Promise.resolve() };
    this.#running.set(image.id, copy);
    // Where not even its end can be kept, on a full disk, it has ended all the same.
    copy.end = this.#run(image, copy).catch(() => {});
    this.#parts.hub.changed('images');
  }

  /** Ends one; resolves when it has ended. */
  async cancel(id: string): Promise<void> {
    const copy = this.#running.get(id);
    copy?.stop.abort();
    await copy?.end;
  }

  /** Ends all. */
  async close(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((id) => this.cancel(id)));
  }

  async #run(image: Image, copy: Copy): Promise<void> {
    const { hub } = this.#parts;
    try {
      const kept = await this.#copy(image, copy);
      if (kept) hub.emit({ mac: null, kind: 'copied', detail: { image: image.id, bytes: image.bytes } });
    } catch (thrown) {
      const { code, message, problem } = asFieldbootError(thrown);
      const detail = copy.stop.signal.aborted
        ? { reason: 'cancelled' }
        : { ...problem.params, code, reason: message };
      hub.emit({ mac: null, kind: 'copied', detail: { ...detail, image: image.id, bytes: 0 } });
    } finally {
      this.#running.delete(image.id);
      hub.changed('images');
    }
  }

  /** Resolves to false when the image went meanwhile, or was imported anew from another file: so does its copy then. */
  async #copy(image: Image, copy: Copy): Promise<boolean> {
    const { uploads, store } = this.#parts;
    await mkdir(uploads, { recursive: true, mode: 0o700 });
    const watch = { signal: copy.stop.signal, progress: this.#progressOf(image, copy) };
    const path = await copyMedium(image, uploads, () => unusedPlace(uploads, image.id), watch);
    const latest = store.images.get(image.id);
    if (latest?.modified !== image.modified || latest.bytes !== image.bytes) {
      await rm(path, { force: true });
      return false;
    }
    const warnings = latest.warnings.filter(({ code }) => code !== 'MEDIUM_REMOVABLE');
    store.images.put({ ...latest, path, warnings });
    await this.#parts.close(image.id);
    return true;
  }

  /** A hundred steps are enough for any bar. */
  #progressOf(image: Image, copy: Copy): (bytes: number) => void {
    let said = 0;
    return (bytes) => {
      copy.bytesDone += bytes;
      if (copy.bytesDone - said < (image.bytes * 3) / 100) return;
      said = copy.bytesDone;
      this.#parts.hub.changed('images');
    };
  }
}

/** `debian-13.7-amd64.iso`, or with a number where another file has that name. */
function unusedPlace(folder: string, id: string): string {
  return join(folder, `${unusedId(id, (one) => existsSync(join(folder, `${one}.iso`)))}.iso`);
}
