/**
 * NixOS from its netboot files (`nix build …netbootRamdisk`: bzImage, initrd, netboot.ipxe), whose RAM disk holds the
 * whole system. Its ISO is recognised and cannot be booted this way: its RAM disk looks for the medium by its label, and
 * has no network (nixpkgs, installer/cd-dvd/iso-image.nix and netboot/netboot.nix).
 */
import { problem } from '../../../errors.ts';
import { readText } from '../../../media/read-whole.ts';
import type { MediumTree } from '../../../media/tree.ts';
import type { BlockedPlan, LinuxPlan } from '../../boot-plan.ts';
import type { Family, InstallContext, InstallStage } from '../../family.ts';
import type { Detection } from '../../image.ts';
import { archOf } from '../../live/describe.ts';
import { LIVE_FAMILY } from '../../live/live-family.ts';
import { planOnlyWay } from '../../live/plan.ts';
import { mebibytes } from '../../live/stack.ts';
import { words } from '../../settings.ts';
import type { Refusal } from '../../signature.ts';
import { bootif } from '../shared.ts';

export const nixos: Family = {
  id: 'nixos',
  title: 'NixOS',
  signature: {
    marks: [
      { path: 'netboot.ipxe', source: 'nixpkgs: netboot.nix writes it' },
      { path: 'nix-store.squashfs', source: 'nixpkgs: iso-image.nix' },
    ],
    foreign: [],
  },
  detect,
  ...LIVE_FAMILY,
  defaults: { kernel_args: '', boot_way: '' },
  plan,
  stage,
};

async function detect(tree: MediumTree): Promise<Detection | Refusal> {
  const version = /nixos-\w+-(\d\d\.\d\d)/i.exec(tree.label)?.[1] ?? '';
  const found = { family: 'nixos', version, name: `NixOS ${version}`.trim(), arch: archOf(tree, tree.label) };
  const init = initOf((await readText(tree, 'netboot.ipxe', 64 * 1024)) ?? '');
  const initrd = tree.find('initrd');
  if (init !== null && initrd?.kind === 'file' && tree.find('bzImage')?.kind === 'file')
    return {
      ...found,
      kernel: 'bzImage',
      initrd: ['initrd'],
      reason: 'netboot.ipxe, bzImage and initrd are there.',
      facts: { init, initrdBytes: String(initrd.size) },
      warnings: [],
    };
  if (tree.find('nix-store.squashfs') === undefined)
    return { refused: 'netboot.ipxe is there, but it does not start a NixOS that lies beside it.' };
  return {
    ...found,
    kernel: 'boot/bzImage',
    initrd: ['boot/initrd'],
    reason: 'nix-store.squashfs is there.',
    facts: {},
    warnings: [problem('MEDIUM_NEEDS_DRIVE', { name: found.name })],
  };
}

/** `kernel bzImage init=/nix/store/…/init initrd=initrd …` -> its `init=`; null when the script starts no NixOS. */
function initOf(script: string): string | null {
  const line = /^kernel\s+\S*bzImage\s+(.*)$/m.exec(script)?.[1] ?? '';
  return words(line).find((word) => /^init=\/nix\/store\/[\w.+?=-]+\/init$/.test(word)) ?? null;
}

function plan(context: InstallContext): LinuxPlan | BlockedPlan {
  const { init, initrdBytes = '0' } = context.image.facts;
  if (init === undefined)
    return {
      kind: 'blocked',
      sentence: 'The ISO of NixOS looks for its medium in a drive and has no network; use the netboot files.',
    };
  const size = mebibytes(Number(initrdBytes));
  const way = {
    id: 'http',
    title: 'by HTTP into memory',
    // Loaded, and unpacked beside that.
    needsMiB: 2 * size + 512,
    takes: `its RAM disk of ${size} MiB holds the whole system, and is unpacked`,
  };
  return planOnlyWay(context, way, [init, 'nohibernate', 'loglevel=4', bootif(context.machine.mac)]);
}

function stage(path: string): InstallStage | null {
  if (path.endsWith('bzImage')) return 'kernel';
  return path.endsWith('initrd') ? 'system' : null;
}
