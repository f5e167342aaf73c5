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

/** Milliseconds until it is tried again to open it: long, for the key that opens GRUB's menu leaves it, too. */
const TRY_AGAIN = 45_000;

/** Takes the only profile there is: waiting and the own disk come before it. */
export async function chooseAtMenu(machine: Machine, loader: ScriptLoader): Promise<void> {
  let tried = 0;
  let seen = 0;
  await until('the menu is open', 150, async () => {
    if (Date.now() - tried > TRY_AGAIN) {
      tried = Date.now();
      seen = machine.serial().length;
      await machine.press(...OPEN[loader]);
    }
    return shows(machine, /ERASES its disks/, seen);
  });
  seen = machine.serial().length;
  await machine.press('down', 'down', 'ret');
  await until('it asks whether it may erase', 60, () => shows(machine, /Yes, ERASE/, seen));
  await machine.press('down', 'ret');
}

/** Text on the serial port after what was seen of it before, without what moves the cursor. */
function shows(machine: Machine, pattern: RegExp, seen: number): boolean | undefined {
  const text = machine.serial().slice(seen);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals are told with them
  return pattern.test(text.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '')) || undefined;
}
