/**
 * The boot files on this laptop: loaders and network installers, laid out under the names they are served by.
 *
 * The engine knows the folder and nothing else. How files come into it is `resources/fetch.ts`.
 */

import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Loaders without which some kind of machine cannot boot, by served name. */
export const LOADERS = [
  'loaders/undionly.kpxe',
  'loaders/ipxe.efi',
  'loaders/snponly.efi',
  'loaders/ipxe-arm64.efi',
  'loaders/snponly-arm64.efi',
  'loaders/pxelinux.0',
  'loaders/lpxelinux.0',
  'loaders/ldlinux.c32',
  'loaders/libutil.c32',
  'loaders/libcom32.c32',
  'loaders/menu.c32',
  'loaders/vesamenu.c32',
  'loaders/mboot.c32',
  'loaders/chain.c32',
  'loaders/reboot.c32',
  'loaders/memdisk',
  'loaders/shimx64.efi',
  'loaders/grubx64.efi',
] as const;

/** Kernel and initrd of Debian's network installer, by served name (release 13 is what Fieldboot needs first). */
export const NETWORK_INSTALLERS = [
  'debian-installer/13/amd64/linux',
  'debian-installer/13/amd64/initrd.gz',
] as const;

/** Nice to have: installers of older releases, which a mirror may no longer hold. */
export const OPTIONAL_INSTALLERS = [
  'debian-installer/12/amd64/linux',
  'debian-installer/12/amd64/initrd.gz',
] as const;

/** Served name of a boot file. Installers of other releases and architectures than those above can be brought by hand. */
export type BootFileName =
  | (typeof LOADERS)[number]
  | `debian-installer/${number}/${string}/${'linux' | 'initrd.gz'}`;

/** What every laptop should have. */
export const NEEDED_BOOT_FILES: readonly BootFileName[] = [...LOADERS, ...NETWORK_INSTALLERS];

/** The folder of boot files: `FIELDBOOT_BOOTFILES`, else the packaged app's resources, else `.cache/bootfiles`. */
export function bootFilesFolder(): string {
  const named = process.env.FIELDBOOT_BOOTFILES;
  if (named) return resolve(named);
  const packaged = (process as { resourcesPath?: string }).resourcesPath;
  const inApp = packaged ? join(packaged, 'bootfiles') : null;
  return inApp && existsSync(inApp) ? inApp : resolve(import.meta.dirname, '../../.cache/bootfiles');
}

/** A folder of boot files, read by served name. */
export interface BootFiles {
  readonly folder: string;
  /** Absolute path of a boot file, or null when it is not here (or the name is not a plain relative one). */
  path(name: string): string | null;
  /** Needed files that are not here, by served name. */
  missing(): string[];
}

/** Opens a folder of boot files. The folder need not exist; files may come and go while it is open. */
export function openBootFiles(folder: string): BootFiles {
  const path = (name: string) => (isPlainName(name) ? existingFile(join(folder, name)) : null);
  return { folder, path, missing: () => NEEDED_BOOT_FILES.filter((name) => path(name) === null) };
}

/** `a/b/c`: relative, no empty part, no dot parts, no backslash: nothing that leads out of the folder. */
function isPlainName(name: string): boolean {
  return (
    !/[\\\0]/.test(name) && name.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  );
}

/** The path when a file with something in it is there. */
function existingFile(path: string): string | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() && stats.size > 0 ? path : null;
}
