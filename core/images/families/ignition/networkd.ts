/**
 * systemd-networkd's units for the network of the installed system, which Flatcar has (systemd.network(5),
 * systemd.netdev(5)). An interface is found by its own MAC address, which a bond does not change. Pure data: path to content.
 */
import type { Network } from '../../form/network.ts';

const FOLDER = '/etc/systemd/network';

/** `mac`: the interface that the machine booted from. Empty where DHCP on every interface is what is wanted. */
export function networkdFiles(network: Network, mac: string): Readonly<Record<string, string>> {
  const { bond, vlan } = network;
  if (!network.special) return {};
  const own = addressing(network);
  const carried = vlan === null ? own : ['LinkLocalAddressing=no', `VLAN=vlan${vlan}`];
  const ports = [mac, ...(bond?.ports ?? [])];
  const files: Record<string, string> = {};
  ports.forEach((port, index) => {
    const match = port.includes(':') ? `PermanentMACAddress=${port}` : `Name=${port}`;
    files[`10-port${index}.network`] = unit(['Match', [match]], ['Network', bond ? ['Bond=bond0'] : carried]);
  });
  if (bond) {
    const how = [`Mode=${bond.mode}`, 'MIIMonitorSec=100ms'];
    files['05-bond0.netdev'] = unit(['NetDev', ['Name=bond0', 'Kind=bond']], ['Bond', how]);
    files['11-bond0.network'] = unit(['Match', ['Name=bond0']], ['Network', carried]);
  }
  if (vlan !== null) {
    files[`06-vlan${vlan}.netdev`] = unit(
      ['NetDev', [`Name=vlan${vlan}`, 'Kind=vlan']],
      ['VLAN', [`Id=${vlan}`]],
    );
    files[`12-vlan${vlan}.network`] = unit(['Match', [`Name=vlan${vlan}`]], ['Network', own]);
  }
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${FOLDER}/${name}`, text]));
}

function addressing({ fixed, gateway, dns, domain }: Network): string[] {
  return [
    ...(fixed === null ? ['DHCP=yes'] : [`Address=${fixed.address}/${fixed.prefix}`]),
    ...(gateway ? [`Gateway=${gateway}`] : []),
    ...dns.map((server) => `DNS=${server}`),
    ...(domain ? [`Domains=${domain}`] : []),
  ];
}

const unit = (...sections: (readonly [head: string, lines: readonly string[]])[]): string =>
  sections.map(([head, lines]) => `[${head}]\n${lines.map((line) => `${line}\n`).join('')}`).join('\n');
