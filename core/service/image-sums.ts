/** SHA-256 of media, made once for what a file holds: reports say what was installed from. */
import { openFileSource } from '../media/file-source.ts';
import { startHasher } from '../media/hasher.ts';
import type { Store } from '../store/store.ts';

export class ImageSums {
  readonly #store: Store;
  readonly #making = new Map<string, Promise<string | null>>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** The sum of an image's medium in hexadecimal; null where it is gone or cannot be read. Never rejects. */
  of(id: string): Promise<string | null> {
    const image = this.#store.images.get(id);
    if (image === undefined) return Promise.resolve(null);
    const key = `sha256 ${id} ${image.bytes} ${image.modified} ${image.stamp ?? ''}`;
    const known = this.#store.values.get(key);
    if (known !== undefined) return Promise.resolve(known);
    const making = this.#making.get(key) ?? this.#make(key, image.path);
    this.#making.set(key, making);
    return making;
  }

  async #make(key: string, path: string): Promise<string | null> {
    const hasher = startHasher();
    try {
      const source = await openFileSource(path);
      try {
        const watch = { signal: new AbortController().signal, progress: () => {} };
        const sum = await hasher.sum('sha256', source.size, (at, into) => source.read(at, into), watch);
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
