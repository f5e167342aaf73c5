/** Rows under headings: machines of one state, model or profile together. Pure. */
import type { MachineView } from '../../core/api/contract.ts';
import { modelOf, SHOWN_STATES, type ShownState } from './machine-view.ts';

export const GROUPINGS = ['none', 'state', 'model', 'profile'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** A line of the table: a heading, or a machine. */
export type Entry =
  | { readonly kind: 'group'; readonly group: Group }
  | { readonly kind: 'machine'; readonly machine: MachineView };

export interface Group {
  /** Stays the same while its machines come and go. */
  readonly key: string;
  /** For groups by state. */
  readonly state: ShownState | null;
  /** Model or name of the profile; null: not known, or none. */
  readonly name: string | null;
  readonly macs: readonly string[];
}

type Head = Omit<Group, 'macs'>;

/** Machines in their order, under headings in the order of a job (states) or of the alphabet; unnamed ones last. */
export function groupEntries(
  machines: readonly MachineView[],
  grouping: Grouping,
  profileName: (machine: MachineView) => string,
): Entry[] {
  if (grouping === 'none') return machines.map((machine) => ({ kind: 'machine', machine }));
  const groups = new Map<string, { head: Head; machines: MachineView[] }>();
  for (const machine of machines) {
    const head = headOf(machine, grouping, profileName);
    const group = groups.get(head.key);
    if (group === undefined) groups.set(head.key, { head, machines: [machine] });
    else group.machines.push(machine);
  }
  return [...groups.values()].toSorted((a, b) => compare(a.head, b.head)).flatMap(linesOf);
}

function headOf(
  machine: MachineView,
  grouping: Exclude<Grouping, 'none'>,
  profileName: (machine: MachineView) => string,
): Head {
  if (grouping === 'state') {
    const state = machine.shown;
    return { key: state, state, name: null };
  }
  const name = (grouping === 'model' ? modelOf(machine) : profileName(machine)) || null;
  return { key: `${grouping} ${name ?? ''}`, state: null, name };
}

function compare(a: Head, b: Head): number {
  if (a.state !== null && b.state !== null)
    return SHOWN_STATES.indexOf(a.state) - SHOWN_STATES.indexOf(b.state);
  if (a.name === null || b.name === null) return Number(a.name === null) - Number(b.name === null);
  return a.name.localeCompare(b.name, undefined, { numeric: true });
}

function linesOf({ head, machines }: { head: Head; machines: readonly MachineView[] }): Entry[] {
  const group = { ...head, macs: machines.map(({ mac }) => mac) };
  return [{ kind: 'group', group }, ...machines.map((machine): Entry => ({ kind: 'machine', machine }))];
}
