/** What can be done with machines, decided from their states. Pure. */
import type { MachineView } from '../../core/api/contract.ts';

/** It has run its profile to an end, good or bad: installing again means arming it again. */
const isOver = ({ state }: MachineView): boolean =>
  state === 'installed' || state === 'local' || state === 'failed';

/** Those that "install" means: they have a profile and have come to an end. The others need a profile first. */
export const canReinstall = (machine: MachineView): boolean => machine.profile !== null && isOver(machine);

/** What "install" comes to for these machines: again, or first a profile. */
export function installOf(machines: readonly MachineView[]): 'reinstall' | 'choose' {
  return machines.length > 0 && machines.every(canReinstall) ? 'reinstall' : 'choose';
}
