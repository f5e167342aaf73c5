/** Which rows the table shows, in which order, and which one the keyboard is on. */
import { useMemo } from 'react';
import type { MachineView } from '../../core/api/contract.ts';
import { useText } from '../text/text.ts';
import { cell, useCell } from './cell.ts';
import { type Entry, type Grouping, groupEntries } from './grouping.ts';
import { type MachineFilter, matches, type Sort, type SortKey, sortMachines } from './machine-view.ts';
import { useMachines, useProfiles } from './queries.ts';

export const machineFilter = cell<MachineFilter>({ text: '', state: null });
export const machineSort = cell<Sort>({ key: 'seen', up: true });
export const grouping = cell<Grouping>('none');
/** MAC of the row that Tab goes to; null: the first. */
export const cursor = cell<string | null>(null);

/** Up, down, then back to the order of appearance. */
export function sortBy(key: SortKey): void {
  machineSort.set((now) => {
    if (now.key !== key) return { key, up: true };
    return now.up ? { key, up: false } : { key: 'seen', up: true };
  });
}

/** Names of profiles by id, those that need no image among them. */
export function useProfileNames(): ReadonlyMap<string, string> {
  const { machines: text } = useText();
  const { data } = useProfiles();
  return useMemo(
    () =>
      new Map([...Object.entries(text.builtins), ...(data ?? []).map(({ id, name }) => [id, name] as const)]),
    [data, text],
  );
}

/** The machines to show, in their order; undefined until the engine has told. */
export function useShown(): readonly MachineView[] | undefined {
  const { data } = useMachines();
  const filter = useCell(machineFilter);
  const sort = useCell(machineSort);
  const nameOf = useNameOf();
  return useMemo(() => {
    const shown = data?.filter((machine) => matches(machine, filter, nameOf(machine)));
    return shown && sortMachines(shown, sort, nameOf);
  }, [data, filter, sort, nameOf]);
}

/** The lines of the table: the machines to show, under headings when they are grouped. */
export function useEntries(): readonly Entry[] | undefined {
  const shown = useShown();
  const by = useCell(grouping);
  const nameOf = useNameOf();
  return useMemo(() => shown && groupEntries(shown, by, nameOf), [shown, by, nameOf]);
}

function useNameOf(): (machine: MachineView) => string {
  const names = useProfileNames();
  return useMemo(
    () =>
      ({ profile }) =>
        profile === null ? '' : (names.get(profile) ?? ''),
    [names],
  );
}
