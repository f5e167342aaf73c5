/** What keys do while a row has the focus. */
import type { KeyboardEvent } from 'react';
import { openPanel } from '../../state/panel.ts';
import { openPicker, pickerKey, selected, selectMany, toggleSelected } from '../../state/selection.ts';
import { cursor } from '../../state/table.ts';

/** Keys inside a row's own controls are theirs: only a focused row is listened to. */
export function onTableKey(event: KeyboardEvent<HTMLTableElement>, macs: readonly string[]): void {
  const row = event.target;
  if (!(row instanceof HTMLTableRowElement)) return;
  const mac = row.dataset.mac;
  if (mac === undefined) return;
  if (actOn(event, mac, macs)) event.preventDefault();
}

function actOn(event: KeyboardEvent, mac: string, macs: readonly string[]): boolean {
  const at = macs.indexOf(mac);
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if ((event.ctrlKey || event.metaKey) && event.key === 'a') {
    selectMany(macs, true);
    return true;
  }
  if (!plain) return false;
  switch (event.key) {
    case 'ArrowDown':
      return goTo(macs[at + 1], event.shiftKey);
    case 'ArrowUp':
      return goTo(macs[at - 1], event.shiftKey);
    case 'Home':
      return goTo(macs[0], false);
    case 'End':
      return goTo(macs.at(-1), false);
    case ' ':
      toggleSelected(mac);
      return true;
    case 'Enter':
      openPanel({ kind: 'machine', mac });
      return true;
    case 'a':
      openPicker.set(selected.get().size > 0 ? pickerKey('bulk', mac) : pickerKey('row', mac));
      return true;
    default:
      return false;
  }
}

/** With Shift the row that is reached is selected too. */
function goTo(mac: string | undefined, extend: boolean): boolean {
  if (mac === undefined) return true;
  if (extend) selectMany([mac], true);
  focusRow(mac);
  return true;
}

export function focusRow(mac: string): void {
  cursor.set(mac);
  document.querySelector<HTMLElement>(`tr[data-mac="${CSS.escape(mac)}"]`)?.focus();
}
