/** Which machines are ticked, and what waits for a word of the technician. */
import { cell } from './cell.ts';

export const selected = cell<ReadonlySet<string>>(new Set());
/** Where a range that Shift extends begins; null: at the row itself. */
const anchor = cell<string | null>(null);

export function toggleSelected(mac: string): void {
  anchor.set(mac);
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

/** Ticks everything from the row that was ticked last to this one; `order` is how the rows stand. */
export function selectTo(mac: string, order: readonly string[]): void {
  selectMany(between(order, anchor.get() ?? mac, mac), true);
  if (anchor.get() === null) anchor.set(mac);
}

/** The rows from one to the other, whichever stands first; only the second when the first is not shown. */
export function between(order: readonly string[], from: string, to: string): readonly string[] {
  const [a, b] = [order.indexOf(from), order.indexOf(to)];
  if (a < 0 || b < 0) return [to];
  return order.slice(Math.min(a, b), Math.max(a, b) + 1);
}

export function clearSelection(): void {
  anchor.set(null);
  selected.set(new Set());
}

/** The machines a deed on one row is meant for: all that are ticked when it is one of them, else it alone. */
export function meantBy(mac: string): readonly string[] {
  const ticked = selected.get();
  return ticked.has(mac) ? [...ticked] : [mac];
}

/** What is asked before it is done, because it erases disks or breaks an installation off. */
export type Proposal =
  | { readonly kind: 'assign'; readonly macs: readonly string[]; readonly profile: string }
  | {
      readonly kind: 'reinstall' | 'confirm' | 'unassign' | 'forget';
      readonly macs: readonly string[];
    };

export const proposal = cell<Proposal | null>(null);
export const cancelProposal = (): void => proposal.set(null);

/** Where a profile menu stands: in a row, in a machine's panel, or in the bar of the selection. */
export type Place = 'row' | 'panel' | 'bulk';

/** Which profile menu is open: `row MAC`, `panel MAC` or `bulk`; null: none. */
export const openPicker = cell<string | null>(null);
export const pickerKey = (place: Place, mac: string): string =>
  place === 'bulk' ? 'bulk' : `${place} ${mac}`;
