/** What a diagnosis is made from, and what it is. */
import { type ErrorCode, type ErrorParams, type Problem, problem } from '../../errors.ts';
import type { Identity } from '../../images/identity.ts';
import type { BootEvent } from '../events.ts';
import type { MachineState } from '../timeline.ts';

/** What the technician can do to a machine from a diagnosis. */
export const NEXT_ACTIONS = ['rescue', 'reinstall', 'forget', 'answers', 'log'] as const;
export type NextAction = (typeof NEXT_ACTIONS)[number];

/**
 * `stuck`: it will not go on by itself. `note`: it goes on, but should be known. `normal`: it looks wrong and is not.
 */
export const DIAGNOSIS_LEVELS = ['stuck', 'note', 'normal'] as const;
export type DiagnosisLevel = (typeof DIAGNOSIS_LEVELS)[number];

export interface Diagnosis {
  readonly level: DiagnosisLevel;
  /** Code, one sentence, one next step. */
  readonly problem: Problem;
  /** The next step as an action of the program, where it is one. */
  readonly action: NextAction | null;
}

/** How long is usual, milliseconds, learned from installations that went well; null: none has. */
export interface Usual {
  /** From the last RAM disk to the answers. */
  readonly toAnswers: number | null;
  /** Longest silence of the installer. */
  readonly quiet: number | null;
}

/** One machine, as far as rules look at it. */
export interface Case {
  /** Its events, oldest first; the latest few hundred are enough. */
  readonly events: readonly BootEvent[];
  /** Events of no machine: other DHCP servers, the link of the interface. Oldest first. */
  readonly cable: readonly BootEvent[];
  readonly state: MachineState;
  /** What it boots is installed; false: it runs from the network, and may be silent for ever. */
  readonly installs: boolean;
  readonly firmware: string;
  /** MiB; null when it did not say. */
  readonly memoryMiB: number | null;
  /** Memory that its way of starting needs, MiB; null when that is not known. */
  readonly needsMiB: number | null;
  /** Everyone this MAC has said to be. */
  readonly identities: readonly Identity[];
  /** When anything at all was heard of it, milliseconds since 1970. */
  readonly heard: number;
  readonly now: number;
  readonly usual: Usual;
}

/** Looks at a machine for one thing; null: that is not it. */
export type Rule = (seen: Case) => Diagnosis | null;

export const stuck = (code: ErrorCode, params: ErrorParams, action: NextAction | null = null): Diagnosis => ({
  level: 'stuck',
  problem: problem(code, params),
  action,
});

export const note = (code: ErrorCode, params: ErrorParams = {}): Diagnosis => ({
  level: 'note',
  problem: problem(code, params),
  action: null,
});

export const normal = (code: ErrorCode, params: ErrorParams = {}): Diagnosis => ({
  level: 'normal',
  problem: problem(code, params),
  action: null,
});
