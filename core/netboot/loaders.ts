/**
 * Which file a client is told to fetch. Tables, and the one rule that needs a sentence.
 */

import { archText } from '../wire/dhcp/options/client-arch.ts';
import type { ClientInfo, Firmware } from './client.ts';
import type { Told } from './told.ts';

/** The ways of getting from firmware to a script, by the loader that begins each. */
export const RUNGS = ['undionly', 'snponly', 'ipxe', 'shim', 'grub', 'lpxelinux', 'pxelinux'] as const;
export type Rung = (typeof RUNGS)[number];

/**
 * Loaders to try on each firmware, in this order, until one runs.
 *
 * First the iPXE that drives the card through the firmware (UNDI, SNP) and not by a driver of its own: the card has just
 * worked that way, and rare cards need no driver. By far the most frequent reason for a UEFI machine to fetch it and to
 * fall silent then is Secure Boot, which refuses what Microsoft has not signed; so shim with a signed GRUB comes next, and
 * the iPXE with drivers, which would be refused in the same way, after that. (Older than either are BIOS machines whose
 * UNDI does not bear an iPXE; pxelinux asks less of it, and the one without HTTP least.)
 */
const LADDERS: Readonly<Record<Firmware, readonly Rung[]>> = {
  bios: ['undionly', 'lpxelinux', 'pxelinux'],
  'uefi-x64': ['snponly', 'shim', 'ipxe'],
  // Nobody builds a 32-bit UEFI iPXE that could be shipped; the reason is told instead.
  'uefi-ia32': [],
  'uefi-arm64': ['snponly', 'grub'],
  unknown: [],
};

/** The loader of each rung, as a path of the boot tree. The folder of a pxelinux says how it is to fetch kernels. */
const FILES: Readonly<Partial<Record<Firmware, Readonly<Partial<Record<Rung, string>>>>>> = {
  bios: {
    undionly: '/loaders/undionly.kpxe',
    lpxelinux: '/loaders/http/lpxelinux.0',
    pxelinux: '/loaders/tftp/pxelinux.0',
  },
  'uefi-x64': {
    snponly: '/loaders/snponly.efi',
    ipxe: '/loaders/ipxe.efi',
    shim: '/loaders/shimx64.efi',
  },
  'uefi-arm64': { snponly: '/loaders/snponly-arm64.efi', grub: '/loaders/grubaa64.efi' },
};

/** The rungs for a firmware, the first to be tried first; empty: there is no loader for it. */
export const ladderOf = (firmware: Firmware): readonly Rung[] => LADDERS[firmware];

/** Path of a rung's loader; null: that firmware has no such rung. */
export const loaderFile = (firmware: Firmware, rung: Rung): string | null => FILES[firmware]?.[rung] ?? null;

/** Path of the script every iPXE is sent to. */
export const SCRIPT_PATH = '/boot.ipxe';

/** What a client is told to boot, or why it is told nothing. */
export type BootFile =
  | { readonly file: string; readonly reason: null }
  | { readonly file: null; readonly reason: string };

/** `http://10.77.0.1`, or with the port when it is not HTTP's own: some firmware cannot read a needless `:80`. */
export function httpRoot(address: string, port: number): string {
  return port === 80 ? `http://${address}` : `http://${address}:${port}`;
}

/**
 * The boot file for a client: the one the technician has it told, or ours.
 * @param root what URLs begin with, as `httpRoot` gives it.
 * @param loader path of the loader to be tried on this machine; the first of its ladder when absent.
 */
export function bootFileFor(client: ClientInfo, root: string, told?: Told, loader?: string): BootFile {
  const file = told === undefined ? null : toldFile(client, told);
  return file === null ? ownFile(client, root, loader) : { file, reason: null };
}

/**
 * A boot file is for firmware only: an iPXE that came of it would be sent to it again, for ever. What iPXE boots is
 * said by itself. A URL means HTTP Boot, and PXE knows no URLs.
 */
function toldFile({ stage }: ClientInfo, { bootFile, script }: Told): string | null {
  if (stage === 'ipxe') return script ?? null;
  const isUrl = /^https?:/.test(bootFile ?? '');
  return (stage === 'rom' && !isUrl) || (stage === 'http-boot' && isUrl) ? (bootFile ?? null) : null;
}

function ownFile(client: ClientInfo, root: string, chosen?: string): BootFile {
  switch (client.stage) {
    case 'os':
      return { file: null, reason: 'an operating system asks, it needs no boot file' };
    case 'http-boot':
      return loader(client, root, chosen);
    case 'rom':
      return loader(client, '', chosen);
    case 'ipxe':
      if (chosen !== undefined) return loader(client, '', chosen);
      // Some ROMs carry an iPXE without HTTP; it fetches ours by TFTP, which has it.
      return client.ipxe?.features.includes('http')
        ? { file: root + SCRIPT_PATH, reason: null }
        : loader(client, '');
  }
}

function loader(
  { firmware, arch }: Pick<ClientInfo, 'firmware' | 'arch'>,
  prefix: string,
  chosen?: string,
): BootFile {
  const [first] = ladderOf(firmware);
  const path = chosen ?? (first === undefined ? null : loaderFile(firmware, first));
  const kind = arch.length === 0 ? 'this kind of machine' : `architecture ${arch.map(archText).join(', ')}`;
  if (path === null) return { file: null, reason: `there is no loader for ${kind}` };
  return { file: prefix + path, reason: null };
}
