/** When machines were last heard, and at which addresses: asked for every packet and transfer, so it is in memory. */
import type { Machine } from '../images/machine.ts';

export class Sightings {
  /** When each was last seen by this engine; newer than the store says. */
  readonly #seen = new Map<string, number>();
  /** Address -> MAC of the machine that had it last. */
  readonly #addresses = new Map<string, string>();

  constructor(machines: readonly Machine[]) {
    for (const { address, mac } of [...machines].sort((a, b) => a.lastSeen - b.lastSeen))
      if (address !== null) this.#addresses.set(address, mac);
  }

  /** It was heard, at an address where one is known. */
  note(mac: string, at: number, address: string | null = null): void {
    this.#seen.set(mac, at);
    if (address !== null) this.#addresses.set(address, mac);
  }

  /** Milliseconds since 1970; 0: not since the engine started. */
  lastOf(mac: string): number {
    return this.#seen.get(mac) ?? 0;
  }

  /** MAC of the machine that has this address now; null when nobody is known to. */
  macAt(address: string): string | null {
    return this.#addresses.get(address) ?? null;
  }

  /** Nothing of it is kept. */
  drop(mac: string): void {
    this.#seen.delete(mac);
    for (const [address, holder] of this.#addresses) if (holder === mac) this.#addresses.delete(address);
  }
}
