/** The packages of an installation medium, gathered through the machine's own apt. */

import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kernelAbi } from '../../../core/images/families/debian/kernel-abi.ts';
import { findDebianSource, openApt, type PrivateApt } from '../../../resources/apt.ts';
import { type Finished, run } from '../../../resources/command.ts';
import { unpackDeb } from '../../../resources/deb.ts';
import { parseIndex, type Stanza } from './stanza.ts';

/** What a medium is made of. */
export interface Gathered {
  /** Index of ordinary and of installer packages. */
  readonly main: readonly Stanza[];
  readonly installer: readonly Stanza[];
  /** Version of the installer's kernel. */
  readonly kernel: string;
  /** Paths of what was downloaded, by `name_version_architecture`. */
  readonly debs: ReadonlyMap<string, string>;
  readonly udebs: ReadonlyMap<string, string>;
  /** Folder into which what makes the medium boot is unpacked. */
  readonly boot: string;
}

/** Beside everything of priority required, important and standard: a bootable, reachable server. */
const WANTED = [
  'linux-image-amd64 initramfs-tools busybox zstd firmware-linux-free',
  'tasksel tasksel-data installation-report popularity-contest console-setup keyboard-configuration kbd locales',
  'laptop-detect discover eject pciutils usbutils os-prober efibootmgr util-linux-extra',
  'e2fsprogs xfsprogs dosfstools ntfs-3g fdisk lvm2 mdadm parted dmsetup',
  'openssh-server task-ssh-server task-english sudo ca-certificates gpgv debian-archive-keyring',
  'ifupdown isc-dhcp-client systemd-timesyncd dbus libpam-systemd libnss-systemd qemu-guest-agent',
  'grub-common grub2-common apparmor wamerican',
].flatMap((line) => line.split(' '));

/** The two boot loaders exclude each other; each is resolved for itself. */
const BOOT_LOADERS = [['grub-pc'], ['grub-efi-amd64', 'grub-efi-amd64-signed', 'shim-signed', 'mokutil']];

/** Packages whose files make the medium boot, beside those that it carries. */
const BOOT_PACKAGES = ['isolinux', 'shim-signed', 'grub-efi-amd64-signed'];

/** Downloads everything into `state`; what is there already is not fetched again. Rejects with a sentence. */
export async function gather(
  state: string,
  netbootKernel: string,
  say: (line: string) => void,
): Promise<Gathered> {
  const source = await findDebianSource();
  if (!source) throw new Error('apt on this machine has no Debian mirror set up');
  const apt = await openApt(state, 'trixie', ['amd64'], source, 'main main/debian-installer');
  const refused = await apt.update();
  if (refused) throw new Error(`no package index: ${refused}`);
  const main = await readIndex(apt, 'main');
  const installer = await readIndex(apt, 'main/debian-installer');
  const kernel = kernelAbi(readFileSync(netbootKernel).subarray(0, 65536));
  if (!kernel) throw new Error(`${netbootKernel} does not say its version`);
  say(`fetching the packages of Debian for the kernel ${kernel}`);
  await fetchDebs(apt, main, kernel);
  await fetchUdebs(apt, join(state, 'udebs'), installer, kernel);
  const boot = await unpackBootPackages(apt, join(state, 'boot'));
  const debs = byKey(join(state, 'cache/archives'), '.deb');
  const udebs = byKey(join(state, 'udebs'), '.udeb');
  return { main, installer, kernel, debs, udebs, boot };
}

/** `name_version_architecture`, as in the names of package files. */
export const keyOf = ({ name, version, architecture }: Stanza) => `${name}_${version}_${architecture}`;

/** Name of a kernel-bound udeb, with the kernel's version in it. */
const KERNEL_UDEB = /-\d+\.[\d.]+[-+]\S*-di$/;

/** Whether a udeb belongs to no kernel or to this one. */
export const fitsKernel = (name: string, kernel: string) =>
  !KERNEL_UDEB.test(name) || name.endsWith(`-${kernel}-di`);

async function readIndex(apt: PrivateApt, component: string): Promise<Stanza[]> {
  const filter = ['--format', '$(FILENAME)', 'Created-By: Packages', `Component: ${component}`];
  const file = (await run('apt-get', ['indextargets', ...filter], apt)).out.trim();
  // apt may keep its lists compressed.
  const text = await run('/usr/lib/apt/apt-helper', ['cat-file', file], apt);
  return parseIndex(text.out);
}

async function fetchDebs(apt: PrivateApt, main: readonly Stanza[], kernel: string): Promise<void> {
  const base = main
    .filter(
      ({ text, name }) =>
        /^Priority: (required|important|standard)$/m.test(text) && name !== 'python3-reportbug',
    )
    .map(({ name }) => name);
  const options = ['-q', '-y', '--download-only', '--no-install-recommends', '-o', 'Debug::NoLocking=1'];
  for (const loader of BOOT_LOADERS) {
    const names = [...base, ...WANTED, `linux-image-${kernel}`, ...loader];
    must(await run('apt-get', [...options, 'install', ...names], apt), 'the packages');
  }
}

/** apt downloads what it can and then fails for what the mirror lacks; that is made again from other packages. */
async function fetchUdebs(
  apt: PrivateApt,
  folder: string,
  installer: readonly Stanza[],
  kernel: string,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const wanted = new Set(installer.map(({ name }) => name).filter((name) => fitsKernel(name, kernel)));
  await run('apt-get', ['-q', 'download', ...wanted], { env: apt.env, cwd: folder });
  const modules = installer.map(({ name }) => name).filter((name) => KERNEL_UDEB.test(name));
  const have = readdirSync(folder).some((name) => name.startsWith(`ext4-modules-${kernel}-di_`));
  const other = modules.find((name) => name.startsWith('ext4-modules-') && !name.endsWith(`-${kernel}-di`));
  if (have || !other) return;
  const suffix = other.slice('ext4-modules'.length);
  const names = modules.filter((name) => name.endsWith(suffix));
  await run('apt-get', ['-q', 'download', ...names], { env: apt.env, cwd: folder });
}

async function unpackBootPackages(apt: PrivateApt, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const done = await run('apt-get', ['-q', 'download', ...BOOT_PACKAGES], { env: apt.env, cwd: folder });
  must(done, 'isolinux, shim and GRUB');
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.deb'))) {
    const refused = await unpackDeb(join(folder, name), join(folder, 'unpacked'));
    if (refused !== null) throw new Error(`${name}: ${refused}`);
  }
  return join(folder, 'unpacked');
}

function must(done: Finished, what: string): void {
  if (done.code !== 0)
    throw new Error(`${what} could not be had: ${done.err.trim().split('\n').slice(-3).join(' ')}`);
}

function byKey(folder: string, suffix: string): Map<string, string> {
  const names = readdirSync(folder).filter((name) => name.endsWith(suffix));
  return new Map(
    names.map((name) => [decodeURIComponent(name.slice(0, -suffix.length)), join(folder, name)]),
  );
}
