/** Makes a medium start from a stick or drive too, as the official ones do: isolinux for BIOS, shim and GRUB for UEFI. */

import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sh } from '../system.ts';

/** Folders into which the packages isolinux, shim-signed and grub-efi-amd64-signed are unpacked, and the loaders. */
export interface BootSources {
  /** Where `isolinux`, `shim-signed` and `grub-efi-amd64-signed` are unpacked together. */
  readonly unpacked: string;
  /** A folder with syslinux's ldlinux.c32. */
  readonly loaders: string;
}

const KERNEL = '/install.amd/vmlinuz';
const INITRD = '/install.amd/initrd.gz';

/** Adds the boot files to a tree; returns the options that make xorriso use them. */
export function addBootSectors(tree: string, { unpacked, loaders }: BootSources): string[] {
  const put = (from: string, to: string) => {
    mkdirSync(dirname(join(tree, to)), { recursive: true });
    copyFileSync(from, join(tree, to));
  };
  put(join(unpacked, 'usr/lib/ISOLINUX/isolinux.bin'), 'isolinux/isolinux.bin');
  put(join(loaders, 'ldlinux.c32'), 'isolinux/ldlinux.c32');
  writeFileSync(
    join(tree, 'isolinux/isolinux.cfg'),
    `default install\nlabel install\n  kernel ${KERNEL}\n  initrd ${INITRD}\n`,
  );
  put(join(unpacked, 'usr/lib/shim/shimx64.efi.signed'), 'EFI/boot/bootx64.efi');
  // Of the signed builds this one looks for its configuration on the medium.
  put(join(unpacked, 'usr/lib/grub/x86_64-efi-signed/gcdx64.efi.signed'), 'EFI/boot/grubx64.efi');
  mkdirSync(join(tree, 'boot/grub'), { recursive: true });
  writeFileSync(join(tree, 'boot/grub/grub.cfg'), `linux ${KERNEL}\ninitrd ${INITRD}\nboot\n`);
  makeEfiImage(tree, 'boot/grub/efi.img');
  const bios = [
    '-b',
    'isolinux/isolinux.bin',
    '-c',
    'isolinux/boot.cat',
    '-no-emul-boot',
    '-boot-load-size',
    '4',
    '-boot-info-table',
  ];
  return [...bios, '-eltorito-alt-boot', '-e', 'boot/grub/efi.img', '-no-emul-boot'];
}

/** The firmware reads a FAT file system inside the medium; the loaders lie in it a second time. */
function makeEfiImage(tree: string, image: string): void {
  const file = join(tree, image);
  sh('mkfs.vfat', '-C', '-n', 'EFI', file, '8192');
  sh('mmd', '-i', file, '::efi', '::efi/boot');
  sh(
    'mcopy',
    '-i',
    file,
    join(tree, 'EFI/boot/bootx64.efi'),
    join(tree, 'EFI/boot/grubx64.efi'),
    '::efi/boot/',
  );
}
