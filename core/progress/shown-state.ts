/** The one word for a machine: its timeline's state, or what the technician, the queue, a rule or time made of it. */
import type { DiagnosisLevel } from './diagnosis/case.ts';
import { MACHINE_STATES, type Timeline } from './timeline.ts';

export const SHOWN_STATES = [...MACHINE_STATES, 'queued', 'held', 'stuck', 'gone'] as const;

export type ShownState = (typeof SHOWN_STATES)[number];

export interface ShownFrom extends Pick<Timeline, 'state' | 'stage'> {
  /** The technician keeps it from booting. */
  readonly held: boolean;
  /** What a rule says; null: nothing. */
  readonly level: DiagnosisLevel | null;
  /** When it was last heard, milliseconds since 1970; 0: never. */
  readonly heard: number;
  readonly now: number;
}

/** A machine in its loader asks every two to five seconds: so long without a word, and it was switched off. */
const GONE = 60_000;
/** One that only asked for an address may stand in its set-up; milliseconds. */
const GONE_NEW = 10 * 60_000;

/** The state to show. */
export function shownState({ state, stage, held, level, heard, now }: ShownFrom): ShownState {
  if (state === 'failed') return 'failed';
  if (held && state !== 'installing') return 'held';
  if (level === 'stuck') return 'stuck';
  if (isGone(state, heard, now)) return 'gone';
  return state === 'waiting' && stage === 'queued' ? 'queued' : state;
}

function isGone(state: Timeline['state'], heard: number, now: number): boolean {
  if (heard === 0) return false;
  return now - heard > (state === 'waiting' ? GONE : state === 'new' ? GONE_NEW : Number.POSITIVE_INFINITY);
}
