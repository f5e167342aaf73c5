/**
 * Alpine Linux, run from memory: its RAM disk fetches the kernel's modules (modloop) and installs its packages from the
 * medium's repository. Arguments as its init reads them (mkinitfs, initramfs-init.in). Where the profile says so, the system
 * in memory installs itself.
 */
import { type Problem, problem } from '../../../errors.ts';
import { readText } from '../../../media/read-whole.ts';
import type { MediumTree } from '../../../media/tree.ts';
import type { BlockedPlan, LinuxPlan } from '../../boot-plan.ts';
import type { AnswerFile, Family, InstallContext, InstallStage } from '../../family.ts';
import type { Detection } from '../../image.ts';
import { archOf } from '../../live/describe.ts';
import { LIVE_FAMILY } from '../../live/live-family.ts';
import { planOnlyWay } from '../../live/plan.ts';
import { installableDefaults, purposeOfSettings } from '../../live/purpose.ts';
import { intoMemory } from '../../live/stack.ts';
import type { Refusal } from '../../signature.ts';
import { bootif } from '../shared.ts';
import { alpineVariables, OVERLAY, overlayOf, repositoryOf } from './installer.ts';
import { alpineLeavesOut } from './setup-answers.ts';

/** Kernels it comes with, the one for real machines first. */
const FLAVOURS = ['lts', 'stable', 'virt', 'hardened', 'vanilla'] as const;

const ANSWERS: readonly AnswerFile[] = [
  { name: 'answers', template: 'alpine-setup.liquid' },
  { name: 'install.sh', template: 'alpine-install.liquid' },
];

/** Settings that Alpine has no place for. */
const WITHOUT = ['selinux', 'firewall', 'register', 'register_to', 'register_playbook'];

export const alpine: Family = {
  id: 'alpine',
  title: 'Alpine Linux',
  signature: {
    marks: [
      { path: '.alpine-release', source: 'aports: scripts/mkimage.sh' },
      { path: 'boot/modloop-lts', source: 'aports: its netboot archive' },
      { path: 'boot/modloop-virt', source: 'aports: its netboot archive' },
    ],
    foreign: [],
  },
  detect,
  ...LIVE_FAMILY,
  defaults: installableDefaults(WITHOUT),
  purpose: purposeOfSettings,
  answers: (_image, purpose) => (purpose === 'install' ? ANSWERS : []),
  machineFiles: ({ settings }) => (purposeOfSettings(settings) === 'install' ? [overlayOf()] : []),
  leftOut: (_image, form) => alpineLeavesOut(form),
  variables: alpineVariables,
  plan,
  stage,
};

async function detect(tree: MediumTree): Promise<Detection | Refusal> {
  const flavour = FLAVOURS.find((one) =>
    ['vmlinuz', 'initramfs', 'modloop'].every((name) => tree.find(`boot/${name}-${one}`)?.kind === 'file'),
  );
  if (flavour === undefined)
    return {
      refused: 'It is laid out as Alpine Linux, but has no kernel with its RAM disk and modloop in boot.',
    };
  const said = ((await readText(tree, '.alpine-release', 4096)) ?? '').trim();
  const version = /(\d+\.\d+[\w.]*)/.exec(said || tree.label)?.[1] ?? '';
  const name = `Alpine Linux ${version}`.trim();
  const modloop = tree.find(`boot/modloop-${flavour}`);
  const apks = tree.find('apks') !== undefined;
  return {
    family: 'alpine',
    name,
    version,
    arch: archOf(tree, said, tree.label, tree.find('apks/x86_64') ? 'amd64' : ''),
    kernel: `boot/vmlinuz-${flavour}`,
    initrd: [`boot/initramfs-${flavour}`],
    reason: `boot/modloop-${flavour} is there, and ${said ? `.alpine-release says ${said}` : 'no .alpine-release'}.`,
    facts: {
      flavour,
      modloopBytes: String(modloop?.kind === 'file' ? modloop.size : 0),
      packages: apks ? 'yes' : 'no',
    },
    warnings: warnings(name, apks, said !== '' && apks),
  };
}

/** The RAM disk of its ISOs is made for drives: mkimg.base.sh gives it virtio's network card and no other. */
function warnings(name: string, apks: boolean, isIso: boolean): Problem[] {
  return [
    ...(apks ? [] : [problem('MEDIUM_NO_PACKAGES', { name })]),
    ...(isIso ? [problem('RAM_DISK_FEW_CARDS', { name })] : []),
  ];
}

function plan(context: InstallContext): LinuxPlan | BlockedPlan {
  const { image, urls, machine, settings } = context;
  const { flavour = 'lts', modloopBytes = '0' } = image.facts;
  const repository = repositoryOf(context);
  if (repository === null)
    return {
      kind: 'blocked',
      sentence: 'It has no packages on its medium: give the profile a mirror of Alpine.',
    };
  const installs = purposeOfSettings(settings) === 'install';
  const way = intoMemory('the archive of its modules', Number(modloopBytes), installs ? 512 : 256, [
    ...['ip=dhcp', bootif(machine.mac), `alpine_repo=${repository}`],
    ...[`modloop=${urls.tree}/boot/modloop-${flavour}`, 'modules=loop,squashfs'],
    ...(installs ? [`apkovl=${urls.own}/${OVERLAY}`] : []),
  ]);
  return planOnlyWay(context, way, way.args);
}

function stage(path: string): InstallStage | null {
  if (/^boot\/vmlinuz-/.test(path)) return 'kernel';
  if (/^boot\/initramfs-/.test(path)) return 'initrd';
  return /^boot\/modloop-|\.apk$/.test(path) ? 'system' : null;
}
