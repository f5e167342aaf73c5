/** Keys that work wherever nothing is being typed. */
import { useEffect } from 'react';
import { closePanel, panel, togglePanel } from './panel.ts';
import { cancelProposal, clearSelection, openPicker, proposal, selected } from './selection.ts';
import { cursor } from './table.ts';

export function useKeys(): void {
  useEffect(() => {
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (
    event.target instanceof HTMLElement &&
    event.target.matches('input, textarea, select, [role="menuitem"]')
  )
    return;
  if (act(event.key)) event.preventDefault();
}

function act(key: string): boolean {
  switch (key) {
    case '/':
      document.querySelector<HTMLInputElement>('#machine-filter')?.focus();
      return true;
    case '?':
      togglePanel({ kind: 'keys' });
      return true;
    case 'a':
      if (selected.get().size > 0) openPicker.set('bulk');
      return selected.get().size > 0;
    case 'Escape':
      return stepBack();
    default:
      return false;
  }
}

/** One thing at a time: the question, the panel, the selection. The focus goes back to the table. */
function stepBack(): boolean {
  if (proposal.get() !== null) cancelProposal();
  else if (panel.get() !== null) closePanel();
  else if (selected.get().size > 0) clearSelection();
  else return false;
  focusCursor();
  return true;
}

/** Closes the panel; the focus goes back to the row it came from. */
export function leavePanel(): void {
  closePanel();
  focusCursor();
}

function focusCursor(): void {
  const row = cursor.get();
  if (row !== null) document.querySelector<HTMLElement>(`tr[data-mac="${CSS.escape(row)}"]`)?.focus();
}
