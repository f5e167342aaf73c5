/**
 * The network of the installed system as AutoYaST reads it (SUSE's AutoYaST guide, "Network configuration"); YaST
 * writes it at the end, the installer itself stays on DHCP. Interfaces have names that stand for them; the profile's
 * first script puts the real ones in their place, which it finds by their MAC addresses.
 */
import type { Network } from '../../form/network.ts';
import { list, type YastPart } from './xml.ts';

/** What stands for the interface of this number: 1 is the one that the machine booted from, then the bond's ports. */
export const portName = (number: number): string => `fieldboot-port-${number}`;

/** The values of `networking`'s `interfaces` and `routing`; null: the installer's own network is kept. */
export function interfacesOf(network: Network, major: number): YastPart | null {
  const { bond, vlan, gateway } = network;
  if (!network.special) return null;
  const named = (name: string): YastPart => (major < 15 ? { device: name } : { name });
  const carried = { bootproto: 'none', startmode: 'auto' };
  const addresses = addressing(network);
  const ports = [1, ...(bond?.ports ?? []).map((_, index) => index + 2)].map(portName);
  const link = bond ? 'bond0' : portName(1);
  const interfaces = [
    ...ports.map((port) => ({ ...named(port), ...(bond === null && vlan === null ? addresses : carried) })),
    ...(bond
      ? [{ ...named('bond0'), ...bonding(bond.mode, ports), ...(vlan === null ? addresses : carried) }]
      : []),
    ...(vlan === null
      ? []
      : [{ ...named(`vlan${vlan}`), vlan_id: String(vlan), etherdevice: link, ...addresses }]),
  ];
  const route = { destination: 'default', gateway: gateway ?? '', netmask: '-', device: '-' };
  return {
    interfaces: list('interface', interfaces),
    ...(gateway ? { routing: { routes: list('route', [route]) } } : {}),
  };
}

const bonding = (mode: string, ports: readonly string[]): YastPart => ({
  bonding_master: 'yes',
  bonding_module_opts: `mode=${mode} miimon=100`,
  ...Object.fromEntries(ports.map((port, index) => [`bonding_slave${index}`, port])),
});

const addressing = ({ fixed }: Network): YastPart =>
  fixed === null
    ? { bootproto: 'dhcp4', startmode: 'auto' }
    : { bootproto: 'static', ipaddr: fixed.address, prefixlen: String(fixed.prefix), startmode: 'auto' };
