/** Decisions by which nothing is installed, as the plan that a machine's loader is told. Pure. */
import type { BootDecision } from './assign.ts';
import type { BootPlan } from './boot-plan.ts';

/** What a machine gets that does not install. */
export function standingPlan({ action, reason }: BootDecision): BootPlan {
  switch (action) {
    case 'local':
      return { kind: 'local', title: reason };
    case 'inventory':
      return { kind: 'local', title: 'taken down' };
    case 'ask':
      return { kind: 'blocked', sentence: reason };
    case 'identify':
      return { kind: 'wait', sentence: reason };
    case 'hold':
      return { kind: 'wait', sentence: 'Held by the technician.' };
    case 'confirm':
      return {
        kind: 'wait',
        sentence: 'Waiting for the technician to confirm that its disks may be erased.',
      };
    case 'queue':
      return { kind: 'wait', sentence: `Waiting for its turn: ${reason}.` };
    default:
      return { kind: 'wait' };
  }
}
