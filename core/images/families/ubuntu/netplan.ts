/** The network of the installed system as netplan reads it (netplan.io/reference); JSON is YAML too. */
import type { Network } from '../../form/network.ts';

type Part = Readonly<Record<string, unknown>>;

/** `mac`: the interface that the machine booted from; it is found by that, since its name is not known yet. */
export function netplanOf(network: Network, mac: string): Part {
  const { bond, vlan } = network;
  const addresses = addressing(network);
  const ports = [mac, ...(bond?.ports ?? [])].map((port, index): [string, Part] => [
    `boot${index}`,
    ethernet(port),
  ]);
  const names = ports.map(([name]) => name);
  // The lowest of interface, bond and VLAN only carries the next; the last has the addresses.
  const onInterface = bond === null && vlan === null ? addresses : {};
  const onBond = vlan === null ? addresses : {};
  return {
    network: {
      version: 2,
      ethernets: Object.fromEntries(ports.map(([name, port]) => [name, { ...port, ...onInterface }])),
      ...(bond
        ? { bonds: { bond0: { interfaces: names, parameters: { mode: bond.mode }, ...onBond } } }
        : {}),
      ...(vlan === null
        ? {}
        : { vlans: { [`vlan${vlan}`]: { id: vlan, link: bond ? 'bond0' : 'boot0', ...addresses } } }),
    },
  };
}

/** By MAC, or by name where the technician gave names. */
const ethernet = (port: string): Part =>
  port.includes(':') ? { match: { macaddress: port } } : { match: { name: port } };

function addressing({ fixed, gateway, dns, domain }: Network): Part {
  const search = domain ? { search: [domain] } : {};
  const nameservers = dns.length > 0 || domain ? { nameservers: { addresses: dns, ...search } } : {};
  if (fixed === null) return { dhcp4: true, ...nameservers };
  return {
    addresses: [`${fixed.address}/${fixed.prefix}`],
    ...(gateway ? { routes: [{ to: 'default', via: gateway }] } : {}),
    ...nameservers,
  };
}
