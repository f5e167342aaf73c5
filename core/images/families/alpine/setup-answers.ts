/**
 * The profile form as the answer file of setup-alpine (alpine-conf: setup-alpine.in, setup-disk.in), which is shell that
 * sets variables. Disks and interfaces have names that stand for them, because the file is written before the machine
 * knows its own; the script that runs setup-alpine puts the real ones in their place.
 */
import { shellWord } from '../../answers.ts';
import type { Network } from '../../form/network.ts';
import { wantedOf } from '../../form/wanted.ts';
import type { Form } from '../../form.ts';

/** What stands for the disk of this number, from 1, until the machine has chosen. */
export const diskName = (number: number): string => `/dev/fieldboot-disk-${number}`;
/** What stands for the interface: 1 is the one that the machine booted from, then the bond's ports. */
export const portName = (number: number): string => `fieldboot-port-${number}`;

/** The file. Passwords are no part of it: setup-alpine takes none but from its console. */
export function setupAnswers(form: Form, hostname: string): string {
  const { keyboard, timezone, proxy, mirror, network, login, layout, kernelArgs } = form;
  const name = network.domain ? `${hostname}.${network.domain}` : hostname;
  const disks = Array.from({ length: form.disk.count }, (_, index) => diskName(index + 1));
  const settings: Readonly<Record<string, string>> = {
    KEYMAPOPTS: `${keyboard} ${keyboard}`,
    HOSTNAMEOPTS: `-n ${name}`,
    DNSOPTS: [...(network.domain ? ['-d', network.domain] : []), ...network.dns].join(' ') || 'none',
    TIMEZONEOPTS: `-z ${timezone}`,
    PROXYOPTS: proxy ?? 'none',
    APKREPOSOPTS: mirror ?? '-1',
    USEROPTS: login.user ? `${login.sudo === 'no' ? '' : '-a '}-u ${login.user.name}` : 'none',
    SSHDOPTS: '-c openssh',
    NTPOPTS: form.ntp.length > 0 ? '-c chrony' : 'none',
    DISKOPTS: `-m sys ${layout.scheme === 'lvm' ? '-L ' : ''}${disks.join(' ')}`,
    LBUOPTS: 'none',
    APKCACHEOPTS: 'none',
    // setup-disk asks before it erases unless these are named.
    ERASE_DISKS: disks.join(' '),
    ...(layout.filesystem ? { ROOTFS: layout.filesystem } : {}),
    ...(layout.swapMiB === null ? {} : { SWAP_SIZE: String(layout.swapMiB) }),
    ...(kernelArgs.length > 0 ? { KERNELOPTS: kernelArgs.join(' ') } : {}),
  };
  return [
    ...Object.entries(settings).map(([key, value]) => `${key}=${shellWord(value)}`),
    `INTERFACESOPTS=${quoted(interfacesOf(network, hostname))}`,
    'export ERASE_DISKS ROOTFS SWAP_SIZE KERNELOPTS',
    '',
  ].join('\n');
}

/** Keys of the settings that Alpine has no place for: it has neither SELinux nor one firewall of its own, nor systemd. */
export const alpineLeavesOut = (form: Form): string[] => wantedOf(form, ['selinux', 'firewall', 'register']);

/** A text of several lines as one word of a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** /etc/network/interfaces as ifupdown-ng reads it (interfaces(5)). */
function interfacesOf(network: Network, hostname: string): string {
  const { bond, vlan } = network;
  const ports = [1, ...(bond?.ports ?? []).map((_, index) => index + 2)].map(portName);
  const link = bond ? 'bond0' : portName(1);
  const method = network.fixed === null ? 'dhcp' : 'static';
  const carried = vlan !== null;
  const stanza = (name: string, how: string, lines: readonly string[]) =>
    [`auto ${name}`, `iface ${name} inet ${how}`, ...lines.map((line) => `\t${line}`), ''].join('\n');
  const own = addressing(network, hostname);
  return [
    stanza('lo', 'loopback', []),
    ...(bond
      ? [
          stanza('bond0', carried ? 'manual' : method, [
            `bond-members ${ports.join(' ')}`,
            `bond-mode ${bond.mode}`,
            ...(carried ? [] : own),
          ]),
        ]
      : [stanza(link, carried ? 'manual' : method, carried ? [] : own)]),
    ...(carried
      ? [stanza(`vlan${vlan}`, method, [`vlan-raw-device ${link}`, `vlan-id ${vlan}`, ...own])]
      : []),
  ].join('\n');
}

const addressing = ({ fixed, gateway }: Network, hostname: string): string[] =>
  fixed === null
    ? [`hostname ${hostname}`]
    : [`address ${fixed.address}/${fixed.prefix}`, ...(gateway ? [`gateway ${gateway}`] : [])];
