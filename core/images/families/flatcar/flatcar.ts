/** Flatcar Container Linux: its whole system is in the RAM disk, configured by Ignition. It runs from memory. */
import type { MediumTree } from '../../../media/tree.ts';
import type { BlockedPlan, LinuxPlan } from '../../boot-plan.ts';
import type { Family, InstallContext, InstallStage } from '../../family.ts';
import type { Detection } from '../../image.ts';
import { archOf } from '../../live/describe.ts';
import { words } from '../../settings.ts';
import type { Refusal } from '../../signature.ts';
import { planBest } from '../../ways.ts';
import { IGNITION_DEFAULTS, IGNITION_FILE, ignitionVariables } from '../ignition.ts';
import { bootif, liveCurve } from '../shared.ts';

/** On its ISO, and as the files of its network boot are called, in a folder. */
const STARTS: readonly (readonly [kernel: string, initrd: string])[] = [
  ['flatcar/vmlinuz', 'flatcar/cpio.gz'],
  ['flatcar_production_pxe.vmlinuz', 'flatcar_production_pxe_image.cpio.gz'],
];

export const flatcar: Family = {
  id: 'flatcar',
  title: 'Flatcar',
  signature: {
    marks: [
      { path: 'flatcar/cpio.gz', source: 'flatcar scripts: build_library, the ISO' },
      { path: 'flatcar_production_pxe_image.cpio.gz', source: 'flatcar.org/docs: booting with PXE' },
    ],
    foreign: [],
  },
  detect,
  defaults: IGNITION_DEFAULTS,
  purpose: () => 'run',
  overlay: () => [],
  answers: () => [IGNITION_FILE],
  variables: ignitionVariables,
  plan,
  stage,
  progress: liveCurve,
};

async function detect(tree: MediumTree): Promise<Detection | Refusal> {
  const [kernel, initrd] =
    STARTS.find((pair) => pair.every((path) => tree.find(path)?.kind === 'file')) ?? [];
  if (kernel === undefined || initrd === undefined)
    return { refused: 'The RAM disk of Flatcar is there, but no kernel beside it.' };
  const version = /\d+\.\d+\.\d+/.exec(tree.label)?.[0] ?? '';
  return {
    family: 'flatcar',
    name: `Flatcar ${version}`.trim(),
    version,
    arch: archOf(tree, tree.label),
    kernel,
    initrd: [initrd],
    reason: `${kernel} and ${initrd} are there.`,
    facts: {},
    warnings: [],
  };
}

/** Flatcar's documentation asks for 3 GB: the RAM disk is loaded, unpacked, and run from. */
const NEEDS_MIB = 3072;

function plan(context: InstallContext): LinuxPlan | BlockedPlan {
  const { image, profile, urls, machine, settings } = context;
  const tree = `/images/${image.id}/tree`;
  const linux = (): LinuxPlan => ({
    kind: 'linux',
    title: `${image.name} — ${profile.name}`,
    kernel: `${tree}/${image.kernel}`,
    initrds: image.initrd.map((path) => `${tree}/${path}`),
    args: [
      ...['flatcar.first_boot=1', `ignition.config.url=${urls.answers}`],
      ...[bootif(machine.mac), ...words(settings.kernel_args)],
    ],
  });
  const way = {
    id: 'http',
    title: 'by HTTP into memory',
    needsMiB: NEEDS_MIB,
    takes: 'its system is unpacked there',
  };
  return planBest([{ ...way, plan: linux }], { memoryMiB: machine.memoryMiB, wanted: settings.boot_way });
}

/** With its RAM disk it has everything. */
function stage(path: string): InstallStage | null {
  if (path.endsWith('vmlinuz')) return 'kernel';
  return path.endsWith('cpio.gz') ? 'system' : null;
}
