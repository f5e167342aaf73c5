/** What keys do while a row has the focus. */
import type { KeyboardEvent } from 'react';
import { openPanel } from '../../state/panel.ts';
import { selectMany, selectTo, toggleSelected } from '../../state/selection.ts';
import { cursor } from '../../state/table.ts';

/** Rows that Page Up and Page Down pass. */
const PAGE = 12;

/** Keys inside a row's own controls are theirs: only a focused row is listened to. */
export function onTableKey(event: KeyboardEvent<HTMLTableElement>, macs: readonly string[]): void {
  const row = event.target;
  if (!(row instanceof HTMLTableRowElement)) return;
  const mac = row.dataset.mac;
  if (mac === undefined) return;
  if (actOn(event, mac, macs)) event.preventDefault();
}

function actOn(event: KeyboardEvent, mac: string, macs: readonly string[]): boolean {
  if ((event.ctrlKey || event.metaKey) && event.key === 'a') {
    selectMany(macs, true);
    return true;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const next = reachedBy(event.key, macs.indexOf(mac), macs.length);
  if (next !== null) {
    goTo(macs[next], mac, event.shiftKey ? macs : null);
    return true;
  }
  switch (event.key) {
    case ' ':
      if (event.shiftKey) selectTo(mac, macs);
      else toggleSelected(mac);
      return true;
    case 'Enter':
      openPanel({ kind: 'machine', mac });
      return true;
    default:
      return false;
  }
}

/** Index of the row that a key goes to; null: it is no such key. */
export function reachedBy(key: string, at: number, count: number): number | null {
  const within = (index: number) => Math.max(0, Math.min(count - 1, index));
  switch (key) {
    case 'ArrowDown':
      return within(at + 1);
    case 'ArrowUp':
      return within(at - 1);
    case 'PageDown':
      return within(at + PAGE);
    case 'PageUp':
      return within(at - PAGE);
    case 'Home':
      return 0;
    case 'End':
      return within(count - 1);
    default:
      return null;
  }
}

/** With an order (Shift) everything on the way is ticked, the row that is left too. */
function goTo(mac: string | undefined, from: string, order: readonly string[] | null): void {
  if (mac === undefined) return;
  if (order !== null) {
    selectTo(from, order);
    selectTo(mac, order);
  }
  focusMachine(mac);
}

/** Gives a row the keyboard and brings it into sight; it is drawn by then, for the table holds the row of the cursor. */
export function focusMachine(mac: string): void {
  cursor.set(mac);
  requestAnimationFrame(() => {
    const row = rowOf(mac);
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest' });
  });
}

/** What is drawn of a machine in the table or the rack; null: it is out of sight. */
export const rowOf = (mac: string): HTMLElement | null =>
  document.querySelector<HTMLElement>(`[data-mac="${CSS.escape(mac)}"]`);
