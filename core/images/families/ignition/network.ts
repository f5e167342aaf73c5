/**
 * NetworkManager's connection files for the network of the installed system, for formats that write files before the
 * machine knows its interfaces: each is found by its MAC address (nm-settings-keyfile(5)). Pure data: path to content.
 */
import type { Network } from '../../form/network.ts';

const FOLDER = '/etc/NetworkManager/system-connections';

/** A VLAN names its parent by this where the parent is an interface of unknown name. */
const BASE_UUID = '6f0c3a52-7c1e-4d53-9d0b-0f1e1db00701';

type Section = readonly [head: string, lines: readonly string[]];

/** `mac`: the interface that the machine booted from. Empty where DHCP on every interface is what is wanted. */
export function connectionFiles(network: Network, mac: string): Readonly<Record<string, string>> {
  const { bond, vlan } = network;
  if (!network.special) return {};
  const addresses = addressing(network);
  const none: Section[] = [
    ['ipv4', ['method=disabled']],
    ['ipv6', ['method=disabled']],
  ];
  const ports = [mac, ...(bond?.ports ?? [])];
  const files: [string, Section[]][] = ports.map((port, index) => [
    `port${index}`,
    [
      connection(`port${index}`, 'ethernet', [
        ...(index === 0 ? [`uuid=${BASE_UUID}`] : []),
        ...(port.includes(':') ? [] : [`interface-name=${port}`]),
        ...(bond ? ['master=bond0', 'slave-type=bond'] : []),
      ]),
      ...(port.includes(':') ? [['ethernet', [`mac-address=${port}`]] satisfies Section] : []),
      ...(bond ? [] : vlan === null ? addresses : none),
    ],
  ]);
  if (bond)
    files.push([
      'bond0',
      [
        connection('bond0', 'bond', ['interface-name=bond0']),
        ['bond', [`mode=${bond.mode}`, 'miimon=100']],
        ...(vlan === null ? addresses : none),
      ],
    ]);
  if (vlan !== null)
    files.push([
      `vlan${vlan}`,
      [
        connection(`vlan${vlan}`, 'vlan', [`interface-name=vlan${vlan}`]),
        ['vlan', [`id=${vlan}`, `parent=${bond ? 'bond0' : BASE_UUID}`]],
        ...addresses,
      ],
    ]);
  return Object.fromEntries(
    files.map(([name, sections]) => [`${FOLDER}/${name}.nmconnection`, written(sections)]),
  );
}

const connection = (id: string, type: string, more: readonly string[]): Section => [
  'connection',
  [`id=${id}`, `type=${type}`, ...more],
];

function addressing({ fixed, gateway, dns, domain }: Network): Section[] {
  const names = [
    ...(dns.length > 0 ? [`dns=${dns.join(';')};`] : []),
    ...(domain ? [`dns-search=${domain};`] : []),
  ];
  if (fixed === null) return [['ipv4', ['method=auto', ...names]]];
  const address = `address1=${fixed.address}/${fixed.prefix}${gateway ? `,${gateway}` : ''}`;
  return [['ipv4', ['method=manual', address, ...names]]];
}

const written = (sections: readonly Section[]): string =>
  sections.map(([head, lines]) => `[${head}]\n${lines.join('\n')}\n`).join('\n');
