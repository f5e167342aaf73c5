/**
 * A real live system of Debian's own packages: kernel, RAM disk with live-boot, and its root, squashed as live media have
 * it; and the same root as plain files, for a diskless machine (`nfsroot=`).
 */

import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findDebianSource } from '../../../resources/apt.ts';
import { sh } from '../system.ts';

/** Packages of which the tree is made, and with which. */
export const LIVE_TOOLS = ['debootstrap', 'squashfs-tools', 'debian-archive-keyring'] as const;

const SUITE = 'trixie';
const INCLUDED = [
  'linux-image-amd64 live-boot live-boot-initramfs-tools systemd-sysv dbus udev kmod busybox zstd',
  'iproute2 login passwd',
].flatMap((line) => line.split(' '));

/** What nobody reads in a lab; it is most of the files. */
const LEFT_OUT = [
  'usr/share/doc',
  'usr/share/man',
  'usr/share/locale',
  'usr/share/info',
  'var/cache/apt',
  'var/lib/apt/lists',
];

/** What one makes of the same root: the folder of each medium. */
export interface LiveTrees {
  /** As live-build lays out its media. */
  readonly live: string;
  /** A root file system, with its kernel and RAM disk in `boot/`. */
  readonly diskless: string;
}

/** Lays out both media below `work`. Some minutes; needs root and a Debian mirror. */
export async function makeLiveTrees(
  work: string,
  release: string,
  say: (line: string) => void,
): Promise<LiveTrees> {
  const root = join(work, 'root');
  const live = join(work, 'tree');
  if (!existsSync(join(work, 'root.complete'))) await makeRoot(root, join(work, 'root.complete'), say);
  rmSync(live, { recursive: true, force: true });
  for (const folder of ['live', '.disk', 'isolinux', 'boot/grub'])
    mkdirSync(join(live, folder), { recursive: true });
  sh('cp', '--link', bootFile(root, 'vmlinuz-'), join(live, 'live/vmlinuz'));
  sh('cp', '--link', bootFile(root, 'initrd.img-'), join(live, 'live/initrd.img'));
  sh(
    'mksquashfs',
    root,
    join(live, 'live/filesystem.squashfs'),
    ...'-comp zstd -Xcompression-level 3 -noappend -quiet -no-progress -e boot'.split(' '),
  );
  writeMarkers(live, release);
  return { live, diskless: root };
}

function bootFile(root: string, prefix: string): string {
  const name = readdirSync(join(root, 'boot')).find((one) => one.startsWith(prefix));
  if (!name) throw new Error(`the live system has no /boot/${prefix}…`);
  return join(root, 'boot', name);
}

/** debootstrap mounts things inside the root; in mounts of its own they are gone with it, whatever becomes of it. */
async function makeRoot(root: string, complete: string, say: (line: string) => void): Promise<void> {
  const source = await findDebianSource();
  if (!source) throw new Error('apt on this machine has no Debian mirror set up');
  say('making a live system of Debian packages; this takes some minutes, once');
  rmSync(root, { recursive: true, force: true });
  const keyring = source.keyring ? [`--keyring=${source.keyring}`] : [];
  const words = [...keyring, '--arch=amd64', '--variant=minbase', `--include=${INCLUDED.join(',')}`];
  sh('unshare', '--mount', '--propagation', 'private', 'debootstrap', ...words, SUITE, root, source.uri);
  for (const folder of LEFT_OUT) rmSync(join(root, folder), { recursive: true, force: true });
  // Device nodes are no files that a medium could carry; the kernel makes them.
  sh('find', join(root, 'dev'), '-xdev', '-mindepth', '1', '-delete');
  writeFileSync(join(root, 'etc/hostname'), 'live\n');
  writeFileSync(complete, '');
}

/** The texts that live-build writes (scripts/build/binary_disk, binary_syslinux, binary_grub_cfg), in ours. */
function writeMarkers(tree: string, release: string): void {
  const write = (path: string, lines: readonly string[]) =>
    writeFileSync(join(tree, path), `${lines.join('\n')}\n`);
  write('.disk/info', [
    `Debian GNU/Linux ${release} "Trixie" - Unofficial Snapshot amd64 LIVE/INSTALL Binary (Fieldboot's lab)`,
  ]);
  write('isolinux/isolinux.cfg', ['include live.cfg', 'default live-amd64', 'prompt 0', 'timeout 50']);
  write('isolinux/live.cfg', [
    'label live-amd64',
    '  menu label ^Live system (amd64)',
    '  linux /live/vmlinuz',
    '  initrd /live/initrd.img',
    '  append boot=live components',
  ]);
  write('boot/grub/grub.cfg', [
    'menuentry "Live system (amd64)" {',
    '  linux /live/vmlinuz boot=live components findiso=$iso_path',
    '  initrd /live/initrd.img',
    '}',
  ]);
}
