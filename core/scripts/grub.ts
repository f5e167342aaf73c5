// biome-ignore-all lint/suspicious/noTemplateCurlyInString: GRUB expands its variables so
/**
 * Boot plans as GRUB scripts (GRUB 2.06 and later; only commands that are built into Debian's signed network loader,
 * because under Secure Boot no module can be added).
 *
 * One script, `grubEntry`, is what every GRUB finds under whichever name it asks for. It stays, and fetches the
 * machine's own script again and again until that one starts something: a script that fetched its successor itself
 * would be a script inside a script inside a script.
 */
import type { BootPlan, LinuxPlan, ProgramPlan } from '../images/boot-plan.ts';
import {
  type EntryUrls,
  type Fetching,
  machineRows,
  type Script,
  type ScriptContext,
  standingStill,
} from './context.ts';
import { grubArguments, grubFile, grubText, grubWord } from './escape.ts';
import { grubDevice, menuPath } from './menu.ts';

/**
 * What GRUB tells about its machine: strings of SMBIOS structure 1 (DMTF DSP0134, 7.2). They go by TFTP in the name of
 * the file, where a space does no harm; a request by HTTP would end at it.
 */
const FACTS: readonly (readonly [name: string, read: string])[] = [
  ['manufacturer', '--get-string 4'],
  ['product', '--get-string 5'],
  ['serial', '--get-string 7'],
  ['uuid', '--get-uuid 8'],
];

/**
 * The script for every machine whose GRUB asks for its configuration.
 * @param chain which signed chain this GRUB is of, as `chainOf` names it.
 */
export function grubEntry(urls: EntryUrls, fetching: Fetching, chain = ''): string {
  const own = `${grubDevice({ urls }, fetching)}/machines/\${net_default_mac}/grub.cfg`;
  const facts = fetching === 'tftp' ? FACTS : FACTS.filter(([name]) => name === 'uuid');
  const told = [
    'platform=${grub_platform}',
    'buildarch=${grub_cpu}',
    'lockdown=${lockdown}',
    `chain=${chain}`,
    ...facts.map(([name]) => `${name}=\${${name}}`),
  ];
  return script([
    'set pager=0',
    // For the menu, which knows only what is exported.
    `set chain=${chain}`,
    'export chain',
    ...facts.map(([name, read]) => `smbios --type 1 ${read} --set ${name}`),
    'while true; do',
    `  if source "${own}?${told.join('&')}"; then true; else`,
    "    echo 'The laptop does not answer; asking again.'",
    '  fi',
    '  sleep 2',
    'done',
  ]);
}

/**
 * The script of one machine; it comes to its end when there is nothing to start yet. Throws RangeError as the others do.
 * @param efiCommands it starts kernels under UEFI by `linuxefi` and `initrdefi` only.
 */
export function grubScript(
  plan: BootPlan,
  context: ScriptContext,
  fetching: Fetching,
  efiCommands = false,
): Script {
  switch (plan.kind) {
    case 'linux':
      return linuxScript(plan, context, fetching, efiCommands ? 'efi' : '');
    case 'program':
      return said(programLines(plan, context, fetching));
    case 'local':
      return said(localLines(plan.title, context));
    case 'restart':
      return said([`echo ${grubText(plan.sentence)}`, 'sleep 3', 'reboot']);
    case 'wait':
      return said([...stillLines(plan, context), ...menuLines(context, fetching), 'true']);
    case 'blocked':
      return said([...stillLines(plan, context), 'true']);
  }
}

function linuxScript(plan: LinuxPlan, context: ScriptContext, fetching: Fetching, suffix: string): Script {
  const device = grubDevice(context, fetching);
  const initrds = plan.initrds.map((path) => grubFile(device, path)).join(' ');
  return said([
    `echo ${grubText(`Fieldboot on ${context.laptop}: ${plan.title}`)}`,
    `if linux${suffix} ${grubFile(device, plan.kernel)} ${grubArguments(plan.args)}; then`,
    initrds === '' ? '  boot' : `  if initrd${suffix} ${initrds}; then boot; fi`,
    'fi',
    "echo 'It could not be loaded or started; asking the laptop again.'",
    ...reportFailure(context, fetching),
    'sleep 10',
    'true',
  ]);
}

