/**
 * Flatcar Container Linux: its whole system is in the RAM disk, configured by Ignition. It runs from memory, or writes the
 * image of an installed system to the disk: the one beside its network boot files, or one from a mirror.
 */
import type { MediumTree } from '../../../media/tree.ts';
import type { BlockedPlan, LinuxPlan } from '../../boot-plan.ts';
import type { Family, InstallContext, InstallStage } from '../../family.ts';
import type { Detection } from '../../image.ts';
import { archOf } from '../../live/describe.ts';
import { planOnlyWay } from '../../live/plan.ts';
import type { Refusal } from '../../signature.ts';
import { ignitionFamily, ignitionUrl } from '../ignition/ignition-family.ts';
import { bootif } from '../shared.ts';

/** On its ISO, and as the files of its network boot are called, in a folder. */
const STARTS: readonly (readonly [kernel: string, initrd: string])[] = [
  ['flatcar/vmlinuz', 'flatcar/cpio.gz'],
  ['flatcar_production_pxe.vmlinuz', 'flatcar_production_pxe_image.cpio.gz'],
];

/** What flatcar-install writes, and the signature that it checks. */
const IMAGE = ['flatcar_production_image.bin.bz2', 'flatcar_production_image.bin.bz2.sig'];

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
  ...ignitionFamily('flatcar'),
  plan,
  stage,
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
    facts: { image: IMAGE.every((path) => tree.find(path)?.kind === 'file') ? 'yes' : 'no' },
    warnings: [],
  };
}

/** Flatcar's documentation asks for 3 GB: the RAM disk is loaded, unpacked, and run from. */
const NEEDS_MIB = 3072;

function plan(context: InstallContext): LinuxPlan | BlockedPlan {
  const way = {
    id: 'http',
    title: 'by HTTP into memory',
    needsMiB: NEEDS_MIB,
    takes: 'its system is unpacked there',
  };
  return planOnlyWay(context, way, [
    ...['flatcar.first_boot=1', `ignition.config.url=${ignitionUrl(context)}`],
    bootif(context.machine.mac),
  ]);
}

/** With its RAM disk it has everything. */
function stage(path: string): InstallStage | null {
  if (path.endsWith('vmlinuz')) return 'kernel';
  return path.endsWith('cpio.gz') ? 'system' : null;
}
