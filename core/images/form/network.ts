/**
 * The network of the installed system. The installer itself always takes its address from DHCP, because it must reach
 * the laptop, whose network need not be the one that the machine is installed for.
 */
import { formatIpv4, maskOf, parseCidr } from '../../wire/address.ts';
import type { Settings } from '../profile.ts';
import { words } from '../words.ts';

export interface FixedAddress {
  readonly address: string;
  /** Length of the network part, 1 to 32. */
  readonly prefix: number;
  /** The same as a mask: `255.255.255.0`. */
  readonly netmask: string;
}

export interface Bond {
  /** The kernel's name of the mode: `active-backup`, `802.3ad`, … */
  readonly mode: string;
  /** Its ports beside the interface that the machine booted from: MACs in lower case, or interface names. */
  readonly ports: readonly string[];
}

export interface Network {
  /** null: DHCP. */
  readonly fixed: FixedAddress | null;
  /** A fixed address is wanted and the machine has none: it must not be installed so. */
  readonly addressMissing: boolean;
  readonly gateway: string | null;
  readonly dns: readonly string[];
  readonly domain: string;
  readonly vlan: number | null;
  readonly bond: Bond | null;
  /** Anything beside DHCP on the interface itself. */
  readonly special: boolean;
}

/** `network` is `auto` (fixed where the machine has an address), `dhcp` or `static`. */
export function networkOf(settings: Settings): Network {
  const { network = 'auto', address = '', gateway = '', domain = '', vlan = '', bond = '' } = settings;
  const fixed = network === 'dhcp' ? null : fixedAddress(address);
  const { bond_ports = '' } = settings;
  return {
    fixed,
    addressMissing: network === 'static' && fixed === null,
    gateway: fixed === null ? null : gateway || null,
    dns: words(settings.dns),
    domain,
    vlan: vlan === '' ? null : Number(vlan),
    bond: bond === '' ? null : { mode: bond, ports: words(bond_ports).map((port) => port.toLowerCase()) },
    special: fixed !== null || vlan !== '' || bond !== '',
  };
}

function fixedAddress(text: string): FixedAddress | null {
  const network = parseCidr(text);
  if (network === null) return null;
  const { address, prefix } = network;
  return { address: formatIpv4(address), prefix, netmask: formatIpv4(maskOf(prefix)) };
}
