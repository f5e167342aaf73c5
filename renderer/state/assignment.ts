/** From a choice in a menu to an assignment: what erases or interrupts is asked first. */
import { useAssign, useUnassign } from './actions.ts';
import { isUnderWay } from './machine-view.ts';
import { useMachines } from './queries.ts';
import { cancelProposal, clearSelection, type Place, type Proposal, proposal } from './selection.ts';
import { useProfileNames } from './table.ts';

/** `choose` proposes, or takes away at once what disturbs nobody; `confirm` does what was proposed. */
export function useAssignment() {
  const assign = useAssign();
  const unassign = useUnassign();
  const names = useProfileNames();
  const { data: machines = [] } = useMachines();

  const takeAway = (macs: readonly string[]) => {
    for (const mac of macs) unassign.mutate({ mac });
  };
  const choose = (macs: readonly string[], profile: string | null, place: Place) => {
    const disturbs = machines.some((machine) => macs.includes(machine.mac) && isUnderWay(machine));
    if (profile === null && !disturbs) takeAway(macs);
    else proposal.set({ macs, profile, place });
  };
  const confirm = ({ macs, profile, place }: Proposal) => {
    if (profile === null) takeAway(macs);
    else assign.mutate({ macs, profile, profileName: names.get(profile) ?? profile });
    if (place === 'bulk') clearSelection();
    cancelProposal();
  };
  return { choose, confirm };
}
