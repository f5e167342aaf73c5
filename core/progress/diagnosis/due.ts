/** When the rules must be asked of a machine again though nothing was heard of it: silence makes no event. Pure. */
import type { MachineState } from '../timeline.ts';

/** The soonest, milliseconds: half of the shortest patience (OFFER), and a little. */
export const SOONEST = 3_000;
/** A machine that waits in its loader says so itself; what it says of itself may change without an event. */
const WAITING = 30_000;
/** A silence is noticed when it is a twentieth longer than it may be. */
const SHARE = 20;

/**
 * Milliseconds to the next look.
 *
 * @param quiet how long ago its last event was, milliseconds.
 * @returns null: time alone changes nothing.
 */
export function nextLook(state: MachineState, quiet: number): number | null {
  switch (state) {
    case 'installed':
    case 'local':
    case 'failed':
    case 'running':
      return null;
    case 'waiting':
      return WAITING;
    default:
      return Math.max(SOONEST, quiet / SHARE);
  }
}
