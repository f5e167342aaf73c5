/** What a machine that asks for its script is told to do. */
import { problem } from '../errors.ts';
import type { MachineState } from '../progress/timeline.ts';
import type { Assignment } from './machine.ts';

export type BootDecision =
  | { readonly action: 'install'; readonly profile: string; readonly reason: string }
  | { readonly action: 'local'; readonly reason: string }
  | { readonly action: 'wait'; readonly reason: string }
  | { readonly action: 'ask'; readonly reason: string };

/**
 * Decides for one machine. An installed machine goes to its own disk, so that a machine whose firmware always tries
 * the network first does not install for ever.
 */
export function decideBoot(assignment: Assignment | undefined): BootDecision {
  if (assignment === undefined) return { action: 'wait', reason: 'nobody has chosen a profile for it' };
  if (assignment.phase === 'installed')
    return { action: 'local', reason: 'its installer reported the end; nobody said install again' };
  if (assignment.phase === 'local')
    return { action: 'local', reason: 'the technician sends it to its own disk' };
  if (assignment.phase === 'unsure')
    return { action: 'ask', reason: problem('INSTALLATION_UNSURE').sentence };
  return { action: 'install', profile: assignment.profile, reason: 'a profile is assigned to it' };
}

/** How far the last attempt of a machine got, as its timeline says. */
export interface Attempt {
  readonly state: MachineState;
  readonly stage: string | null;
  readonly progress: number | null;
}

/** An installer may start this often without reporting its end: power cuts and second thoughts happen. */
const MOST_STARTS = 3;
/** From here on the system is on the disk, whether the report came or not. */
const NEARLY_DONE = 0.9;

/**
 * The assignment of a machine that asks for its script again. When its installer had started and not reported the end,
 * it may install again a few times, but not where everything was written already: a lost report would erase a finished
 * system, and a machine that boots the network first would do so for ever.
 */
export function afterReturn(assignment: Assignment, { state, stage, progress }: Attempt): Assignment {
  if (assignment.phase !== 'install' || state !== 'installing') return assignment;
  const starts = assignment.starts + 1;
  const written = stage === 'finishing' || (progress ?? 0) >= NEARLY_DONE;
  return { ...assignment, starts, phase: written || starts >= MOST_STARTS ? 'unsure' : 'install' };
}

/**
 * Which profile a machine gets without being asked for: the default profile, for machines that the technician has
 * never chosen for. A machine that was taken out of its assignment waits.
 */
export function defaultFor(
  machine: { readonly chosen: boolean },
  assignment: Assignment | undefined,
  defaultProfile: string | null,
): string | null {
  return assignment === undefined && !machine.chosen ? defaultProfile : null;
}
