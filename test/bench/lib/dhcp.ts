/**
 * The ground of the DHCP rows: a namespace with the servers' interface `rack0` (Fieldboot reads /sys, which only a
 * namespace entered by `ip netns exec` shows as its own), and at the other end of the cable one with the load generator,
 * which is a relay to a network of its own (so that every server chooses addresses in the same way, and
 * none looks by ARP or ping whether an address is in use: neither Kea's nor dnsmasq's check is in the run).
 */

import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { atEnd, quietly, sh, textOf } from '../../lab/system.ts';
import { librariesFor } from './packages.ts';
import type { Started } from './process.ts';
import type { Bench } from './row.ts';

const CLI = join(import.meta.dirname, '../../../core/cli.js');
const INTERFACE = 'rack0';
const SERVER = '10.77.0.1';
const RELAY = '10.99.0.1';
const RANGE = { first: '10.99.0.10', last: '10.99.250.250' };

/** What the load generator saw in one run, and what the server spent on it. */
export interface Exchanges {
  readonly perSecond: number;
  /** Processor microseconds of the server for each exchange that was completed. */
  readonly microseconds: number;
}

export interface DhcpGround {
  /** Namespace at the other end of the cable. */
  readonly clients: string;
  /** Address at that end, of a network behind a relay. */
  readonly relay: string;
  /** Starts a server on a processor, which may have only a share of it. */
  fieldboot(cpu: number, share?: number): Promise<Started>;
  kea(cpu: number, share?: number): Promise<Started>;
  dnsmasq(cpu: number, share?: number): Promise<Started>;
  /** perfdhcp for five seconds; `rate` exchanges are begun in each. */
  load(server: Started, rate: number, cpu: number): Promise<Exchanges>;
}

/** Lays the cable. */
export function dhcpGround(bench: Bench): DhcpGround {
  const [servers, clients] = [`fb-bench-${process.pid}-s`, `fb-bench-${process.pid}-c`];
  layCable(servers, clients);
  const inside = { ...bench, start: startIn(bench, servers) };
  return {
    clients,
    relay: RELAY,
    fieldboot: (cpu, share) => startFieldboot(inside, cpu, share),
    kea: (cpu, share) => startKea(inside, cpu, share),
    dnsmasq: (cpu, share) => startDnsmasq(inside, cpu, share),
    load: (server, rate, cpu) => load(bench, clients, server, rate, cpu),
  };
}

