/**
 * Which file a client is told to fetch. Tables, and the one rule that needs a sentence.
 */

import { archText } from '../wire/dhcp/options/client-arch.ts';
import type { ClientInfo, Firmware } from './client.ts';
import type { Told } from './told.ts';

/**
 * Our iPXE for each firmware, as paths of the boot tree. Both kinds drive the card through the firmware (UNDI, SNP)
 * and not by a driver of their own: the card has just worked that way, and rare cards need no driver.
 */
const LOADERS: Readonly<Record<Firmware, string | null>> = {
  bios: '/loaders/undionly.kpxe',
  'uefi-x64': '/loaders/snponly.efi',
  // Nobody builds a 32-bit UEFI iPXE that could be shipped; the reason is told instead.
  'uefi-ia32': null,
  'uefi-arm64': '/loaders/snponly-arm64.efi',
  unknown: null,
};

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
 */
export function bootFileFor(client: ClientInfo, root: string, told?: Told): BootFile {
  const file = told === undefined ? null : toldFile(client, told);
  return file === null ? ownFile(client, root) : { file, reason: null };
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

function ownFile(client: ClientInfo, root: string): BootFile {
  switch (client.stage) {
    case 'os':
      return { file: null, reason: 'an operating system asks, it needs no boot file' };
    case 'http-boot':
      return loader(client, root);
    case 'rom':
      return loader(client, '');
    case 'ipxe':
      // Some ROMs carry an iPXE without HTTP; it fetches ours by TFTP, which has it.
      return client.ipxe?.features.includes('http')
        ? { file: root + SCRIPT_PATH, reason: null }
        : loader(client, '');
  }
}

function loader({ firmware, arch }: Pick<ClientInfo, 'firmware' | 'arch'>, prefix: string): BootFile {
  const path = LOADERS[firmware];
  const kind = arch.length === 0 ? 'this kind of machine' : `architecture ${arch.map(archText).join(', ')}`;
  if (path === null) return { file: null, reason: `there is no loader for ${kind}` };
  return { file: prefix + path, reason: null };
}
