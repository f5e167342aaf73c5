/** From a wish to what the engine is told: what erases or interrupts is asked first, in the one dialog for it. */
import type { MachineView, PolicyView, ProfileView } from '../../core/api/contract.ts';
import { useDoing } from './doing.ts';
import { isUnderWay } from './machine-view.ts';
import { closePanel, panel } from './panel.ts';
import { cancelProposal, clearSelection, type Proposal, proposal, selected } from './selection.ts';
import { useProfileNames } from './table.ts';

/** Proposes a profile for machines; null: none, they wait. */
export function choose(macs: readonly string[], profile: string | null): void {
  proposal.set(profile === null ? { kind: 'unassign', macs } : { kind: 'assign', macs, profile });
}

/** Whether it erases disks of any of these machines. */
export function erases(
  asked: Proposal,
  machines: readonly MachineView[],
  profiles: readonly ProfileView[],
): boolean {
  if (asked.kind === 'unassign' || asked.kind === 'forget') return false;
  if (asked.kind !== 'assign') return machines.some((machine) => machine.erases !== false);
  return erasedBy(asked.profile, profiles);
}

/** Whether a profile erases disks; one that is not known is taken to. */
export function erasedBy(profile: string, profiles: readonly ProfileView[]): boolean {
  if (isBuiltin(profile)) return false;
  const known = profiles.find(({ id }) => id === profile);
  return known?.erases ?? known?.purpose !== 'run';
}

/** Profiles that the engine has without an image: a machine's own disk, and a look at what it is. */
export const BUILTIN_PROFILES = ['local-disk', 'inventory'] as const;
export type BuiltinProfile = (typeof BUILTIN_PROFILES)[number];

export const isBuiltin = (profile: string): profile is BuiltinProfile =>
  (BUILTIN_PROFILES as readonly string[]).includes(profile);

/** Whether it is done without a question: nothing is erased and nothing broken off. What was done can be taken back. */
export const isHarmless = (
  asked: Proposal,
  machines: readonly MachineView[],
  profiles: readonly ProfileView[],
): boolean => !erases(asked, machines, profiles) && !machines.some(isUnderWay);

/** Whether each machine must be looked at by itself: several are then ticked one by one, or confirmed later. */
export const isOneByOne = (policy: PolicyView, machines: readonly MachineView[]): boolean =>
  policy.confirm === 'per-machine' && machines.length > 1;

/** Does what was proposed, to these of its machines. */
export function useConfirm() {
  const doing = useDoing();
  const names = useProfileNames();
  return (asked: Proposal, machines: readonly MachineView[], confirmed: boolean) => {
    const macs = machines.map(({ mac }) => mac);
    if (asked.kind === 'assign') {
      const { kind, profile } = asked;
      doing({ kind, macs, profile, profileName: names.get(profile) ?? profile, confirmed });
    } else if (asked.kind === 'reinstall') doing({ kind: 'reinstall', macs, confirmed });
    else doing({ kind: asked.kind, macs });
    if (asked.kind === 'forget') leaveForgotten(macs);
    if (macs.some((mac) => selected.get().has(mac))) clearSelection();
    cancelProposal();
  };
}

/** A machine that is forgotten is looked at no longer. */
function leaveForgotten(macs: readonly string[]): void {
  const open = panel.get();
  if (open?.kind === 'machine' && macs.includes(open.mac)) closePanel();
}
