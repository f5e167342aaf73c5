import { hex } from '../../address.ts';
import { decodeSubOptions, encodeSubOptions, type OptionCodec } from '../option.ts';
import type { DhcpOption } from '../packet.ts';

/** Sub-options that say what this build of iPXE can do (iPXE, src/include/ipxe/features.h). */
const FEATURES: ReadonlyMap<number, string> = new Map([
  [0x10, 'pxeext'],
  [0x11, 'iscsi'],
  [0x12, 'aoe'],
  [0x13, 'http'],
  [0x14, 'https'],
  [0x15, 'tftp'],
  [0x16, 'ftp'],
  [0x17, 'dns'],
  [0x18, 'bzimage'],
  [0x19, 'multiboot'],
  [0x1a, 'slam'],
  [0x1b, 'srp'],
  [0x20, 'nbi'],
  [0x21, 'pxe'],
  [0x22, 'elf'],
  [0x23, 'comboot'],
  [0x24, 'efi'],
  [0x25, 'fcoe'],
  [0x26, 'vlan'],
  [0x27, 'menu'],
  [0x28, 'sdi'],
  [0x29, 'nfs'],
]);

const VERSION = 0xeb;
const NO_PXEDHCP = 0xb0;
const PRIORITY = 0x01;

/** iPXE's encapsulated options (its number in the DHCP registry is Etherboot's, 175). */
export const IPXE: OptionCodec<readonly DhcpOption[]> = {
  code: 175,
  name: 'iPXE',
  decode: decodeSubOptions,
  encode: encodeSubOptions,
  describe: (subOptions) => subOptions.map(describeSubOption).join(' '),
};

/** Names of the features that are there, in the order sent: `http`, `menu`, `bzimage`, … */
export function ipxeFeatures(subOptions: readonly DhcpOption[]): readonly string[] {
  return subOptions.flatMap(({ code, data }) => {
    const name = FEATURES.get(code);
    return name !== undefined && data.some((byte) => byte !== 0) ? [name] : [];
  });
}

/** Version of iPXE, `1.21.1`, or null. */
export function ipxeVersion(subOptions: readonly DhcpOption[]): string | null {
  const data = subOptions.find(({ code }) => code === VERSION)?.data;
  return data === undefined || data.length === 0 ? null : data.join('.');
}

/**
 * Tells iPXE not to wait for a ProxyDHCP answer (ipxe.org/howto/dhcpd, `no-pxedhcp`): we are the only server. Seen with
 * the iPXE of Debian 12: from its first DISCOVER to its REQUEST 3 s without this, 12 ms with it.
 */
export const WITHOUT_PROXY_WAIT: readonly DhcpOption[] = [{ code: NO_PXEDHCP, data: Uint8Array.of(1) }];

/**
 * Lets what we say go before what another server says to the same iPXE (ipxe.org/cfg/priority): its boot file is the one
 * of the settings with the highest priority, and an interface's own DHCP settings have 0.
 */
export const BEFORE_OTHERS: readonly DhcpOption[] = [{ code: PRIORITY, data: Uint8Array.of(1) }];

function describeSubOption({ code, data }: DhcpOption): string {
  if (code === VERSION) return `version=${data.join('.')}`;
  if (code === PRIORITY) return `priority=${((data[0] ?? 0) << 24) >> 24}`;
  const name = FEATURES.get(code) ?? (code === NO_PXEDHCP ? 'no-pxedhcp' : code);
  return data.length === 1 && data[0] === 1 ? `${name}` : `${name}=${hex(data)}`;
}
