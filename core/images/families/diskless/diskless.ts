/**
 * Linux without a disk: the image's tree is its root, mounted over NFS and only read. What is written lies in memory and
 * is gone with the power.
 */
import type { BlockedPlan, LinuxPlan } from '../../boot-plan.ts';
import type { Family, InstallContext, OverlayFile } from '../../family.ts';
import type { Detection } from '../../image.ts';
import { byNfs } from '../../live/stack.ts';
import { words } from '../../settings.ts';
import { planBest } from '../../ways.ts';
import { bootif, liveCurve } from '../shared.ts';
import { detectDiskless, SIGNATURE } from './detect.ts';
import { WRITABLE_ROOT } from './writable-root.ts';

const EXTRA_INITRD = 'fieldboot-diskless.cpio';
/** Kernel, RAM disk and a small system; what is written comes on top. */
const SYSTEM_MIB = 512;

export const diskless: Family = {
  id: 'diskless',
  title: 'Diskless Linux',
  signature: SIGNATURE,
  detect: detectDiskless,
  defaults: { kernel_args: '' },
  purpose: () => 'run',
  overlay,
  answers: () => [],
  variables: () => ({}),
  plan,
  // The root is read file by file; the first that is no boot file says that it is mounted.
  stage: (path) => {
    if (/(?:^|\/)(?:vmlinuz|linux|Image)[^/]*$/.test(path)) return 'kernel';
    return /(?:^|\/)initr[^/]*$|\.cpio$/.test(path) ? 'initrd' : 'system';
  },
  progress: liveCurve,
};

const isDebian = ({ facts }: Detection): boolean => facts.ramDisk === 'initramfs-tools';

function overlay(image: Detection): readonly OverlayFile[] {
  return isDebian(image) ? [{ path: EXTRA_INITRD, kind: 'cpio', members: WRITABLE_ROOT }] : [];
}

function plan(context: InstallContext): LinuxPlan | BlockedPlan {
  const { image, urls, machine } = context;
  const way = byNfs(urls.nfs, SYSTEM_MIB, (path) =>
    nfsRoot(image.facts.ramDisk ?? '', image.facts.root ? `${path}/${image.facts.root}` : path),
  );
  return planBest([{ ...way, plan: () => started(context, way.args) }], { memoryMiB: machine.memoryMiB });
}

/**
 * `boot=fieldboot` names a script of ours in the RAM disk (initramfs-tools(7), BOOT), which mounts with Debian's own and
 * lays memory over it. dracut.cmdline(7): `root=nfs:` with its options; with systemd in the RAM disk `systemd.volatile`
 * does the same. mkinitcpio-nfs-utils reads the kernel's own names.
 */
function nfsRoot(ramDisk: string, path: string): string[] {
  if (ramDisk === 'initramfs-tools')
    return ['boot=fieldboot', 'root=/dev/nfs', `nfsroot=${path}`, 'ip=dhcp', 'ro'];
  if (ramDisk === 'mkinitcpio') return ['root=/dev/nfs', `nfsroot=${path}`, 'ip=dhcp', 'ro'];
  return [
    `root=nfs:${path}:ro,vers=3,nolock`,
    ...['ip=dhcp', 'rd.neednet=1', 'ro', 'systemd.volatile=overlay'],
  ];
}

function started({ image, profile, machine, settings }: InstallContext, args: readonly string[]): LinuxPlan {
  const tree = `/images/${image.id}/tree`;
  return {
    kind: 'linux',
    title: `${image.name} — ${profile.name}`,
    kernel: `${tree}/${image.kernel}`,
    initrds: [
      ...image.initrd.map((path) => `${tree}/${path}`),
      ...(isDebian(image) ? [`${tree}/${EXTRA_INITRD}`] : []),
    ],
    args: [...args, bootif(machine.mac), ...words(settings.kernel_args)],
  };
}
