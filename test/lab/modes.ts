/**
 * Modes of serving (`npm run lab:modes`): the real program beside a real dnsmasq that gives the addresses, and real
 * firmware that has to put the two together. Some minutes without hardware virtualisation.
 *
 *   proxy     dnsmasq knows nothing of booting; Fieldboot tells the boot files
 *   rescue    the same, but the machine is let have a complete lease of ours: the firmware must prefer it
 *   external  dnsmasq is configured with the lines that Fieldboot prints; Fieldboot answers no DHCP at all
 *
 * `node test/lab/modes.ts proxy` runs one of them. With FIELDBOOT_LAB_KEEP everything on the wire is kept as well.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { machineSpec } from './catalogue.ts';
import { type Fieldboot, startFieldboot } from './fieldboot.ts';
import { runFolder, whyNot } from './ground.ts';
import { type Firmware, type Machine, makeMachine } from './machine.ts';
import { makeRack, type Rack } from './rack.ts';
import { openReport, type Report } from './report.ts';
import { clearAway, endGently, sh, spawnIn, textOf, until } from './system.ts';

/** Generous: the cores may be busy with something else, and UEFI waits for every offer it can get. */
const WAIT = { waiting: 180, address: 20 } as const;

/** Address of the other server, on the bridge that the machines are plugged into. */
const OTHER = '10.77.0.254';
const RESCUE_RANGE = '10.77.0.240-10.77.0.247';

interface Row {
  readonly name: 'proxy' | 'rescue' | 'external';
  readonly mode: 'proxy' | 'external';
  readonly firmware: readonly Firmware[];
}

const ROWS: readonly Row[] = [
  { name: 'proxy', mode: 'proxy', firmware: ['bios', 'uefi', 'uefi-http'] },
  { name: 'rescue', mode: 'proxy', firmware: ['uefi'] },
  { name: 'external', mode: 'external', firmware: ['bios', 'uefi', 'uefi-http'] },
];

async function main(wanted: readonly string[]): Promise<number> {
  const report = openReport('modes');
  const obstacle = await whyNot((line) => console.log(line));
  if (obstacle) {
    report.skip('modes of serving', obstacle);
    return 0;
  }
  const folder = runFolder('modes');
  const rack = makeRack();
  sh('ip', '-n', rack.wiring, 'address', 'add', `${OTHER}/24`, 'dev', 'br0');
  for (const row of ROWS.filter(({ name }) => wanted.length === 0 || wanted.includes(name)))
    await runRow(report, rack, join(folder, row.name), row);
  return report.failed === 0 ? 0 : 1;
}

async function runRow(report: Report, rack: Rack, folder: string, row: Row): Promise<void> {
  const { name, mode } = row;
  mkdirSync(folder, { recursive: true });
  const args = ['--mode', mode, ...(name === 'rescue' ? ['--rescue', RESCUE_RANGE] : [])];
  if (process.env.FIELDBOOT_LAB_KEEP) await recordWire(rack, join(folder, 'wire.pcap'));
  const options = { data: join(folder, 'data'), log: join(folder, 'fieldboot.log'), args };
  const fieldboot = await report.check(`${name}: the program serves beside another server`, () =>
    startFieldboot(rack, options),
  );
  if (!fieldboot) return;
  const other = startDnsmasq(rack, folder, mode === 'external' ? externalLines(fieldboot, rack) : '');
  for (const [index, kind] of row.firmware.entries()) {
    const machine = makeMachine(rack, specOf(row, index, kind), folder);
    if (name === 'rescue') fieldboot.cli('rescue', machine.spec.mac);
    await report.check(`${name}: ${kind} firmware reaches the script`, () =>
      reachesScript(fieldboot, machine),
    );
    await machine.stop();
  }
  if (name === 'rescue')
    await report.check('rescue: the firmware preferred our complete offer', () => checkOurLease(fieldboot));
  else await report.check(`${name}: every address came from dnsmasq`, () => checkNoLease(fieldboot, folder));
  await fieldboot.stop();
  await endGently(other);
}

const specOf = ({ name, mode }: Row, index: number, kind: Firmware) =>
  machineSpec((mode === 'external' ? 8 : name === 'rescue' ? 7 : 4) + index, `${name}-${kind}`, kind, {
    memoryMiB: 512,
  });

/** The lines as a technician would get them, from the command line. */
function externalLines(fieldboot: Fieldboot, rack: Rack): string {
  const [config] = fieldboot.cli('external-config', '--interface', rack.interface, '--for', 'dnsmasq') as [
    { text: string },
  ];
  return config.text;
}

/** A DHCP server as it is in every office: addresses, router, nothing about booting but the lines given. */
function startDnsmasq(rack: Rack, folder: string, lines: string) {
  const config = join(folder, 'dnsmasq.conf');
  const own = [
    'port=0',
    'no-resolv',
    'no-hosts',
    'no-ping',
    'bind-interfaces',
    'interface=br0',
    'log-dhcp',
    'pid-file=',
    `log-facility=${join(folder, 'dnsmasq.log')}`,
    `dhcp-leasefile=${join(folder, 'dnsmasq.leases')}`,
    'dhcp-range=10.77.0.20,10.77.0.60,255.255.255.0,1h',
    'user=root',
  ];
  writeFileSync(config, `${own.join('\n')}\n${lines}`);
  return spawnIn(rack.wiring, '/usr/sbin/dnsmasq', ['--keep-in-foreground', '-C', config], {
    stdio: 'inherit',
  });
}

/** It is at our script, having got its address elsewhere. */
async function reachesScript(fieldboot: Fieldboot, machine: Machine): Promise<void> {
  machine.start();
  try {
    await fieldboot.awaitEvent(machine.spec.mac, 'waiting', WAIT.waiting);
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${machine.serial().slice(-1500)}`, { cause: error });
  }
}

async function checkOurLease(fieldboot: Fieldboot): Promise<void> {
  const leases = await fieldboot.call('leases', {});
  const given = leases.map(({ state, address }) => `${state} ${address}`).join(', ');
  if (given !== 'bound 10.77.0.240') throw new Error(`leases: ${given || 'none'}`);
}

async function checkNoLease(fieldboot: Fieldboot, folder: string): Promise<void> {
  const leases = await fieldboot.call('leases', {});
  if (leases.length > 0) throw new Error(`we gave ${leases.map(({ address }) => address).join(', ')}`);
  await until('leases of dnsmasq', WAIT.address, () => textOf(join(folder, 'dnsmasq.leases')) !== '');
}

async function recordWire(rack: Rack, file: string): Promise<void> {
  spawnIn(rack.laptop, 'tcpdump', ['-U', '-i', rack.interface, '-w', file, 'udp'], { stdio: 'ignore' });
  await until('the recording of the wire', 10, () => textOf(file) !== '');
}

const code = await main(process.argv.slice(2));
clearAway();
process.exit(code);
