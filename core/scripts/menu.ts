// biome-ignore-all lint/suspicious/noTemplateCurlyInString: iPXE and GRUB expand their variables so
/**
 * The menu for whoever stands at a machine that nobody has chosen for: described once, written for each loader.
 *
 * A machine that waits asks the laptop every few seconds and opens the menu when a key is pressed; a menu that nobody
 * touches goes back to waiting, so that a choice made at the laptop still holds. What is chosen here is a question to the
 * laptop like any other, which answers with the script of it, or with another menu. A PIN is judged by the laptop, which
 * counts; pxelinux could only judge it by itself, and is given no menu with one.
 */
import { addressOf, type Fetching, hostOf, machineRows, type ScriptContext } from './context.ts';
import { grubText, grubWord, ipxeText, ipxeWord, pxelinuxFile, pxelinuxText } from './escape.ts';
import type { Asking } from './render.ts';

export interface Menu {
  /** What is asked: `Fieldboot on laptop-7`. */
  readonly title: string;
  /** Title of going back to waiting, which is what happens without a key. */
  readonly stay: string;
  /** What can be chosen, in this order. */
  readonly entries: readonly MenuEntry[];
  /** Seconds without a key after which the machine waits again. */
  readonly seconds: number;
  /** A PIN is asked for with every choice. */
  readonly asksPin: boolean;
}

export interface MenuEntry {
  /** Names it in the path of its script: letters, digits, dashes. */
  readonly key: string;
  /** Shown: `Install Web node: ERASES its disks`. */
  readonly title: string;
}

/** Writes a menu for whichever loader asks. */
export function renderMenu(menu: Menu, context: ScriptContext, { loader, fetching }: Asking): string {
  if (loader === 'ipxe') return text(['#!ipxe', ...ipxeMenu(menu, context)]);
  if (loader === 'grub') return text(grubMenu(menu, context, fetching));
  return text(pxelinuxMenu(menu, context, fetching));
}

/** Path of the menu for a loader; `question`: of the one that asks once more. */
export function menuPath(mac: string, { loader, fetching }: Asking, which: 'main' | 'question'): string {
  const name = { ipxe: 'boot.ipxe', grub: 'grub.cfg', pxelinux: `${fetching}/pxelinux.cfg` }[loader];
  return `/machines/${mac}/menu/${which}/${name}`;
}

function ipxeMenu(menu: Menu, { urls, machine, ...rest }: ScriptContext): string[] {
  const own = `chain --replace --autofree ${urls.base}/machines/${machine.mac}`;
  const choose = `${own}/choose/\${choice}/boot.ipxe`;
  const facts = factsOf({ urls, machine, ...rest });
  return [
    `menu ${ipxeText(menu.title, 70)} || goto none`,
    ...facts.map((line) => `item --gap ${ipxeText(line, 76)}`),
    'item --gap',
    `item ask ${ipxeText(menu.stay, 76)}`,
    ...menu.entries.map(({ key, title }) => `item ${ipxeWord(key)} ${ipxeText(title, 76)}`),
    `choose --timeout ${menu.seconds * 1000} --default ask choice || goto ask`,
    'iseq ${choice} ask && goto ask ||',
    ...(menu.asksPin
      ? ['echo -n PIN:', 'clear pin', 'read pin ||', `${choose}?pin=\${pin:uristring} || goto ask`]
      : [`${choose} || goto ask`]),
    ':none',
    'echo This build of iPXE has no menus: choose at the laptop.',
    'sleep 3',
    ':ask',
    `${own}/boot.ipxe ||`,
    'sleep 2',
    'goto ask',
  ];
}

/**
 * For GRUB a menu is a script of its own, read by `configfile`; its ESC key leaves it. The digits of a PIN are entries with
 * a key each: the signed GRUBs have no command that reads a line. The entry that stays asks the laptop, for an open menu
 * must not keep a machine from what was chosen there; GRUB then says for ten seconds that nothing could be booted.
 */
