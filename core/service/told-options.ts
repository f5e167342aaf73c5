/** What DHCP tells each machine over and above serving: its profile's word, and before that its own. */
import { moreSpecific, NOTHING_TOLD, readTold, type Told, type ToldTexts } from '../netboot/told.ts';
import type { Store } from '../store/store.ts';
import type { ChangedList, Hub } from './hub.ts';

/** Asked for every packet, so what is seldom there is known without asking the store. */
export class ToldOptions {
  readonly #store: Pick<Store, 'machines' | 'profiles' | 'assignments'>;
  readonly #machines = new Map<string, Told>();
  readonly #profiles = new Map<string, Told>();

  constructor(store: Pick<Store, 'machines' | 'profiles' | 'assignments'>, hub: Hub) {
    this.#store = store;
    for (const { mac } of store.machines.all()) this.#learn(mac);
    this.#learnProfiles();
    hub.listen({
      event: ({ kind, mac }) => (kind === 'changed' && mac !== null ? this.#learn(mac) : undefined),
      changed: (what) => this.#relearn(what),
    });
  }

  /** What a machine is told. Never throws. */
  of(mac: string): Told {
    const own = this.#machines.get(mac) ?? NOTHING_TOLD;
    if (this.#profiles.size === 0) return own;
    const profile = this.#store.assignments.get(mac)?.profile ?? '';
    return moreSpecific(this.#profiles.get(profile) ?? NOTHING_TOLD, own);
  }

  /** A machine that is forgotten has no event of its own any more; few have options, so all of those are looked at. */
  #relearn(what: ChangedList): void {
    if (what === 'profiles') this.#learnProfiles();
    if (what === 'machines') for (const mac of this.#machines.keys()) this.#learn(mac);
  }

  #learn(mac: string): void {
    keep(this.#machines, mac, this.#store.machines.get(mac)?.dhcp);
  }

  #learnProfiles(): void {
    this.#profiles.clear();
    for (const { id, dhcp } of this.#store.profiles.all()) keep(this.#profiles, id, dhcp);
  }
}

function keep(into: Map<string, Told>, key: string, texts: ToldTexts = {}): void {
  if (Object.keys(texts).length === 0) into.delete(key);
  else into.set(key, readable(texts));
}

/** What was stored was checked; an older Fieldboot may not know all that a newer one has stored. */
function readable(texts: ToldTexts): Told {
  try {
    return readTold(texts);
  } catch {
    return NOTHING_TOLD;
  }
}
