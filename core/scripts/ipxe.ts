/**
 * Boot plans as iPXE scripts (iPXE 1.21 and later).
 *
 * No script ever runs another inside itself: `chain --replace` puts the next in its place, so a machine can wait for
 * days. Whatever fails ends in asking the laptop again, never at a prompt.
 */
import type { BootPlan, LinuxPlan, ProgramPlan } from '../images/boot-plan.ts';
import { MEMORY_SOCKETS } from '../images/memory.ts';
import { type EntryUrls, machineRows, NOBODY_CHOSE, type ScriptContext } from './context.ts';
import { ipxeArguments, ipxeText, ipxeUrl, ipxeWord } from './escape.ts';
import { menuPath } from './menu.ts';

/**
 * What iPXE tells about the machine it runs on, in the query of its first request. `uristring` is for texts
 * only: of a number, an address or a UUID it gives the raw bytes, and the first zero among them cuts the command
 * (seen with the iPXE of 2019 in QEMU's cards: the query ended at `uuid=`). Those are written plainly.
 */
const FACTS: readonly (readonly [name: string, setting: string])[] = [
  ['uuid', 'uuid'],
  ['manufacturer', 'manufacturer:uristring'],
  ['product', 'product:uristring'],
  ['serial', 'serial:uristring'],
  ['asset', 'asset:uristring'],
  // From SMBIOS, because iPXE's own `memsize` and `cpumodel` are not in every build.
  ['cpu', 'smbios/4.16.0:uristring'],
  ['memory', memorySockets('12.2')],
  ['memoryext', memorySockets('28.4')],
  ['platform', 'platform:uristring'],
  ['buildarch', 'buildarch:uristring'],
  ['version', 'version:uristring'],
  ['ip', 'netX/ip'],
];

/**
 * `/boot.ipxe`, the same for every machine: it asks for the machine's own script by the MAC of the interface that
 * iPXE opened last, which is the one that got here.
 */
export function entryScript(urls: EntryUrls): string {
  const facts = FACTS.map(([name, setting]) => `${name}=\${${setting}}`).join('&');
  return script([':ask', `${ask(urls, `\${netX/mac}`)}?${facts} ||`, ...askLater(2)]);
}

/** The script of one machine. Throws RangeError for what iPXE cannot be told. */
export function planScript(plan: BootPlan, context: ScriptContext): string {
  switch (plan.kind) {
    case 'linux':
      return loadingScript(plan.title, kernelLines(plan, context.urls.base), context);
    case 'program':
      return loadingScript(plan.title, programLines(plan, context.urls.base), context);
    case 'wait':
      return waitScript(plan.sentence ?? NOBODY_CHOSE, context);
    case 'local':
      return localScript(plan.title, context);
    case 'restart':
      return script([`echo ${ipxeText(plan.sentence)}`, 'sleep 3', 'reboot']);
    case 'blocked':
      return blockedScript(plan.sentence, context);
  }
}

/** Shows who the machine is and asks again every two seconds. */
function waitScript(sentence: string, context: ScriptContext): string {
  const lines = [...screen(context), `echo ${ipxeText(sentence)}`];
  return script([...lines, ...(context.menu ? menuOrAsk(context) : askForEver(context, 2))]);
}

/** Says why the machine cannot boot what was chosen, and asks again. */
function blockedScript(sentence: string, context: ScriptContext): string {
  return script([
    ...screen(context),
    `echo Cannot start: ${ipxeText(sentence)}`,
    'echo Waiting until that is put right.',
    ...askForEver(context, 5),
  ]);
}

/**
 * The machine's own disk. UEFI firmware goes on to its next boot entry only when this one failed (EDK2 stops at its
 * menu after a boot option that returned success), hence `exit 1`. A BIOS is handed its first disk; where that cannot
 * be started, `exit` lets it go on by itself.
 */
function localScript(title: string, { laptop }: Pick<ScriptContext, 'laptop'>): string {
  return script([
    `echo Fieldboot on ${ipxeText(laptop, 60)}: ${ipxeText(title, 80)}; starting from its own disk.`,
    `iseq \${platform} efi && exit 1 ||`,
    'sanboot --no-describe --drive 0x80 ||',
    'exit',
  ]);
}

