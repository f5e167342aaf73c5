/** The machines that the technician lets have a complete lease beside another DHCP server; kept in the store. */
import type { Store } from '../store/store.ts';

const NAME = 'rescued';

export class RescueList {
  readonly #values: Store['values'];
  readonly #macs: Set<string>;

  constructor(values: Store['values']) {
    this.#values = values;
    this.#macs = new Set(JSON.parse(values.get(NAME) ?? '[]') as string[]);
  }

  has(mac: string): boolean {
    return this.#macs.has(mac);
  }

  all(): string[] {
    return [...this.#macs];
  }

  set(mac: string, allowed: boolean): void {
    if (allowed) this.#macs.add(mac);
    else this.#macs.delete(mac);
    this.#values.set(NAME, JSON.stringify(this.all()));
  }
}
