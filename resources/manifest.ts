/**
 * Which boot file comes from which Debian package, as data.
 *
 * Nothing is built here: Debian's builds are signed where firmware asks for it, and their sources are in its archive.
 */

import type { BootFileName } from '../core/host/boot-files.ts';

/** One file of a package and the name it is served by. */
export interface WantedFile {
  readonly name: BootFileName;
  /** Paths inside the package, best first: package layouts change between releases. */
  readonly from: readonly string[];
}

/** One package and what is taken out of it. */
export interface WantedPackage {
  readonly package: string;
  readonly suite: string;
  /** Debian architecture whose index lists it; `all` is in every index. */
  readonly architecture: 'all' | 'amd64' | 'arm64';
  /** A failure to get it is said and nothing more. */
  readonly optional?: boolean;
  /**
   * Licence of the files, where the package's debian/copyright tells only of the packaging (the signed packages:
   * a signature put onto a binary of another source package).
   */
  readonly licence?: string;
  readonly files: readonly WantedFile[];
}

/** The same folder for many files: `syslinux('menu.c32')`. */
const syslinux = (
  name: 'ldlinux' | 'libutil' | 'libcom32' | 'menu' | 'vesamenu' | 'mboot' | 'chain' | 'reboot',
) => ({ name: `loaders/${name}.c32`, from: [`usr/lib/syslinux/modules/bios/${name}.c32`] }) as const;

/** Debian's suites by release number; a release that is not here has no index, and is taken on a person's word. */
const SUITES: Readonly<Record<number, string>> = {
  10: 'buster',
  11: 'bullseye',
  12: 'bookworm',
  13: 'trixie',
  14: 'forky',
};

/** The package with Debian's network installer of any release and architecture. */
export function installerPackage(release: number, architecture: string): WantedPackage {
  const file = (name: 'linux' | 'initrd.gz'): WantedFile => ({
    name: `debian-installer/${release}/${architecture}/${name}`,
    from: [
      `usr/lib/debian-installer/images/${release}/${architecture}/text/debian-installer/${architecture}/${name}`,
    ],
  });
  return {
    package: `debian-installer-${release}-netboot-${architecture}`,
    suite: SUITES[release] ?? `debian-${release}`,
    architecture: 'all',
    files: [file('linux'), file('initrd.gz')],
  };
}

/**
 * The network installer that a package or loose file brought by hand is of, by its name:
 * `debian-installer-11-netboot-arm64_….deb`, `…/debian-installer/11/arm64/linux`.
 */
export function installerBrought(path: string): WantedPackage | null {
  const slashed = path.replaceAll('\\', '/');
  const [, release, architecture] =
    /(?:^|\/)debian-installer-(\d{1,3})-netboot-([a-z0-9]+)_[^/]*\.deb$/.exec(slashed) ??
    /(?:^|\/)debian-installer\/(\d{1,3})\/([a-z0-9]+)\/(?:linux|initrd\.gz)$/.exec(slashed) ??
    [];
  return release && architecture ? installerPackage(Number(release), architecture) : null;
}

export const MANIFEST: readonly WantedPackage[] = [
  {
    package: 'ipxe',
    suite: 'trixie',
    architecture: 'all',
    files: [
      { name: 'loaders/undionly.kpxe', from: ['usr/lib/ipxe/undionly.kpxe'] },
      { name: 'loaders/ipxe.efi', from: ['usr/lib/ipxe/ipxe.efi', 'usr/lib/ipxe/ipxe-amd64.efi'] },
      { name: 'loaders/snponly.efi', from: ['usr/lib/ipxe/snponly.efi', 'usr/lib/ipxe/snponly-amd64.efi'] },
      { name: 'loaders/ipxe-arm64.efi', from: ['usr/lib/ipxe/ipxe-arm64.efi'] },
      // Debian builds no arm64 snponly; the full one drives the firmware's own network too (SNP is among its drivers).
      {
        name: 'loaders/snponly-arm64.efi',
        from: ['usr/lib/ipxe/snponly-arm64.efi', 'usr/lib/ipxe/ipxe-arm64.efi'],
      },
    ],
  },
  {
    package: 'pxelinux',
    suite: 'trixie',
    architecture: 'all',
    files: [
      { name: 'loaders/pxelinux.0', from: ['usr/lib/PXELINUX/pxelinux.0'] },
      { name: 'loaders/lpxelinux.0', from: ['usr/lib/PXELINUX/lpxelinux.0'] },
    ],
  },
  {
    package: 'syslinux-common',
    suite: 'trixie',
    architecture: 'all',
    files: [
      syslinux('ldlinux'),
      syslinux('libutil'),
      syslinux('libcom32'),
      syslinux('menu'),
      syslinux('vesamenu'),
      syslinux('mboot'),
      syslinux('chain'),
      syslinux('reboot'),
      { name: 'loaders/memdisk', from: ['usr/lib/syslinux/memdisk'] },
    ],
  },
  {
    package: 'shim-signed',
    suite: 'trixie',
    architecture: 'amd64',
    files: [{ name: 'loaders/shimx64.efi', from: ['usr/lib/shim/shimx64.efi.signed'] }],
  },
  {
    package: 'grub-efi-amd64-signed',
    suite: 'trixie',
    architecture: 'amd64',
    licence: 'GPL-3+',
    // Of the signed builds only grubnet has the network in it, and modules cannot be added under Secure Boot.
    files: [{ name: 'loaders/grubx64.efi', from: ['usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed'] }],
  },
  installerPackage(13, 'amd64'),
  { ...installerPackage(12, 'amd64'), optional: true },
];
