/** Whoever stands at a machine: opens the menu, takes its last entry, and says yes to what it erases. */
import type { ScriptLoader } from '../../core/scripts/context.ts';
import type { Machine } from './machine.ts';
import { until } from './system.ts';

/** How the menu is opened. */
const OPEN: Readonly<Record<ScriptLoader, readonly string[]>> = {
  ipxe: ['m'],
  grub: ['esc'],
  pxelinux: ['m', 'e', 'n', 'u', 'ret'],
};

/** Seconds between two tries to open it; the machine asks the laptop in between. */
const TRY_AGAIN = 12_000;

/** Takes the only profile there is: waiting and the own disk come before it. */
export async function chooseAtMenu(machine: Machine, loader: ScriptLoader): Promise<void> {
  let tried = 0;
  await until('the menu is open', 120, async () => {
    if (Date.now() - tried > TRY_AGAIN) {
      tried = Date.now();
      await machine.press(...OPEN[loader]);
    }
    return shows(machine, /ERASES its disks/);
  });
  await machine.press('down', 'down', 'ret');
  await until('it asks whether it may erase', 60, () => shows(machine, /Yes, ERASE/));
  await machine.press('down', 'ret');
}

/** Text on the serial port, without what moves the cursor. */
function shows(machine: Machine, pattern: RegExp): boolean | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals are told with them
  return pattern.test(machine.serial().replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '')) || undefined;
}
