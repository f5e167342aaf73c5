/** SHA-256 of media, made once for what a file holds: reports say what was installed from. */
import { openFileSource } from '../media/file-source.ts';
import { startHasher } from '../media/hasher.ts';
import type { Store } from '../store/store.ts';
import type { Hub } from './hub.ts';

/** How far a sum is. */
export interface SumState {
  /** Hexadecimal; null while it is not known. */
  readonly sha256: string | null;
  /** Bytes that were read, of all; null while nothing is made. */
  readonly making: { readonly done: number; readonly bytes: number } | null;
}

interface Making {
  readonly sum: Promise<string | null>;
  readonly abort: AbortController;
  readonly bytes: number;
  done: number;
}

export class ImageSums {
  readonly #store: Store;
  readonly #making = new Map<string, Making>();

  /**
   * A sum is made in advance when a machine was installed from a medium and no other is at it: nobody waits for the report
   * then, and no installation shares the disk with it. `isQuiet` says whether none is.
   */
  constructor(store: Store, hub: Hub, isQuiet: () => boolean) {
    this.#store = store;
    hub.listen({
      event: ({ kind, detail }) => {
        if (kind !== 'finished' || !isQuiet()) return;
        const image = store.profiles.get(String(detail.profile))?.image;
        if (image !== undefined) void this.of(image);
      },
    });
  }

  /**
   * The sum of an image's medium in hexadecimal; null where it is gone or cannot be read, or was cancelled. Never rejects.
   */
  async of(id: string): Promise<string | null> {
    const key = this.#keyOf(id);
    return key === null ? null : (this.#store.values.get(key) ?? (await this.#begin(id, key).sum));
  }

  /** The sum as far as it is known now; nothing is begun. */
  state(id: string): SumState {
    const key = this.#keyOf(id) ?? '';
    const making = this.#making.get(key);
    return {
      sha256: this.#store.values.get(key) ?? null,
      making: making === undefined ? null : { done: making.done, bytes: making.bytes },
    };
  }

  /** Whoever waits for the sum is told that there is none. */
  cancel(id: string): void {
    this.#making.get(this.#keyOf(id) ?? '')?.abort.abort(new Error('cancelled'));
  }

  close(): void {
    for (const { abort } of this.#making.values()) abort.abort(new Error('closed'));
  }

  /** Of what the file holds: another file has another sum. */
  #keyOf(id: string): string | null {
    const image = this.#store.images.get(id);
    if (image === undefined || image.folder !== undefined) return null;
    return `sha256 ${id} ${image.bytes} ${image.modified} ${image.stamp ?? ''}`;
  }

  #begin(id: string, key: string): Making {
    const known = this.#making.get(key);
    if (known !== undefined) return known;
    const { path = '', bytes = 0 } = this.#store.images.get(id) ?? {};
    const abort = new AbortController();
    const sum = this.#make(key, path, abort.signal);
    const making: Making = { sum, abort, bytes, done: 0 };
    this.#making.set(key, making);
    return making;
  }

  async #make(key: string, path: string, signal: AbortSignal): Promise<string | null> {
    const hasher = startHasher();
    try {
      const source = await openFileSource(path);
      const progress = (bytes: number) => {
        const making = this.#making.get(key);
        if (making !== undefined) making.done += bytes;
      };
      try {
        const read = (at: number, into: Uint8Array) => source.read(at, into);
        const sum = await hasher.sum('sha256', source.size, read, { signal, progress });
        this.#store.values.set(key, sum);
        return sum;
      } finally {
        await source.close();
      }
    } catch {
      return null;
    } finally {
      this.#making.delete(key);
      await hasher.close();
    }
  }
}
