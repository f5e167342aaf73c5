/** Keys that work wherever nothing is being typed. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { MachineView } from '../../core/api/contract.ts';
import { closeDesk, desk, toggleDesk } from './desk.ts';
import { useDeed } from './do-deed.ts';
import { useUndo } from './doing.ts';
import { type Deed, deedOf, installOf } from './machine-deeds.ts';
import { closePanel, panel, togglePanel, writeOf } from './panel.ts';
import { usePause } from './pause.ts';
import { keyOf, useStatus } from './queries.ts';
import { clearSelection, meantBy, openPicker, pickerKey, proposal, selected } from './selection.ts';
import { cursor } from './table.ts';

/** What the keys bring about beyond this window's own state. */
interface Hands {
  machines(): readonly MachineView[];
  act(deed: Deed, macs: readonly string[]): void;
  undo(): void;
  pause(): void;
}

export function useKeys(): void {
  const client = useQueryClient();
  const act = useDeed();
  const undo = useUndo();
  const { data: status } = useStatus();
  const { toggle } = usePause();
  const serving = status?.serving != null;
  const hands = useRef<Hands | null>(null);
  hands.current = {
    machines: () => client.getQueryData<MachineView[]>(keyOf('machines')) ?? [],
    act,
    undo: () => undo(),
    pause: () => serving && toggle(),
  };
  useEffect(() => {
    const listener = (event: KeyboardEvent) => hands.current && onKey(event, hands.current);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}

function onKey(event: KeyboardEvent, hands: Hands): void {
  if (event.defaultPrevented || event.altKey) return;
  if (
    event.target instanceof HTMLElement &&
    event.target.matches('input:not([type="checkbox"]), textarea, select, [role="menuitem"]')
  )
    return;
  const control = event.ctrlKey || event.metaKey;
  const done = control ? actWithControl(event.key, hands) : act(event.key, hands);
  if (done) event.preventDefault();
}

function actWithControl(key: string, hands: Hands): boolean {
  if (key !== 'z') return false;
  hands.undo();
  return true;
}

function act(key: string, hands: Hands): boolean {
  switch (key) {
    case 'j':
      toggleDesk();
      return true;
    case 'p':
      hands.pause();
      return true;
    case '?':
      togglePanel({ kind: 'keys' });
      return true;
    case 'Escape':
      return stepBack();
    default:
      // What is not seen is not acted upon.
      return desk.get() === null && actOnMachines(key, hands);
  }
}

function actOnMachines(key: string, { machines, act }: Hands): boolean {
  switch (key) {
    case '/':
      document.querySelector<HTMLInputElement>('#machine-filter')?.focus();
      return true;
    case 'a':
      return pickProfile();
    case 'i':
      return install(machines());
    case 'F2':
      return write('name');
    case 'n':
      return write('note');
    default: {
      const macs = new Set(meant());
      const found = deedOf(
        key,
        machines().filter(({ mac }) => macs.has(mac)),
      );
      if (found !== null) act(found.deed, found.macs);
      return found !== null;
    }
  }
}

/** Of several the first: names and notes are written one by one. */
function write(field: 'name' | 'note'): boolean {
  const [mac] = meant();
  if (mac !== undefined) writeOf(mac, field);
  return mac !== undefined;
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
