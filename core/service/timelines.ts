/** The machines' timelines: folded as events are kept, and kept with them. */
import type { BootEvent } from '../progress/events.ts';
import { advance, NEW_TIMELINE, type Timeline } from '../progress/timeline.ts';
import type { Store, StoredTimeline } from '../store/store.ts';
import type { Hub } from './hub.ts';

export class Timelines {
  readonly #store: Pick<Store, 'timelines' | 'machines'>;
  readonly #known = new Map<string, Timeline>();

  constructor(store: Pick<Store, 'timelines' | 'machines'>, hub: Hub) {
    this.#store = store;
    this.#read();
    hub.listen({
      kept: (event) => {
        if (this.#fold(event)) hub.changed('machines');
      },
      takenBack: () => this.#read(),
    });
  }

  of(mac: string): Timeline {
    return this.#known.get(mac) ?? NEW_TIMELINE;
  }

  /** MACs of machines that are being installed. */
  underWay(): string[] {
    return [...this.#known].flatMap(([mac, { state, stage }]) =>
      state === 'installing' || (state === 'booting' && stage !== null) ? [mac] : [],
    );
  }

  /** As it was before something that is taken back. */
  restore({ mac, ...timeline }: StoredTimeline): void {
    this.#store.timelines.put({ mac, ...timeline });
    this.#known.set(mac, timeline);
  }

  /** Nothing of it is kept in memory. */
  drop(mac: string): void {
    this.#known.delete(mac);
  }

  #read(): void {
    this.#known.clear();
    for (const { mac, ...timeline } of this.#store.timelines.all()) this.#known.set(mac, timeline);
  }

  /** True when the event was about a machine that is known. */
  #fold(event: BootEvent): boolean {
    if (event.mac === null || !this.#store.machines.has(event.mac)) return false;
    const timeline = advance(this.of(event.mac), event);
    this.#known.set(event.mac, timeline);
    this.#store.timelines.put({ mac: event.mac, ...timeline });
    return true;
  }
}
