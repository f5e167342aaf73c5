/** Media that come and go: whether each is where it was, and where one is whose disk is mounted elsewhere now. */
import type { LookAt } from '../host/disks.ts';
import type { Image } from '../images/image.ts';
import type { Store } from '../store/store.ts';
import type { Hub } from './hub.ts';
import type { Presences } from './presence.ts';
import { findElsewhere } from './whereabouts.ts';

export interface MediaWatchParts {
  readonly store: Store;
  readonly hub: Hub;
  readonly clock: () => number;
  readonly look: LookAt;
  readonly presences: Presences;
  /** Closes an image that is open for serving: its file has moved. */
  close(id: string): Promise<void>;
}

/** How often it is looked whether media are where they were. */
const WATCH_MS = 3000;

export class MediaWatch {
  readonly #parts: MediaWatchParts;
  readonly #timer: NodeJS.Timeout;
  /** When each missing medium was looked for last: mounts do not change with every request. */
  readonly #sought = new Map<string, number>();
  #seen = '';
  #watching = false;

  constructor(parts: MediaWatchParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => void this.#watchOnce(), WATCH_MS).unref();
  }

  /** Looks for a missing medium on every mounted disk; resolves to the image with its new path. */
  async seek(image: Image): Promise<Image | undefined> {
    const { store, hub, clock, look, close } = this.#parts;
    const now = clock();
    if (now - (this.#sought.get(image.id) ?? 0) < WATCH_MS) return undefined;
    this.#sought.set(image.id, now);
    const path = await findElsewhere(image, look);
    const latest = store.images.get(image.id);
    if (path === undefined || latest === undefined) return undefined;
    const moved = { ...latest, path };
    store.images.put(moved);
    await close(image.id);
    hub.changed('images');
    return moved;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** One at a time, however long disks take. */
  async #watchOnce(): Promise<void> {
    if (this.#watching) return;
    this.#watching = true;
    await this.#look().catch(() => {});
    this.#watching = false;
  }

  /** Says when a medium goes or comes back, and finds those whose disk is mounted elsewhere now. */
  async #look(): Promise<void> {
    const { store, hub, presences } = this.#parts;
    const seen = await Promise.all(
      store.images.all().map(async (image) => {
        const presence = await presences.look(image);
        const moved = presence === 'gone' ? await this.seek(image) : undefined;
        return `${image.id} ${moved ? 'there' : presence}`;
      }),
    );
    const before = this.#seen;
    this.#seen = seen.join('\n');
    if (before !== '' && before !== this.#seen) hub.changed('images');
  }
}
