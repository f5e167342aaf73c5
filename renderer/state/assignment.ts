/** From a wish to what the engine is told: what erases or interrupts is asked first, in the one dialog for it. */
import type { MachineView } from '../../core/api/contract.ts';
import { useAssign, useReinstallMany, useUnassignMany } from './actions-many.ts';
import { isUnderWay } from './machine-view.ts';
import { cancelProposal, clearSelection, type Proposal, proposal, selected } from './selection.ts';
import { useProfileNames } from './table.ts';

/** Proposes a profile for machines; null: none, they wait. */
export function choose(macs: readonly string[], profile: string | null): void {
  proposal.set(profile === null ? { kind: 'unassign', macs } : { kind: 'assign', macs, profile });
}

/** Whether it is done without a question: nothing is erased and nothing broken off. */
export const isHarmless = (asked: Proposal, machines: readonly MachineView[]): boolean =>
  asked.kind === 'unassign' && !machines.some(isUnderWay);

/** Does what was proposed, to these of its machines. */
export function useConfirm() {
  const assign = useAssign();
  const unassign = useUnassignMany();
  const reinstall = useReinstallMany();
  const names = useProfileNames();
  return (asked: Proposal, machines: readonly MachineView[]) => {
    const macs = machines.map(({ mac }) => mac);
    if (asked.kind === 'assign')
      assign.mutate({ macs, profile: asked.profile, profileName: names.get(asked.profile) ?? asked.profile });
    else if (asked.kind === 'reinstall') reinstall.mutate({ macs });
    else unassign.mutate({ macs, before: canBeGivenBack(machines) });
    if (macs.some((mac) => selected.get().has(mac))) clearSelection();
    cancelProposal();
  };
}

/** Profiles of machines that had not begun: giving back that of a finished one would arm it again. */
export function canBeGivenBack(machines: readonly MachineView[]): ReadonlyMap<string, string> {
  return new Map(
    machines.flatMap(({ mac, state, profile }) =>
      profile !== null && (state === 'new' || state === 'waiting') ? [[mac, profile]] : [],
    ),
  );
}
