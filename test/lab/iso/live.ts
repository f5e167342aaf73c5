/**
 * A real live system of Debian's own packages: kernel, RAM disk with live-boot, and its root, squashed as live media have
 * it and as plain files beside, so that the same medium serves live systems and diskless ones (`nfsroot=`).
 *
 *   live/vmlinuz live/initrd.img live/filesystem.squashfs      as live-build lays out its media
 *   diskless/                                                  the same root, unpacked
 *   install.amd/netboot/ dists/ .disk/                         by which the Debian family takes it for its own kernel
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

/** Lays out the medium's tree below `work`, and resolves to its folder. Some minutes; needs root and a Debian mirror. */
export async function makeLiveTree(
  work: string,
  release: string,
  say: (line: string) => void,
): Promise<string> {
  const root = join(work, 'root');
  const tree = join(work, 'tree');
  if (!existsSync(join(work, 'root.complete'))) await makeRoot(root, join(work, 'root.complete'), say);
  rmSync(tree, { recursive: true, force: true });
  for (const folder of ['live', '.disk', 'install.amd/netboot', `dists/${SUITE}`])
    mkdirSync(join(tree, folder), { recursive: true });
  const [kernel, initrd] = [bootFile(root, 'vmlinuz-'), bootFile(root, 'initrd.img-')];
  for (const [from, to] of [
    [kernel, 'live/vmlinuz'],
    [initrd, 'live/initrd.img'],
    [kernel, 'install.amd/netboot/linux'],
    [initrd, 'install.amd/netboot/initrd.gz'],
  ] as const)
    sh('cp', '--link', from, join(tree, to));
  sh(
    'mksquashfs',
    root,
    join(tree, 'live/filesystem.squashfs'),
    ...'-comp zstd -Xcompression-level 3 -noappend -quiet -no-progress -e boot'.split(' '),
  );
  sh('cp', '--archive', '--link', root, join(tree, 'diskless'));
  writeMarkers(tree, release);
  return tree;
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

function writeMarkers(tree: string, release: string): void {
  const info = `Debian GNU/Linux ${release} "Trixie" - Unofficial amd64 LIVE (Fieldboot's lab)`;
  writeFileSync(join(tree, '.disk/info'), info);
  const lines = ['Origin: Debian', 'Suite: stable', `Codename: ${SUITE}`, `Version: ${release}`];
  writeFileSync(
    join(tree, `dists/${SUITE}/Release`),
    `${lines.join('\n')}\nArchitectures: amd64\nComponents: main\n`,
  );
}