function layCable(servers: string, clients: string): void {
  for (const space of [servers, clients]) {
    sh('ip', 'netns', 'add', space);
    atEnd(() => quietly('ip', 'netns', 'del', space));
    sh('ip', '-n', space, 'link', 'set', 'lo', 'up');
  }
  const [here, there] = [
    ['-n', servers],
    ['-n', clients],
  ] as const;
  sh('ip', ...here, 'link', 'add', INTERFACE, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', clients);
  sh('ip', ...here, 'address', 'add', `${SERVER}/24`, 'dev', INTERFACE);
  sh('ip', ...here, 'link', 'set', INTERFACE, 'up');
  sh('ip', ...here, 'route', 'add', '10.99.0.0/16', 'dev', INTERFACE);
  sh('ip', ...there, 'address', 'add', `${RELAY}/16`, 'dev', 'eth0');
  sh('ip', ...there, 'link', 'set', 'eth0', 'up');
  sh('ip', ...there, 'route', 'add', '10.77.0.0/24', 'dev', 'eth0');
}

/** `ip netns exec` becomes the program, so the process id is the program's. */
function startIn(bench: Bench, space: string): Bench['start'] {
  return (program, args, options) =>
    bench.start('ip', ['netns', 'exec', space, program, ...args], {
      ...options,
      env: { ...librariesFor(program), ...options.env },
    });
}

/** Whether a server's own namespace has somebody on the port of DHCP servers. */
const answersOn67 = ({ pid }: Started): boolean => textOf(`/proc/${pid}/net/udp`).includes(':0043 ');

/** The whole engine, as a technician starts it: leases, events and timelines are stored. */
function startFieldboot(bench: Bench, cpu: number, share?: number): Promise<Started> {
  const data = mkdtempSync(join(bench.folder, 'fieldboot-'));
  const relayed = `10.99.0.0/16=${RANGE.first}-${RANGE.last}`;
  const words = ['serve', '--interface', INTERFACE, '--data', data, '--relayed', relayed, '--json'];
  return bench.start(process.execPath, [CLI, ...words], {
    cpu,
    share,
    ready: (started) => started.output().includes('"ready":true'),
  });
}

/** Leases in a file (memfile), as Kea's own documentation begins. */
function startKea(bench: Bench, cpu: number, share?: number): Promise<Started> {
  const folder = mkdtempSync(join(bench.folder, 'kea-'));
  const file = join(folder, 'kea.json');
  const pool = { pool: `${RANGE.first}-${RANGE.last}` };
  const config = {
    'interfaces-config': { interfaces: [INTERFACE], 'dhcp-socket-type': 'udp' },
    'lease-database': { type: 'memfile', persist: true, name: join(folder, 'leases.csv') },
    'valid-lifetime': 43_200,
    subnet4: [{ id: 1, subnet: '10.99.0.0/16', pools: [pool] }],
    loggers: [{ name: 'kea-dhcp4', severity: 'ERROR', output_options: [{ output: 'stderr' }] }],
  };
  writeFileSync(file, JSON.stringify({ Dhcp4: config }));
  return bench.start(bench.file('kea-dhcp4-server', '/usr/sbin/kea-dhcp4'), ['-c', file], {
    cpu,
    share,
    ready: answersOn67,
    env: { KEA_PIDFILE_DIR: folder, KEA_LOCKFILE_DIR: folder },
  });
}

function startDnsmasq(bench: Bench, cpu: number, share?: number): Promise<Started> {
  const leases = join(mkdtempSync(join(bench.folder, 'dnsmasq-')), 'leases');
  const settings = {
    'conf-file': '/dev/null',
    port: '0',
    interface: INTERFACE,
    'dhcp-range': `${RANGE.first},${RANGE.last},255.255.0.0,12h`,
    'dhcp-leasefile': leases,
    'dhcp-lease-max': '65000',
  };
  const words = Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
  const flags = ['--keep-in-foreground', '--no-ping', '--dhcp-authoritative', '--quiet-dhcp', '--user=root'];
  return bench.start(bench.file('dnsmasq-base', '/usr/sbin/dnsmasq'), [...flags, ...words], {
    cpu,
    share,
    ready: answersOn67,
  });
}

const SECONDS = 5;
const MACHINES = 20_000;
/** Exchanges each second, and seconds, before it counts: code is compiled, files are opened. */
const WARMING = { rate: 1000, seconds: 4 };

async function load(
  bench: Bench,
  clients: string,
  server: Started,
  rate: number,
  cpu: number,
): Promise<Exchanges> {
  await exchange(bench, clients, WARMING.rate, WARMING.seconds, cpu);
  const before = server.cpuSeconds();
  const completed = completedOf(await exchange(bench, clients, rate, SECONDS, cpu));
  const spent = server.cpuSeconds() - before;
  return { perSecond: completed / SECONDS, microseconds: (spent * 1e6) / completed };
}

/** What perfdhcp reports. */
async function exchange(
  bench: Bench,
  clients: string,
  rate: number,
  seconds: number,
  cpu: number,
): Promise<string> {
  const perfdhcp = bench.file('kea-admin', '/usr/sbin/perfdhcp');
  const words = ['-4', '-r', rate, '-R', MACHINES, '-p', seconds, '-W', 300_000, '-l', RELAY, SERVER];
  // Its status says that some were not answered, which is what is measured.
  const libraries = Object.entries(librariesFor(perfdhcp)).map((pair) => pair.join('='));
  const program = ['ip', 'netns', 'exec', clients, 'env', ...libraries, perfdhcp, ...words].join(' ');
  const command = `${program} || test $? -eq 3`;
  return (await bench.run('sh', ['-c', command], { cpu })).stdout;
}

/** perfdhcp's second block is about REQUEST and ACK. */
function completedOf(report: string): number {
  const received = [...report.matchAll(/^received packets: (\d+)$/gm)].map(([, count]) => Number(count));
  const completed = received[1];
  if (!completed) throw new Error(`perfdhcp completed nothing:\n${report.slice(0, 2000)}`);
  return completed;
}
