/** The packages of an installation medium, gathered through the machine's own apt. */

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { kernelAbi } from '../../../core/images/families/debian/kernel-abi.ts';
import { type DebianSource, findDebianSource, type PrivateApt } from '../../../resources/apt.ts';
import { type Finished, run } from '../../../resources/command.ts';
import { unpackDeb } from '../../../resources/deb.ts';
import { openIndexes } from './indexes.ts';
import { field, type Stanza } from './stanza.ts';

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
  const { apt, main, installer: listed } = await openIndexes(state, source, say);
  const kernel = kernelAbi(readFileSync(netbootKernel).subarray(0, 65536));
  if (!kernel) throw new Error(`${netbootKernel} does not say its version`);
  say(`fetching the packages of Debian for the kernel ${kernel}`);
  await fetchDebs(apt, main, kernel);
  const installer = forKernel(listed, kernel);
  const templates = newestOtherKernel(listed, kernel);
  await fetchUdebs(apt, source, join(state, 'udebs'), [...installer, ...templates]);
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

/** The kernel in the name of a kernel-bound udeb: `6.12.94+deb13-amd64`; null for the others. */
const kernelOf = ({ name }: Stanza) => KERNEL_UDEB.exec(name)?.[0].slice(1, -'-di'.length) ?? null;

/** Kernel-bound udebs of the newest kernel that is not ours: they show which modules belong together. */
function newestOtherKernel(installer: readonly Stanza[], kernel: string): Stanza[] {
  const others = installer.filter((one) => ![null, kernel].includes(kernelOf(one)));
  // A mirror may list a kernel whose udebs it no longer holds, so two of them are worth a try.
  const kernels = [...new Set(others.map(kernelOf))].slice(0, 2);
  return others.filter((one) => kernels.includes(kernelOf(one)));
}

/**
 * The index as it is for one kernel. An index older than the kernel has no modules for it; those of another kernel are
 * then listed under our kernel's name, to be made again from its ordinary package.
 */
export function forKernel(installer: readonly Stanza[], kernel: string): Stanza[] {
  const fitting = installer.filter((one) => fitsKernel(one.name, kernel));
  if (fitting.some((one) => kernelOf(one) === kernel)) return fitting;
  const [other] = installer.map(kernelOf).filter((one) => one !== null);
  const renamed = installer.filter((one) => kernelOf(one) === other);
  return [...fitting, ...renamed.map((one) => underKernel(one, kernel))];
}

function underKernel(one: Stanza, kernel: string): Stanza {
  const rename = (text: string) => text.replaceAll(kernelOf(one) ?? kernel, kernel);
  return { ...one, name: rename(one.name), filename: rename(one.filename), text: rename(one.text) };
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

/** Downloads what the mirror holds; what it lacks is made again from other packages. */
async function fetchUdebs(
  apt: PrivateApt,
  { uri }: DebianSource,
  folder: string,
  wanted: readonly Stanza[],
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const missing = wanted.filter((one) => !existsSync(join(folder, `${keyOf(one)}.udeb`)));
  // One failed download ends an apt-helper, so each has its own; a handful at a time.
  const queue = missing.values();
  const fetchInTurn = async () => {
    for (const one of queue) {
      const target = join(folder, `${keyOf(one)}.udeb`);
      const sum = `SHA256:${field(one.text, 'SHA256')}`;
      const url = `${uri.replace(/\/$/, '')}/${one.filename}`;
      const done = await run('/usr/lib/apt/apt-helper', ['download-file', url, target, sum], apt);
      if (done.code !== 0) rmSync(target, { force: true });
    }
  };
  await Promise.all(Array.from({ length: 6 }, fetchInTurn));
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
