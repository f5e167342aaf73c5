/** What seeing a machine again says of it. Pure. */
import { knownIdentities } from './identity.ts';
import type { Machine, MachineFacts } from './machine.ts';

/** Facts of a sighting; what is absent, null or unknown leaves what was known. */
export type Sighting = Partial<MachineFacts> & { readonly address?: string };

/**
 * The machine as it is known after it was seen.
 *
 * @param now milliseconds since 1970.
 * @returns `news`: it said something of itself that was not known; otherwise only the time is another.
 */
export function afterSighting(
  machine: Machine,
  sighting: Sighting,
  now: number,
): { readonly after: Machine; readonly news: boolean } {
  const told = Object.entries(sighting).filter(([, value]) => value !== null && value !== 'unknown');
  const before = machine.identities ?? [];
  const identities = knownIdentities(before, 'serial' in sighting ? sighting : {});
  const seen = { firstSeen: machine.firstSeen === 0 ? now : machine.firstSeen, lastSeen: now };
  return {
    after: { ...machine, ...Object.fromEntries(told), ...seen, identities },
    news:
      identities.length !== before.length ||
      told.some(([name, value]) => machine[name as keyof Machine] !== value),
  };
}