function grubMenu(menu: Menu, context: ScriptContext, fetching: Fetching): string[] {
  const own = `${grubDevice(context, fetching)}/machines/${context.machine.mac}`;
  const told = (path: string, more: string) =>
    `source ${grubWord(`${own}/${path}/grub.cfg?`)}"lockdown=\${lockdown}&chain=\${chain}${more}"`;
  const entry = (title: string, body: string, options = '') =>
    `menuentry ${grubText(title, 76)}${options} { ${body} }`;
  return [
    'set default=0',
    `set timeout=${menu.seconds}`,
    'set pin=',
    'export pin',
    entry(`${menu.stay} (ESC)`, `set timeout=${menu.seconds}; ${told('menu/left', '')}`),
    ...menu.entries.map(({ key, title }) => entry(title, told(`choose/${key}`, '&pin=${pin}'))),
    ...(menu.asksPin ? pinEntries(entry) : []),
    "submenu 'This machine' {",
    ...factsOf(context).map((line) => `  ${entry(line, 'true')}`),
    '}',
  ];
}

function pinEntries(entry: (title: string, body: string, options?: string) => string): string[] {
  return [
    entry('Type the PIN, then choose. This begins it anew.', 'set pin=', ' --hotkey=backspace'),
    ...[...'0123456789'].map((digit) => entry(digit, `set pin="\${pin}${digit}"`, ` --hotkey=${digit}`)),
  ];
}

/** For menu.c32, which takes a configuration of its own. */
function pxelinuxMenu(menu: Menu, context: ScriptContext, fetching: Fetching): string[] {
  const base = fetching === 'http' ? context.urls.base : `tftp://${addressOf(context.urls)}`;
  const { mac } = context.machine;
  const choose = (key: string) =>
    pxelinuxFile(base, `/machines/${mac}/choose/${key}/${fetching}/pxelinux.cfg`);
  return [
    'UI menu.c32',
    `MENU TITLE ${pxelinuxText(menu.title, 70)}`,
    'MENU ROWS 16',
    `TIMEOUT ${menu.seconds * 10}`,
    'ONTIMEOUT again',
    ...factsOf(context).flatMap((line, n) => [
      `LABEL fact${n}`,
      `  MENU LABEL ${pxelinuxText(line, 76)}`,
      '  MENU DISABLE',
    ]),
    'LABEL again',
    `  MENU LABEL ${pxelinuxText(menu.stay, 76)}`,
    '  MENU DEFAULT',
    `  CONFIG ${configName(mac)}`,
    ...menu.entries.flatMap(({ key, title }) => [
      `LABEL ${key}`,
      `  MENU LABEL ${pxelinuxText(title, 76)}`,
      `  CONFIG ${choose(key)}`,
    ]),
  ];
}

/** `pxelinux.cfg/01-52-54-00-12-34-56`: where pxelinux looks for the configuration of a MAC, beside itself. */
export const configName = (mac: string): string => `pxelinux.cfg/01-${mac.replaceAll(':', '-')}`;

/** `(http,10.77.0.1:8067)` or `(tftp,10.77.0.1)`. */
export function grubDevice({ urls }: Pick<ScriptContext, 'urls'>, fetching: Fetching): string {
  return fetching === 'http' ? `(http,${hostOf(urls)})` : `(tftp,${addressOf(urls)})`;
}

/** Who the machine is and what it has, one line each. */
function factsOf(context: ScriptContext): string[] {
  const { memoryMiB, cpu } = context.machine;
  const more: [string, string | null][] = [
    ['Memory', memoryMiB === null ? null : `${memoryMiB} MiB`],
    ['Processor', cpu],
  ];
  return [...machineRows(context).slice(1), ...more]
    .filter(([, value]) => value !== null)
    .map(([label, value]) => `${label}: ${value}`);
}

const text = (lines: readonly string[]): string => `${lines.join('\n')}\n`;
