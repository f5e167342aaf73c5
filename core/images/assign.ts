/** What a machine that asks for its script is told to do. */
import { problem } from '../errors.ts';
import type { Failure, MachineState } from '../progress/timeline.ts';
import type { Assignment } from './machine.ts';

export type BootDecision =
  | { readonly action: 'install'; readonly profile: string; readonly reason: string }
  | { readonly action: 'local'; readonly reason: string }
  | { readonly action: 'inventory'; readonly reason: string }
  | { readonly action: 'wait'; readonly reason: string }
  | { readonly action: 'identify'; readonly reason: string }
  | { readonly action: 'hold'; readonly reason: string }
  | { readonly action: 'confirm'; readonly reason: string }
  | { readonly action: 'queue'; readonly reason: string }
  | { readonly action: 'ask'; readonly reason: string };

/** What else bears on a machine that asks for its script. */
export interface Circumstances {
  /** The technician keeps it from booting. */
  readonly held: boolean;
  /** It shall boot from its own disk, this once. */
  readonly skip: boolean;
  /** No new installation is begun. */
  readonly paused: boolean;
  /** Machines that must be done, or come before it, until it may begin; 0: it may. */
  readonly ahead: number;
  /** Something may be meant for it by what it does not tell; absent: not so. */
  readonly unidentified?: boolean;
}

export const UNHINDERED: Circumstances = { held: false, skip: false, paused: false, ahead: 0 };

/**
 * Decides for one machine. An installed machine goes to its own disk, so that a machine whose firmware always tries
 * the network first does not install for ever. What was not confirmed is not erased, whatever else is said.
 */
export function decideBoot(
  assignment: Assignment | undefined,
  { held, skip, paused, ahead, unidentified = false }: Circumstances = UNHINDERED,
): BootDecision {
  if (held) return { action: 'hold', reason: 'the technician holds it' };
  if (skip) return { action: 'local', reason: 'the technician wants it to boot from its disk once' };
  if (assignment === undefined && unidentified)
    return { action: 'identify', reason: problem('MACHINE_UNIDENTIFIED').sentence };
  if (assignment === undefined) return { action: 'wait', reason: 'nobody has chosen a profile for it' };
  if (assignment.phase === 'installed')
    return { action: 'local', reason: 'its installer reported the end; nobody said install again' };
  if (assignment.phase === 'local')
    return { action: 'local', reason: 'the technician sends it to its own disk' };
  if (assignment.phase === 'unsure')
    return { action: 'ask', reason: problem('INSTALLATION_UNSURE').sentence };
  const { profile } = assignment;
  if (profile === 'local-disk') return { action: 'local', reason: 'its profile is its own disk' };
  if (profile === 'inventory') return { action: 'inventory', reason: 'only its inventory is wanted' };
  if (assignment.confirmed === false)
    return { action: 'confirm', reason: 'nobody has confirmed that its disks may be erased' };
  if (paused) return { action: 'queue', reason: 'new installations are paused' };
  if (ahead > 0) return { action: 'queue', reason: `${ahead} before it` };
  return { action: 'install', profile, reason: 'a profile is assigned to it' };
}

/** How far the last attempt of a machine got, as its timeline says. */
export interface Attempt {
  readonly state: MachineState;
  readonly stage: string | null;
  readonly progress: number | null;
  /** Who said that it failed, where it did. */
  readonly failedBy?: Failure;
}

/** Whether an installer was at work, the last that was heard: running, or at its end by its own word. */
const hadBegun = ({ state, failedBy }: Pick<Attempt, 'state' | 'failedBy'>): boolean =>
  state === 'installing' || (state === 'failed' && failedBy === 'installer');

/** An installer may start this often without reporting its end: power cuts and second thoughts happen. */
const MOST_STARTS = 3;
/** From here on the system is on the disk, whether the report came or not. */
const NEARLY_DONE = 0.9;

/**
 * The assignment of a machine that asks for its script again. When its installer had started and not reported the end,
 * or had told that it failed, it may install again a few times, but not where everything was written already: a lost report would erase a finished
 * system, and a machine that boots the network first would do so for ever.
 */
export function afterReturn(assignment: Assignment, attempt: Attempt): Assignment {
  const { stage, progress } = attempt;
  if (assignment.phase !== 'install' || !hadBegun(attempt)) return assignment;
  const starts = assignment.starts + 1;
  const written = stage === 'finishing' || (progress ?? 0) >= NEARLY_DONE;
  return { ...assignment, starts, phase: written || starts >= MOST_STARTS ? 'unsure' : 'install' };
}

/**
 * An assignment that is put back as it was. An installation that had begun may have ended since, with nobody to hear its
 * report: the technician is asked before it begins again.
 */
export function putBack(
  assignment: Assignment,
  then: Pick<Attempt, 'state' | 'failedBy'> | null,
): Assignment {
  const begun = assignment.phase === 'install' && then !== null && hadBegun(then);
  return begun ? { ...assignment, phase: 'unsure' } : assignment;
}
