/**
 * Alpine Linux, run from memory: its RAM disk fetches the kernel's modules (modloop) and installs its packages from the
 * medium's repository. Arguments as its init reads them (mkinitfs, initramfs-init.in).
 */
import { type Problem, problem } from '../../../errors.ts';
import { readText } from '../../../media/read-whole.ts';
import type { MediumTree } from '../../../media/tree.ts';
import type { BlockedPlan, LinuxPlan } from '../../boot-plan.ts';
import type { Family, InstallContext, InstallStage } from '../../family.ts';
import type { Detection } from '../../image.ts';
import { archOf } from '../../live/describe.ts';
import { intoMemory } from '../../live/stack.ts';
import { words } from '../../settings.ts';
import type { Refusal } from '../../signature.ts';
import { planBest } from '../../ways.ts';
import { bootif, liveCurve } from '../shared.ts';

/** Kernels it comes with, the one for real machines first. */
const FLAVOURS = ['lts', 'stable', 'virt', 'hardened', 'vanilla'] as const;

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
  defaults: { mirror: '', kernel_args: '', boot_way: '' },
  purpose: () => 'run',
  overlay: () => [],
  answers: () => [],
  variables: () => ({}),
  plan,
  stage,
  progress: liveCurve,
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
  const { image, profile, urls, machine, settings } = context;
  const { flavour = 'lts', modloopBytes = '0', packages } = image.facts;
  const repository = packages === 'yes' ? `${urls.tree}/apks` : settings.mirror;
  if (!repository)
    return {
      kind: 'blocked',
      sentence: 'It has no packages on its medium: give the profile a mirror of Alpine.',
    };
  const tree = `/images/${image.id}/tree`;
  const way = intoMemory('the archive of its modules', Number(modloopBytes), 256, [
    ...['ip=dhcp', bootif(machine.mac), `alpine_repo=${repository}`],
    ...[`modloop=${urls.tree}/boot/modloop-${flavour}`, 'modules=loop,squashfs'],
  ]);
  const linux = (): LinuxPlan => ({
    kind: 'linux',
    title: `${image.name} — ${profile.name}`,
    kernel: `${tree}/${image.kernel}`,
    initrds: image.initrd.map((path) => `${tree}/${path}`),
    args: [...way.args, ...words(settings.kernel_args)],
  });
  return planBest([{ ...way, plan: linux }], { memoryMiB: machine.memoryMiB, wanted: settings.boot_way });
}

function stage(path: string): InstallStage | null {
  if (/^boot\/vmlinuz-/.test(path)) return 'kernel';
  if (/^boot\/initramfs-/.test(path)) return 'initrd';
  return /^boot\/modloop-|\.apk$/.test(path) ? 'system' : null;
}
