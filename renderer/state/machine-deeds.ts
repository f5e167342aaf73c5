/** What can be done with machines, decided from what the engine says of them; the same for rows, drawer, bar and keys. Pure. */
import type { MachineView } from '../../core/api/contract.ts';
import { isUnderWay } from './machine-view.ts';

/** In the order of menus. */
export const DEEDS = [
  'confirm',
  'reinstall',
  'hold',
  'release',
  'skip',
  'wake',
  'unassign',
  'forget',
] as const;
export type Deed = (typeof DEEDS)[number];

/** The key of each, as `KeyboardEvent.key` has it. */
export const KEY_OF: Readonly<Record<Deed, string>> = {
  confirm: 'c',
  reinstall: 'i',
  hold: 'h',
  release: 'h',
  skip: 's',
  wake: 'w',
  unassign: 'u',
  forget: 'Delete',
};

/** It has run its profile to an end, good or bad: installing again means arming it again. */
const isOver = ({ state }: MachineView): boolean =>
  state === 'installed' || state === 'local' || state === 'failed';

/** Those that "install" means: they have a profile and have come to an end, or to where the engine advises it. */
export const canReinstall = (machine: MachineView): boolean =>
  machine.profile !== null && (isOver(machine) || machine.diagnosis?.action === 'reinstall');

/** What "install" comes to for these machines: again, or first a profile. */
export function installOf(machines: readonly MachineView[]): 'reinstall' | 'choose' {
  return machines.length > 0 && machines.every(canReinstall) ? 'reinstall' : 'choose';
}

const FITS: Readonly<Record<Deed, (machine: MachineView) => boolean>> = {
  confirm: ({ confirm }) => confirm,
  reinstall: canReinstall,
  hold: ({ held }) => !held,
  release: ({ held }) => held,
  skip: (machine) => !machine.skip && !isUnderWay(machine),
  wake: (machine) => !isUnderWay(machine),
  unassign: ({ profile }) => profile !== null,
  forget: () => true,
};

/** MACs of those that it can be done with. */
export function fitting(deed: Deed, machines: readonly MachineView[]): readonly string[] {
  return machines.filter(FITS[deed]).map(({ mac }) => mac);
}

/**
 * What a key means for these machines and which of them it is for; null: nothing. One key holds and lets go: it lets go
 * when all of them are held.
 */
export function deedOf(
  key: string,
  machines: readonly MachineView[],
): { readonly deed: Deed; readonly macs: readonly string[] } | null {
  for (const deed of DEEDS) {
    if (KEY_OF[deed] !== key) continue;
    const macs = fitting(deed, machines);
    if (macs.length > 0) return { deed, macs };
  }
  return null;
}
