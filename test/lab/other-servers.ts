/** DHCP servers of other people, as they are found in offices: they give addresses and know nothing of booting. */

import type { ChildProcess } from 'node:child_process';
import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BRIDGE, type Rack } from './rack.ts';
import { sh, spawnIn, textOf, until } from './system.ts';

/** Where the other server is: on the switch that the machines are plugged into. */
export const OTHER_ADDRESS = '10.77.0.254';

/** A server that answers. */
export interface OtherDhcpServer {
  readonly child: ChildProcess;
  /** Addresses that it has given, as far as it has written them down. */
  given(): string[];
}

/** A kind of server that may already be there. */
export interface OtherServerKind {
  readonly name: string;
  /** Debian package. */
  readonly package: string;
  /** Offers at once, without a ping first. */
  readonly quick: boolean;
  start(rack: Rack, folder: string): Promise<OtherDhcpServer>;
}

export const OTHER_SERVERS: readonly OtherServerKind[] = [
  { name: 'dnsmasq', package: 'dnsmasq-base', quick: true, start: startDnsmasq },
  { name: 'Kea', package: 'kea-dhcp4-server', quick: true, start: startKea },
  { name: 'dhcpd (ISC)', package: 'isc-dhcp-server', quick: false, start: startDhcpd },
];

/** Gives the switch the other server's address. */
export function addOtherAddress(rack: Rack): void {
  sh('ip', '-n', rack.wiring, 'address', 'add', `${OTHER_ADDRESS}/24`, 'dev', BRIDGE.rack);
}

const READY_SECONDS = 60;
const addressesIn = (text: string) => [...new Set(text.match(/\b10\.77\.0\.\d+\b/g) ?? [])];

/** dnsmasq, with lines of its configuration added. */
export async function startDnsmasq(rack: Rack, folder: string, lines = ''): Promise<OtherDhcpServer> {
  const config = join(folder, 'dnsmasq.conf');
  const leases = join(folder, 'dnsmasq.leases');
  const log = join(folder, 'dnsmasq.log');
  const own = [
    'port=0',
    'no-resolv',
    'no-hosts',
    'no-ping',
    'bind-interfaces',
    `interface=${BRIDGE.rack}`,
    'log-dhcp',
    'pid-file=',
    `log-facility=${log}`,
    `dhcp-leasefile=${leases}`,
    'dhcp-range=10.77.0.20,10.77.0.60,255.255.255.0,1h',
    'user=root',
  ];
  writeFileSync(config, `${own.join('\n')}\n${lines}`);
  const child = spawnIn(rack.wiring, '/usr/sbin/dnsmasq', ['--keep-in-foreground', '-C', config], {
    stdio: 'inherit',
  });
  await until('dnsmasq serves', READY_SECONDS, () => textOf(log).includes('DHCP, IP range'));
  return { child, given: () => addressesIn(textOf(leases)) };
}

/** Kea, the successor of ISC's dhcpd. */
export async function startKea(rack: Rack, folder: string): Promise<OtherDhcpServer> {
  const config = join(folder, 'kea.json');
  const leases = join(folder, 'kea.leases.csv');
  const log = join(folder, 'kea.log');
  const run = join(folder, 'kea');
  mkdirSync(run, { recursive: true });
  const dhcp4 = {
    'interfaces-config': { interfaces: [BRIDGE.rack] },
    'lease-database': { type: 'memfile', persist: true, name: leases, 'lfc-interval': 0 },
    'valid-lifetime': 3600,
    subnet4: [
      {
        subnet: '10.77.0.0/24',
        pools: [{ pool: '10.77.0.70 - 10.77.0.99' }],
        'option-data': [{ name: 'routers', data: OTHER_ADDRESS }],
      },
    ],
    loggers: [{ name: 'kea-dhcp4', output_options: [{ output: log }], severity: 'INFO' }],
  };
  writeFileSync(config, JSON.stringify({ Dhcp4: dhcp4 }, null, 2));
  const errors = openSync(join(folder, 'kea.out'), 'w');
  const child = spawnIn(rack.wiring, '/usr/sbin/kea-dhcp4', ['-c', config], {
    stdio: ['ignore', errors, errors],
    // Beside a Kea of this machine's own: its files of state are elsewhere.
    env: { ...process.env, KEA_PIDFILE_DIR: run, KEA_LOCKFILE_DIR: run, KEA_DHCP_DATA_DIR: run },
  });
  await until('Kea serves', READY_SECONDS, () => textOf(log).includes('DHCP4_STARTED'));
  return { child, given: () => addressesIn(textOf(leases)) };
}

/** ISC's dhcpd, which pings an address for a second before it offers it. */
export async function startDhcpd(rack: Rack, folder: string): Promise<OtherDhcpServer> {
  const config = join(folder, 'dhcpd.conf');
  const leases = join(folder, 'dhcpd.leases');
  const log = join(folder, 'dhcpd.log');
  const lines = [
    'authoritative;',
    'default-lease-time 3600;',
    'subnet 10.77.0.0 netmask 255.255.255.0 {',
    '  range 10.77.0.120 10.77.0.149;',
    `  option routers ${OTHER_ADDRESS};`,
    '}',
  ];
  writeFileSync(config, `${lines.join('\n')}\n`);
  writeFileSync(leases, '');
  const words = ['-4', '-f', '-d', '--no-pid', '-cf', config, '-lf', leases, BRIDGE.rack];
  const errors = openSync(log, 'w');
  const child = spawnIn(rack.wiring, '/usr/sbin/dhcpd', words, { stdio: ['ignore', errors, errors] });
  await until('dhcpd serves', READY_SECONDS, () => textOf(log).includes('Server starting service'));
  return { child, given: () => addressesIn(textOf(leases)) };
}
