/**
 * Boot plans as pxelinux configuration (PXELINUX 6; https://wiki.syslinux.org, "Config"), for BIOS machines on which
 * iPXE does not run.
 *
 * pxelinux has no commands to be run one after the other: what happens next is always a label and a timeout. A machine
 * that waits times out into a label that reads the configuration anew.
 */
import type { BootPlan, LinuxPlan } from '../images/boot-plan.ts';
import {
  addressOf,
  type Fetching,
  machineRows,
  type Script,
  type ScriptContext,
  standingStill,
} from './context.ts';
import { pxelinuxArguments, pxelinuxFile, pxelinuxText } from './escape.ts';
import { configName, menuPath } from './menu.ts';

/** Tenths of a second until a machine that waits asks again. */
const ASK_AGAIN = 20;
/** The same after a kernel that could not be loaded. */
const TRY_AGAIN = 100;
/** The same for whoever began to type something. */
const HALF_TYPED = 600;

const NO_REPORT = 'pxelinux cannot tell the laptop that a kernel could not be loaded.';

/**
 * The configuration of one machine. Throws RangeError for what pxelinux cannot be told.
 * @param isWorn the next configuration must not be read by this pxelinux, but by one that is started afresh.
 */
export function pxelinuxConfig(
  plan: BootPlan,
  context: ScriptContext,
  fetching: Fetching,
  isWorn = false,
): Script {
  const again = isWorn ? afreshLabel(fetching) : againLabel(context);
  switch (plan.kind) {
    case 'linux':
      return linuxConfig(plan, context, fetching);
    case 'program':
      return linuxConfig({ ...plan, kind: 'linux', kernel: plan.program, initrds: [] }, context, fetching);
    case 'local':
      return config([], localLines(plan.title, context));
    case 'restart':
      return config(
        [],
        [`SAY ${pxelinuxText(plan.sentence)}`, 'DEFAULT reboot', 'LABEL reboot', '  COM32 reboot.c32'],
      );
    case 'wait':
      return waitConfig(plan, context, fetching, again);
    case 'blocked':
      return config([], stillLines(plan, context, [], again));
  }
}

function linuxConfig(plan: LinuxPlan, context: ScriptContext, fetching: Fetching): Script {
  return config(context.report === null ? [] : [NO_REPORT], [
    `SAY Fieldboot on ${pxelinuxText(context.laptop, 60)}: ${pxelinuxText(plan.title, 120)}`,
    'DEFAULT fieldboot',
    'PROMPT 0',
    'ONERROR again',
    ...linuxLabel('fieldboot', plan, pxelinuxBase(context, fetching)),
    ...againLabel(context),
    ...LOCAL_LABEL,
  ]);
}

/**
 * SYSAPPEND 2 adds BOOTIF, so that an installer uses the card it came by; where the plan names it already, that holds.
 */
function linuxLabel(name: string, plan: LinuxPlan, base: string): string[] {
  const named = plan.args.some((one) => one.startsWith('BOOTIF='));
  return [
    `LABEL ${name}`,
    // Not KERNEL, which goes by the end of the name: a `.bin` would be a boot sector.
    `  LINUX ${pxelinuxFile(base, plan.kernel)}`,
    ...(plan.initrds.length === 0
      ? []
      : [`  INITRD ${plan.initrds.map((path) => pxelinuxFile(base, path)).join(',')}`]),
    ...(plan.args.length === 0 ? [] : [`  APPEND ${pxelinuxArguments(plan.args)}`]),
    ...(named ? [] : ['  SYSAPPEND 2']),
  ];
}

const NO_PIN =
  'pxelinux cannot ask for the PIN of the menu so that guesses are counted; choose at the laptop.';

/** Whoever stands there can type `menu`, where there is one. */
function waitConfig(
  plan: BootPlan,
  context: ScriptContext,
  fetching: Fetching,
  again: readonly string[],
): Script {
  if (!context.menu) return config([], stillLines(plan, context, [], again));
  if (context.menu === 'pin') return config([NO_PIN], stillLines(plan, context, [NO_PIN], again));
  const path = menuPath(context.machine.mac, { loader: 'pxelinux', fetching }, 'main');
  const file = pxelinuxFile(pxelinuxBase(context, fetching), path);
  const lines = stillLines(plan, context, ['Type "menu" for what it may boot.'], again);
  return config([], [...lines, 'LABEL menu', '  COM32 menu.c32', `  APPEND ${file}`]);
}

/** Shows who the machine is, and reads the configuration again. Whoever stands there can type `local`. */
function stillLines(
  plan: BootPlan,
  context: ScriptContext,
  more: readonly string[],
  again: readonly string[],
): string[] {
  const rows = machineRows(context).map(([label, value]) => `${label}: ${value ?? '-'}`);
  const lines = [...rows, ...(standingStill(plan) ?? []), ...more, 'Type "local" for its own disk.'];
  return [
    ...lines.map((line) => `SAY ${pxelinuxText(line)}`),
    'DEFAULT again',
    'PROMPT 1',
    `TIMEOUT ${plan.kind === 'wait' ? ASK_AGAIN : TRY_AGAIN}`,
    // A word that somebody began and left there must not keep the machine for ever.
    `TOTALTIMEOUT ${HALF_TYPED}`,
    'ONTIMEOUT again',
    ...again,
    ...LOCAL_LABEL,
  ];
}

function localLines(title: string, { laptop }: ScriptContext): string[] {
  return [
    `SAY Fieldboot on ${pxelinuxText(laptop, 60)}: ${pxelinuxText(title, 80)}; starting from its own disk.`,
    'DEFAULT local',
    'PROMPT 0',
    'ONERROR firmware',
    ...LOCAL_LABEL,
    // Without a disk to start from, the firmware goes on as if there had been no network.
    'LABEL firmware',
    '  LOCALBOOT 0',
  ];
}

/** chain.c32 hands the machine to the first sector of its first disk. */
const LOCAL_LABEL = ['LABEL local', '  COM32 chain.c32', '  APPEND hd0'];

function againLabel({ machine }: ScriptContext): string[] {
  return ['LABEL again', `  CONFIG ${configName(machine.mac)}`];
}

/** The same, by a pxelinux that is started in the place of this one. */
const afreshLabel = (fetching: Fetching): string[] => [
  'LABEL again',
  `  PXE ${fetching === 'http' ? 'lpxelinux.0' : 'pxelinux.0'}`,
];

/** What URLs of files begin with. lpxelinux.0 knows HTTP; pxelinux.0 only TFTP, whose port cannot be named. */
function pxelinuxBase({ urls }: ScriptContext, fetching: Fetching): string {
  return fetching === 'http' ? urls.base : `tftp://${addressOf(urls)}`;
}

function config(cannot: readonly string[], lines: readonly string[]): Script {
  return { text: `${[...cannot.map((one) => `# ${one}`), ...lines].join('\n')}\n`, cannot };
}
