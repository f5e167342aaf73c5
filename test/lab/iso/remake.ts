/**
 * Installer packages (udebs) that a mirror does not hold, made again from the ordinary packages of the same source.
 *
 * Partial mirrors and caches often lack udebs. Kernel modules are the same signed files in both; which of them belong
 * in which udeb is read from the udeb of another kernel version.
 */

import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sh } from '../system.ts';
import type { Stanza } from './stanza.ts';

/** Where the remaker finds things. */
export interface Remaker {
  /** Version of the installer's kernel, for example `6.12.107+deb13-amd64`. */
  readonly kernel: string;
  /** Scratch folder. */
  readonly work: string;
  /** Path of an ordinary package, by name. */
  deb(name: string): string | undefined;
  /** Path of the udeb with the same modules for another kernel. */
  otherKernels(stem: string): string | undefined;
}

/** Udebs that are ordinary programs with their libraries. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  'e2fsprogs-udeb': ['e2fsprogs', 'libext2fs2t64', 'libcom-err2', 'libss2'],
  'xfsprogs-udeb': ['xfsprogs'],
  'fdisk-udeb': ['fdisk'],
  'eject-udeb': ['eject'],
  'ntfs-3g-udeb': ['ntfs-3g', 'libntfs-3g89t64'],
  'libmount1-udeb': ['libmount1'],
  'libfdisk1-udeb': ['libfdisk1'],
  'libsmartcols1-udeb': ['libsmartcols1'],
};

/** Parts of ordinary packages that the installer has no use for. */
const NOT_IN_INSTALLER = [
  'usr/share',
  'usr/lib/systemd',
  'lib/systemd',
  'etc/cron.d',
  'usr/lib/udev',
  'lib/udev',
];

/** Makes a missing udeb at `target`; resolves to its stanza with the new size and digests, or null when it cannot. */
export function remakeUdeb(missing: Stanza, target: string, maker: Remaker): Stanza | null {
  const root = join(maker.work, missing.name);
  const filled = missing.name.endsWith(`-${maker.kernel}-di`)
    ? fillWithModules(missing.name.slice(0, -`-${maker.kernel}-di`.length), root, maker)
    : fillWithPrograms(PROGRAMS[missing.name] ?? [], root, maker);
  if (!filled) return null;
  const control = withoutFields(missing.text, /^(Filename|Size|MD5sum|SHA\d+|Description-md5):/);
  mkdirSync(join(root, 'DEBIAN'), { recursive: true });
  writeFileSync(join(root, 'DEBIAN/control'), `${control}\n`);
  mkdirSync(dirname(target), { recursive: true });
  sh('dpkg-deb', '--root-owner-group', '-Zxz', '-z1', '--nocheck', '-b', root, target);
  rmSync(root, { recursive: true });
  return { ...missing, text: `${control}\n${digestFields(missing.filename, target)}` };
}

function fillWithPrograms(names: readonly string[], root: string, maker: Remaker): boolean {
  const debs = names.map((name) => maker.deb(name)).filter((path) => path !== undefined);
  if (debs.length > 0) mkdirSync(root, { recursive: true });
  for (const deb of debs) sh('dpkg-deb', '-x', deb, root);
  for (const path of NOT_IN_INSTALLER) rmSync(join(root, path), { recursive: true, force: true });
  return debs.length > 0;
}

/** Copies the files that the other kernel's udeb lists, out of this kernel's ordinary package. */
function fillWithModules(stem: string, root: string, maker: Remaker): boolean {
  const other = maker.otherKernels(stem);
  const from = unpackedKernel(maker);
  if (!other || !from) return false;
  let copied = 0;
  for (const listed of filesIn(other)) {
    const path = listed
      .replace(/(lib\/modules\/)[^/]+\//, `$1${maker.kernel}/`)
      .replace(/(boot\/vmlinuz-).*/, `$1${maker.kernel}`);
    const source = [join(from, 'usr', path), join(from, path)].find((one) => existsSync(one));
    if (!source || !statSync(source).isFile()) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    copyFileSync(source, join(root, path));
    copied += 1;
  }
  return copied > 0;
}

/** The ordinary kernel package, unpacked once. */
function unpackedKernel(maker: Remaker): string | null {
  const folder = join(maker.work, 'kernel');
  const deb = maker.deb(`linux-image-${maker.kernel}`);
  if (deb && !existsSync(folder)) {
    mkdirSync(folder, { recursive: true });
    sh('dpkg-deb', '-x', deb, folder);
  }
  return deb ? folder : null;
}

function filesIn(deb: string): string[] {
  const listing = sh('dpkg-deb', '-c', deb).split('\n');
  // -rw-r--r-- root/root  1234 2026-09-07 16:33 ./lib/modules/…
  return listing.filter((line) => line.startsWith('-')).map((line) => line.replace(/^(\S+\s+){5}\.\//, ''));
}

function withoutFields(text: string, unwanted: RegExp): string {
  return text
    .split('\n')
    .filter((line) => !unwanted.test(line))
    .join('\n');
}

function digestFields(filename: string, path: string): string {
  const bytes = readFileSync(path);
  const digest = (algorithm: string) => createHash(algorithm).update(bytes).digest('hex');
  return [
    `Filename: ${filename}`,
    `Size: ${bytes.length}`,
    `MD5sum: ${digest('md5')}`,
    `SHA256: ${digest('sha256')}`,
  ].join('\n');
}