/** Loads what `lines` load and starts it. */
function loadingScript(title: string, lines: readonly string[], context: ScriptContext): string {
  return script([
    `echo Fieldboot on ${ipxeText(context.laptop, 60)}: ${ipxeText(title, 120)}`,
    ...lines,
    'boot || goto failed',
    ':failed',
    'imgfree',
    'echo It could not be loaded or started; asking the laptop again.',
    ...reportFailure(context.report),
    ...askForEver(context, 10),
  ]);
}

/**
 * A kernel with its RAM disks. The RAM disks have names, which the kernel is told: kernels before 5.8 on UEFI find them
 * only so. Throws RangeError for a word that iPXE cannot be given.
 */
function kernelLines(plan: LinuxPlan, base: string): string[] {
  const names = plan.initrds.map((_, index) => `initrd${index + 1}`);
  const args = ipxeArguments([...names.map((name) => `initrd=${name}`), ...plan.args]);
  return [
    `kernel ${ipxeUrl(base, plan.kernel)} ${args} || goto failed`,
    ...plan.initrds.map(
      (path, index) => `initrd --name ${names[index]} ${ipxeUrl(base, path)} || goto failed`,
    ),
  ];
}

/** `kernel` takes whatever the build of iPXE can start: an EFI program on UEFI, what is like a kernel on a BIOS. */
function programLines({ program, args }: ProgramPlan, base: string): string[] {
  const words = [ipxeUrl(base, program), ...args.map((one) => ipxeArguments([one]))];
  return [`kernel ${words.join(' ')} || goto failed`];
}

function reportFailure(report: string | null): string[] {
  if (report === null) return [];
  return [`imgfetch --name report ${ipxeWord(report)}/failed?reason=loader ||`, 'imgfree report ||'];
}

/** Who the machine is, on a clean screen. ANSI: `[2J` clears, `[1;1H` goes to the corner. */
function screen(context: ScriptContext): string[] {
  const rows = machineRows(context).map(([label, value]) => `echo ${label}: ${ipxeText(value ?? '-', 80)}`);
  return [
    'set esc:hex 1b',
    `echo -n \${esc:string}[2J\${esc:string}[1;1H`,
    ...rows.slice(0, 1),
    'echo',
    ...rows.slice(1),
    'echo',
  ];
}

/** The same as `askForEver`, where a key opens the menu. `m` is 6Dh. */
function menuOrAsk(context: ScriptContext): string[] {
  const { urls, machine } = context;
  const menu = `${urls.base}${menuPath(machine.mac, { loader: 'ipxe', fetching: 'http' }, 'main')}`;
  return [
    ':ask',
    `prompt --key 0x6d --timeout 2000 Press M for the menu. && chain --replace --autofree ${menu} ||`,
    `${ask(urls, machine.mac)} ||`,
    ...askLater(0),
  ];
}

/** Waits, then asks for the machine's script, for ever: also while the laptop serves nothing. */
function askForEver({ urls, machine }: ScriptContext, seconds: number): string[] {
  return [':ask', `sleep ${seconds}`, `${ask(urls, machine.mac)} ||`, ...askLater(0)];
}

function askLater(seconds: number): string[] {
  const pause = seconds > 0 ? [`sleep ${seconds}`] : [];
  return ['echo The laptop does not answer; asking again.', ...pause, 'goto ask'];
}

function ask({ base }: EntryUrls, mac: string): string {
  return `chain --replace --autofree ${base}/machines/${mac}/boot.ipxe`;
}

/** One field of every memory socket, dotted: `${smbios/0.17.12.2:hexraw}.${smbios/1.17.12.2:hexraw}…` without its braces. */
function memorySockets(field: string): string {
  const sockets = Array.from({ length: MEMORY_SOCKETS }, (_, n) => `smbios/${n}.17.${field}:hexraw`);
  return sockets.join('}.${');
}

const script = (lines: readonly string[]): string => `#!ipxe\n${lines.join('\n')}\n`;
