/** Keys that work wherever nothing is being typed. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { MachineView } from '../../core/api/contract.ts';
import { closeDesk, desk, toggleDesk } from './desk.ts';
import { installOf } from './machine-deeds.ts';
import { closePanel, panel, togglePanel } from './panel.ts';
import { keyOf } from './queries.ts';
import { clearSelection, meantBy, openPicker, pickerKey, proposal, selected } from './selection.ts';
import { cursor } from './table.ts';

export function useKeys(): void {
  const client = useQueryClient();
  useEffect(() => {
    const machines = () => client.getQueryData<MachineView[]>(keyOf('machines')) ?? [];
    const listener = (event: KeyboardEvent) => onKey(event, machines);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, [client]);
}

function onKey(event: KeyboardEvent, machines: () => readonly MachineView[]): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (
    event.target instanceof HTMLElement &&
    event.target.matches('input:not([type="checkbox"]), textarea, select, [role="menuitem"]')
  )
    return;
  if (act(event.key, machines)) event.preventDefault();
}

function act(key: string, machines: () => readonly MachineView[]): boolean {
  switch (key) {
    case 'j':
      toggleDesk();
      return true;
    case '?':
      togglePanel({ kind: 'keys' });
      return true;
    case 'Escape':
      return stepBack();
    default:
      // What is not seen is not acted upon.
      return desk.get() === null && actOnMachines(key, machines);
  }
}

function actOnMachines(key: string, machines: () => readonly MachineView[]): boolean {
  switch (key) {
    case '/':
      document.querySelector<HTMLInputElement>('#machine-filter')?.focus();
      return true;
    case 'a':
      return pickProfile();
    case 'i':
      return install(machines());
    default:
      return false;
  }
}

/** MACs that a key is meant for: the ticked ones, else the row that the keyboard is on, else the machine that is open. */
function meant(): readonly string[] {
  const ticked = selected.get();
  if (ticked.size > 0) return [...ticked];
  const open = panel.get();
  const focused = document.activeElement?.closest<HTMLElement>('[data-mac]')?.dataset.mac;
  const mac = focused ?? (open?.kind === 'machine' ? open.mac : undefined);
  return mac === undefined ? [] : meantBy(mac);
}

function pickProfile(): boolean {
  const [mac] = meant();
  if (mac === undefined) return false;
  const focused = document.activeElement?.closest('[data-mac]') !== null;
  openPicker.set(selected.get().size > 0 ? 'bulk' : pickerKey(focused ? 'row' : 'panel', mac));
  return true;
}

function install(machines: readonly MachineView[]): boolean {
  const macs = meant();
  const chosen = machines.filter(({ mac }) => macs.includes(mac));
  if (chosen.length === 0) return false;
  if (installOf(chosen) === 'choose') return pickProfile();
  proposal.set({ kind: 'reinstall', macs });
  return true;
}

/** One thing at a time: the panel, the desk, then the selection. The focus goes back to the table. */
function stepBack(): boolean {
  if (panel.get() !== null) closePanel();
  else if (desk.get() !== null) closeDesk();
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

/** At the next picture: where the desk was, the table has to be drawn first. */
function focusCursor(): void {
  const row = cursor.get();
  if (row === null) return;
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>(`[data-mac="${CSS.escape(row)}"]`)?.focus(),
  );
}