/** Under UEFI a program is a file of the firmware's own kind. */
function programLines(
  { title, program, args }: ProgramPlan,
  context: ScriptContext,
  fetching: Fetching,
): string[] {
  const file = grubFile(grubDevice(context, fetching), program);
  return [
    `echo ${grubText(`Fieldboot on ${context.laptop}: ${title}`)}`,
    `if chainloader ${[file, ...args.map(grubWord)].join(' ')}; then boot; fi`,
    "echo 'It could not be loaded or started; asking the laptop again.'",
    ...reportFailure(context, fetching),
    'sleep 10',
    'true',
  ];
}

/** To ask whether a file has anything in it is to fetch it. */
function reportFailure({ report, urls }: ScriptContext, fetching: Fetching): string[] {
  if (report === null) return [];
  const path = report.slice(urls.base.length);
  return [
    `if [ -s ${grubWord(`${grubDevice({ urls }, fetching)}${path}/failed?reason=loader`)} ]; then true; fi`,
  ];
}

function stillLines(plan: BootPlan, context: ScriptContext): string[] {
  const rows = machineRows(context).map(([label, value]) => `${label}: ${value ?? '-'}`);
  return ['clear', ...[...rows, '', ...(standingStill(plan) ?? [])].map((line) => `echo ${grubText(line)}`)];
}

/** ESC is the one key by which `sleep` can be interrupted. */
function menuLines(context: ScriptContext, fetching: Fetching): string[] {
  if (!context.menu) return [];
  const path = menuPath(context.machine.mac, { loader: 'grub', fetching }, 'main');
  return [
    "echo 'Press ESC for the menu.'",
    `if sleep --interruptible 3; then true; else configfile ${grubFile(grubDevice(context, fetching), path)}; fi`,
  ];
}

/**
 * Loaders that installed systems put on their EFI partition, the makers' own first: the last one, the fallback of
 * removable media, may write boot entries anew (shim's fbx64.efi), and the firmware's are to stay as they are.
 */
const DISK_LOADERS: readonly string[] = [
  ...['debian', 'ubuntu', 'redhat', 'centos', 'rocky', 'almalinux', 'fedora', 'opensuse', 'sles'].map(
    (name) => `/EFI/${name}/shim`,
  ),
  ...['debian', 'ubuntu', 'opensuse', 'sles'].map((name) => `/EFI/${name}/grub`),
];

/**
 * The machine's own disk: the loader that lies on it, found by its path. GRUB's `exit` would end at the firmware's menu
 * on EDK2, which takes a loader that returned without an error for one that was left by its user.
 */
function localLines(title: string, { laptop }: ScriptContext): string[] {
  const known = DISK_LOADERS.map((name) => grubWord(name)).join(' ');
  return [
    `echo ${grubText(`Fieldboot on ${laptop}: ${title}; starting from its own disk.`)}`,
    'if [ "$grub_cpu" = arm64 ]; then set suffix=aa64; set fallback=/EFI/BOOT/BOOTAA64.EFI',
    'else set suffix=x64; set fallback=/EFI/BOOT/BOOTX64.EFI; fi',
    'set found=',
    `for name in ${known}; do`,
    '  if [ -z "$found" ]; then',
    '    if search --no-floppy --file --set=disk "$name$suffix.efi"; then set found="$name$suffix.efi"; fi',
    '  fi',
    'done',
    `for name in '/EFI/Microsoft/Boot/bootmgfw.efi' "$fallback"; do`,
    '  if [ -z "$found" ]; then',
    '    if search --no-floppy --file --set=disk "$name"; then set found="$name"; fi',
    '  fi',
    'done',
    'if [ -n "$found" ]; then',
    // Debian's chainloader tells the next loader that it lies on the root, whatever stands before the path.
    '  set root="$disk"',
    '  echo "($disk)$found"',
    '  if chainloader "$found"; then boot; fi',
    'fi',
    'exit',
  ];
}

const said = (lines: readonly string[]): Script => ({ text: script(lines), cannot: [] });

const script = (lines: readonly string[]): string => `${lines.join('\n')}\n`;
