/** Installed, sent to its disk, and back on the network. */
import { type Case, type Diagnosis, note, stuck } from '../case.ts';
import { BACK_SOON } from '../patience.ts';
import { since } from '../story.ts';

/** So many times in quick succession are no coincidence: nobody restarts a machine that often. */
const TIMES = 3;

export function bootsAgain({ events, state }: Case): Diagnosis | null {
  if (state !== 'local') return null;
  const sent = since(events, 'assigned', 'finished').filter(({ kind }) => kind === 'local-boot');
  if (sent.length === 0) return null;
  const lately = sent.slice(-TIMES);
  const soon = lately.every(({ at }, n) => at - (lately[n - 1]?.at ?? at) < BACK_SOON);
  return lately.length === TIMES && soon
    ? stuck('STUCK_BOOTS_AGAIN', { count: sent.length }, 'reinstall')
    : note('NOTE_NETWORK_FIRST');
}
