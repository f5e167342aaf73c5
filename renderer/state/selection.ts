/** Which machines are ticked, and which row the keyboard is on. */
import { cell } from './cell.ts';

export const selected = cell<ReadonlySet<string>>(new Set());

export function toggleSelected(mac: string): void {
  selected.set((now) => {
    const next = new Set(now);
    if (!next.delete(mac)) next.add(mac);
    return next;
  });
}

export function selectMany(macs: readonly string[], on: boolean): void {
  selected.set((now) => {
    const next = new Set(now);
    for (const mac of macs) {
      if (on) next.add(mac);
      else next.delete(mac);
    }
    return next;
  });
}

export const clearSelection = (): void => selected.set(new Set());

/** What waits for its confirmation: these machines get this profile; null: none, they wait. */
export interface Proposal {
  readonly macs: readonly string[];
  readonly profile: string | null;
  /** Where it is asked: in the machine's row, in its panel, or in the bar of the selection. */
  readonly place: Place;
}

export type Place = 'row' | 'panel' | 'bulk';

export const proposal = cell<Proposal | null>(null);
export const cancelProposal = (): void => proposal.set(null);

/** Which profile menu is open: `row MAC`, `panel MAC` or `bulk`; null: none. */
export const openPicker = cell<string | null>(null);
export const pickerKey = (place: Place, mac: string): string =>
  place === 'bulk' ? 'bulk' : `${place} ${mac}`;
