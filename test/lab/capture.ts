/**
 * Captures what the lab's firmware says: `node test/lab/capture.ts [NAME…]`. Each machine boots beside a dnsmasq that
 * gives it an address and its loader; tcpdump writes the DHCP conversation to test/golden/firmware/NAME.pcap, and its
 * words go beside it. A look at the difference belongs to every new capture.
 */

import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describeClient } from '../../core/netboot/client.ts';
import { decodePacket } from '../../core/wire/dhcp/packet.ts';
import type { UdpPacket } from '../../core/wire/ipv4-udp.ts';
import { datagramsOf, twinOf } from '../support/pcap.ts';
import { machineSpec } from './catalogue.ts';
import { runFolder, whyNot } from './ground.ts';
import { type Firmware, makeMachine } from './machine.ts';
import { makeRack, type Rack } from './rack.ts';
import { atEnd, clearAway, endGently, spawnIn, until } from './system.ts';

const LOADERS = resolve(import.meta.dirname, '../../.cache/bootfiles/loaders');
const FIRMWARE = join(import.meta.dirname, '../golden/firmware');

interface Capture {
  readonly name: string;
  readonly firmware: Firmware;
  /** What dnsmasq names as boot file. */
  readonly boot: string;
  /** Number of its packets after which there is nothing more to see: stages times DISCOVER and REQUEST. */
  readonly until: (stages: ReadonlySet<string>) => boolean;
}

/** Stage and type of what a machine sent. */
const CAPTURES: readonly Capture[] = [
  // The option ROM is an iPXE, which loads undionly.kpxe, which asks again.
  {
    name: 'seabios-ipxe-then-undionly',
    firmware: 'bios',
    boot: 'undionly.kpxe',
    until: (seen) => seen.has('ipxe 2'),
  },
  {
    name: 'ovmf-pxe-then-snponly',
    firmware: 'uefi',
    boot: 'snponly.efi',
    until: (seen) => seen.has('rom 1') && seen.has('ipxe 1'),
  },
  {
    name: 'ovmf-http-boot',
    firmware: 'uefi-http',
    boot: 'http://10.77.0.1/loaders/snponly.efi',
    until: (seen) => seen.has('http-boot 1'),
  },
];

async function capture(rack: Rack, folder: string, what: Capture, n: number): Promise<void> {
  const file = join(folder, `${what.name}.pcap`);
  const filter = 'udp port 67 or udp port 68 or udp port 4011';
  const tcpdump = spawnIn(
    rack.laptop,
    'tcpdump',
    ['-i', rack.interface, '-U', '-w', file, '-Z', 'root', filter],
    {
      stdio: 'ignore',
    },
  );
  const server = spawnIn(rack.laptop, 'dnsmasq', dnsmasq(rack, what, folder), { stdio: 'ignore' });
  atEnd(() => [tcpdump, server].map((child) => child.kill('SIGKILL')));
  const machine = makeMachine(rack, machineSpec(n, what.name, what.firmware, { memoryMiB: 512 }), folder);
  await until('tcpdump writes', 30, () => existsSync(file));
  machine.start();
  const whole = () => what.until(requestsIn(datagramsOf(readFileSync(file))));
  // The answer to the last REQUEST belongs to it.
  await until(`${what.name}: the whole conversation`, 600, whole).finally(() => endGently(tcpdump));
  await machine.stop();
  await endGently(server);
  copyFileSync(file, join(FIRMWARE, `${what.name}.pcap`));
  writeFileSync(join(FIRMWARE, `${what.name}.txt`), twinOf(datagramsOf(readFileSync(file))));
}

/** `rom 1`: the ROM's first REQUEST, by transaction, has been answered. */
function requestsIn(datagrams: readonly UdpPacket[]): Set<string> {
  const transactions = new Map<string, Set<number>>();
  const acked = new Set<number>();
  for (const { payload } of datagrams) {
    const decoded = decodePacket(payload);
    if (!decoded.ok) continue;
    const { packet } = decoded;
    if (packet.op === 'reply' && packet.options.some(({ code, data }) => code === 53 && data[0] === 5))
      acked.add(packet.xid);
    const { stage } = describeClient(packet);
    if (packet.op === 'request')
      transactions.set(stage, (transactions.get(stage) ?? new Set()).add(packet.xid));
  }
  const done = [...transactions].map(
    ([stage, ids]) => [stage, [...ids].filter((id) => acked.has(id)).length] as const,
  );
  return new Set(
    done.flatMap(([stage, count]) => Array.from({ length: count }, (_, at) => `${stage} ${at + 1}`)),
  );
}

function dnsmasq({ interface: name, address }: Rack, { firmware, boot }: Capture, folder: string): string[] {
  const http =
    firmware === 'uefi-http'
      ? ['--dhcp-vendorclass=set:http,HTTPClient', '--dhcp-option-force=tag:http,60,HTTPClient']
      : [];
  return [
    ...['--keep-in-foreground', '--conf-file=/dev/null', '--port=0', '--no-ping', '--user=root'],
    ...[`--interface=${name}`, '--bind-interfaces', `--dhcp-leasefile=${join(folder, 'leases')}`],
    ...['--dhcp-range=10.77.0.100,10.77.0.150,1h', `--dhcp-boot=${boot},,${address}`],
    ...['--enable-tftp', `--tftp-root=${LOADERS}`, '--dhcp-no-override'],
    ...http,
  ];
}

const wanted = process.argv.slice(2);
const obstacle = await whyNot(console.log);
if (obstacle !== null) throw new Error(obstacle);
const rack = makeRack();
const folder = runFolder('capture');
for (const [n, what] of CAPTURES.entries()) {
  if (wanted.length > 0 && !wanted.includes(what.name)) continue;
  console.log(what.name);
  await capture(rack, folder, what, n);
}
clearAway();
process.exit(0);
