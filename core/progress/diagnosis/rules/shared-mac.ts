/** One MAC, several machines: a dock or a dongle that is carried around. */
import type { Identity } from '../../../images/identity.ts';
import { type Case, type Diagnosis, stuck } from '../case.ts';

export function sharedMac({ identities }: Case): Diagnosis | null {
  return identities.length < 2
    ? null
    : stuck('STUCK_MAC_SHARED', { identities: identities.map(nameOf).join(', ') }, 'forget');
}

const nameOf = ({ serial, uuid }: Identity): string => serial ?? uuid ?? 'unknown';
