/** What is the matter with a machine, as the engine found it out. Pure. */
import type { MachineView } from '../../core/api/contract.ts';
import type { Problem } from './problem.ts';

export type Diagnosis = NonNullable<MachineView['diagnosis']>;

/** `stuck`: it does not go on by itself; `failed`: its installer says so; `note`: it goes on, but should be known. */
export type Trouble =
  | { readonly level: 'stuck' | 'note' | 'normal'; readonly problem: Problem }
  /** Without a code: the words are those of the installer. */
  | { readonly level: 'failed'; readonly sentence: string };

/** null: nothing is the matter. */
export function troubleOf({ diagnosis, problem }: MachineView): Trouble | null {
  if (diagnosis !== null) return { level: diagnosis.level, problem: diagnosis };
  return problem === null ? null : { level: 'failed', sentence: problem };
}

/** Whether its row says more than its state: what is in the way, and what to do. */
export function isTold(machine: MachineView): boolean {
  const trouble = troubleOf(machine);
  return trouble !== null && (trouble.level === 'stuck' || trouble.level === 'failed');
}
