/** A switch that keeps its port shut after the link came up (802.1D listening and learning). */
import { type Case, type Diagnosis, note, stuck } from '../case.ts';
import { SLOW_PORT, SPANNING_TREE, seconds } from '../patience.ts';
import { last } from '../story.ts';

/** Silence after a link that flapped: our own end, where the machine hangs on the cable itself or its switch does. */
export function linkFlap({ cable, state, heard, now }: Case): Diagnosis | null {
  const up = last(cable, 'link');
  if (up === undefined || up.detail.state !== 'up' || heard > up.at) return null;
  if (state === 'installed' || state === 'local') return null;
  // Before the flap it had been heard lately: it is missed.
  const missed = up.at - heard < 2 * SPANNING_TREE;
  return missed && now - up.at > SPANNING_TREE / 5
    ? stuck('STUCK_SPANNING_TREE', { seconds: seconds(now - up.at) })
    : null;
}

/** Loaders reset the card, the port shuts, and their first questions are lost. */
export function slowPort({ events }: Case): Diagnosis | null {
  const at = events.findLastIndex(({ kind }) => kind === 'loader');
  const loader = events[at];
  const next = events.slice(at + 1).find(({ kind }) => kind === 'offered');
  if (loader === undefined || next?.detail.stage !== 'ipxe') return null;
  const gap = next.at - loader.at;
  return gap >= SLOW_PORT ? note('NOTE_SLOW_PORT', { seconds: seconds(gap) }) : null;
}
