/** Asks before quitting while machines install from this laptop. */
import { type BrowserWindow, dialog } from 'electron';
import type { MachineView } from '../core/api/contract.ts';
import type { Words } from './words.ts';

/** More names than this do not help anybody to decide. */
const MOST_NAMES = 5;
const LONGEST_NAME = 40;

/** Names of the machines that quitting would leave half installed. */
export function installingMachines(machines: readonly MachineView[]): string[] {
  return machines.filter(dependsOnUs).map(nameOf);
}

/** A machine that was only assigned is `booting` too, with no stage seen yet: nothing is lost for that one. */
function dependsOnUs({ state, stage }: MachineView): boolean {
  return state === 'installing' || (state === 'booting' && stage !== null);
}

/** Product names come from the wire: no control characters (or bidirectional marks), and not without end. */
function nameOf({ name, product, mac }: MachineView): string {
  const given = (name ?? product ?? '').replace(/[\p{Cc}\p{Cf}]/gu, ' ').trim();
  return given === '' ? mac : `${given.slice(0, LONGEST_NAME)} (${mac})`;
}

/**
 * True when nothing installs or the technician wants to quit all the same. `machines` asks the engine; when it does
 * not answer there is nothing to protect, and a hung engine must not keep the program open.
 */
export async function mayQuit(
  machines: () => Promise<readonly MachineView[]>,
  window: BrowserWindow | null,
  words: Words,
): Promise<boolean> {
  const names = installingMachines(await machines().catch(() => []));
  if (names.length === 0) return true;
  const options = {
    type: 'warning' as const,
    message: words.quitTitle(names.length),
    detail: words.quitDetail(shorten(names, words)),
    buttons: [words.keepServing, words.quitAnyway],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  };
  const { response } = await (window
    ? dialog.showMessageBox(window, options)
    : dialog.showMessageBox(options));
  return response === 1;
}

function shorten(names: readonly string[], words: Words): string {
  const shown = names.slice(0, MOST_NAMES);
  const rest = names.length - shown.length;
  return [...shown, ...(rest > 0 ? [words.andMore(rest)] : [])].join('\n');
}
