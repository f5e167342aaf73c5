/** Debian packages that the tests drive as real clients: installed where we may, named where we may not. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** A program or file that shows that a package is there. */
const PROOF: Readonly<Record<string, string>> = {
  'qemu-system-x86': '/usr/bin/qemu-system-x86_64',
  ovmf: '/usr/share/OVMF/OVMF_CODE_4M.fd',
  'ipxe-qemu': '/usr/lib/ipxe/qemu/efi-virtio.rom',
  iproute2: '/usr/sbin/ip',
  xorriso: '/usr/bin/xorriso',
  chromium: '/usr/bin/chromium',
  'dnsmasq-base': '/usr/sbin/dnsmasq',
  'tftp-hpa': '/usr/bin/tftp',
  atftp: '/usr/bin/atftp',
  udhcpc: '/usr/sbin/udhcpc',
  'isc-dhcp-client': '/usr/sbin/dhclient',
  'libnfs-utils': '/usr/bin/nfs-cat',
  lftp: '/usr/bin/lftp',
  genisoimage: '/usr/bin/genisoimage',
  'p7zip-full': '/usr/bin/7z',
  mtools: '/usr/bin/mcopy',
  dosfstools: '/usr/sbin/mkfs.vfat',
  fdisk: '/usr/sbin/sfdisk',
  isomd5sum: '/usr/bin/implantisomd5',
  'busybox-static': '/bin/busybox',
  tcpdump: '/usr/bin/tcpdump',
  kmod: '/usr/bin/kmod',
  cpio: '/usr/bin/cpio',
  'libxml2-utils': '/usr/bin/xmllint',
  jsonnet: '/usr/bin/jsonnet',
  ignition: '/usr/bin/ignition-validate',
};

/** Packages that the lab's machines need. */
export const LAB_PACKAGES = ['qemu-system-x86', 'ovmf', 'ipxe-qemu', 'iproute2', 'xorriso'] as const;

/** Packages that the window tests need. */
export const WINDOW_PACKAGES = ['chromium', 'xorriso'] as const;

/** Independent DHCP, TFTP and NFS clients that unit tests compare with. */
export const CLIENT_PACKAGES = [
  'tftp-hpa',
  'atftp',
  'udhcpc',
  'isc-dhcp-client',
  'dnsmasq-base',
  'libnfs-utils',
  'lftp',
] as const;

/** Makers and readers of media that unit tests compare with. */
export const MEDIA_PACKAGES = [
  'xorriso',
  'genisoimage',
  'p7zip-full',
  'mtools',
  'dosfstools',
  'fdisk',
  'isomd5sum',
] as const;

/** Real readers of answer files that unit tests hold ours against. */
export const ANSWER_PACKAGES = ['libxml2-utils', 'jsonnet', 'ignition'] as const;

export interface PackageReport {
  /** Installed just now. */
  readonly installed: readonly string[];
  /** Still not there. */
  readonly missing: readonly string[];
  /** Why, with the command that installs them; empty when nothing is missing. */
  readonly reason: string;
}

/** Whether a package is there, by its proof or, for one without, by dpkg. */
export function hasPackage(name: string): boolean {
  const proof = PROOF[name];
  if (proof && (existsSync(proof) || existsSync(proof.replace('/usr/', '/')))) return true;
  const asked = spawnSync('dpkg', ['-s', name], { encoding: 'utf8' });
  return asked.status === 0 && asked.stdout.includes('ok installed');
}

/** Installs missing packages when root on a Debian system; otherwise says what to do. Quiet unless something is done. */
export function ensurePackages(
  names: readonly string[],
  say: (line: string) => void = () => {},
): PackageReport {
  const absent = names.filter((name) => !hasPackage(name));
  if (absent.length === 0) return { installed: [], missing: [], reason: '' };
  if (!mayInstall()) return report(absent, []);
  say(`installing ${absent.join(' ')}`);
  installAll(absent);
  const missing = absent.filter((name) => !hasPackage(name));
  return report(
    missing,
    absent.filter((name) => !missing.includes(name)),
  );
}

function mayInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

function report(missing: readonly string[], installed: readonly string[]): PackageReport {
  const command = `sudo apt-get install --no-install-recommends ${missing.join(' ')}`;
  const reason = missing.length === 0 ? '' : `not installed: ${missing.join(', ')}; install with: ${command}`;
  return { installed, missing, reason };
}

/** One `apt-get update` at most; together first, and one by one when one of them cannot be had. */
function installAll(names: readonly string[]): void {
  if (apt('install', ...names)) return;
  apt('update');
  if (apt('install', ...names)) return;
  for (const name of names) apt('install', name);
}

function apt(verb: 'update' | 'install', ...names: string[]): boolean {
  const options = verb === 'install' ? ['-y', '--no-install-recommends'] : [];
  // Somebody else may be installing at this moment: apt is waited for, not given up.
  const patient = ['-q', '-o', 'DPkg::Lock::Timeout=120'];
  const done = spawnSync('apt-get', [...patient, verb, ...options, ...names], {
    stdio: 'ignore',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: 300_000,
  });
  return done.status === 0;
}
