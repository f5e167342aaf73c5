/** Two offers and no REQUEST: another server won, or two offers were not put together. */
import { type Case, type Diagnosis, stuck } from '../case.ts';
import { OFFER } from '../patience.ts';
import { ALIVE, count, last, since } from '../story.ts';

/** Another server that was heard this long ago is still there, milliseconds. */
const HEARD_LATELY = 10 * 60_000;

export function offersIgnored({ events, cable, now }: Case): Diagnosis | null {
  const open = since(events, 'acked', 'loader', 'probed', ...ALIVE);
  if (open.some(({ kind, detail }) => kind === 'ignored' && detail.code === 'split-offers'))
    return stuck('STUCK_SPLIT_OFFER', {}, 'rescue');
  const [first] = open.filter(({ kind }) => kind === 'offered');
  const offers = count(open, 'offered');
  if (first === undefined || offers < 2 || now - first.at < OFFER) return null;
  const other = last(cable, 'other-dhcp');
  if (other === undefined || now - other.at > HEARD_LATELY)
    return stuck('STUCK_OFFERS_IGNORED', { count: offers });
  const server = String(other.detail.server ?? other.detail.address ?? 'unknown');
  return stuck('STUCK_OTHER_SERVER_WON', { count: offers, server });
}
