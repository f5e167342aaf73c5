/** What holds for all machines: whether new installations begin, how many at a time, what must be confirmed. */
import { CONFIRM_POLICIES, type ConfirmPolicy } from '../images/arming.ts';
import type { Store } from '../store/store.ts';
import type { Hub } from './hub.ts';

export interface Policy {
  /** No new installation is begun; those that run go on, and machines wait in their loader. */
  readonly paused: boolean;
  /** Installations at a time; null: as many as there are. */
  readonly most: number | null;
  readonly confirm: ConfirmPolicy;
}

const DEFAULT: Policy = { paused: false, most: null, confirm: CONFIRM_POLICIES[1] };
const KEPT_AS = 'policy';

export class SitePolicy {
  readonly #values: Store['values'];
  readonly #hub: Hub;
  #policy: Policy;

  constructor(values: Store['values'], hub: Hub) {
    this.#values = values;
    this.#hub = hub;
    const kept = values.get(KEPT_AS);
    this.#policy = { ...DEFAULT, ...(kept === undefined ? {} : (JSON.parse(kept) as Partial<Policy>)) };
  }

  get current(): Policy {
    return this.#policy;
  }

  /** Changes what is given. */
  change(change: { [K in keyof Policy]?: Policy[K] | undefined }): Policy {
    const before = this.#policy;
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    this.#policy = { ...before, ...given };
    this.#values.set(KEPT_AS, JSON.stringify(this.#policy));
    if (this.#policy.paused !== before.paused)
      this.#hub.emit({ mac: null, kind: this.#policy.paused ? 'paused' : 'resumed', detail: {} });
    this.#hub.changed('status');
    return this.#policy;
  }
}
