/**
 * Modes of serving (`npm run lab:modes`): the real program alone, beside the DHCP servers of other people, and behind a
 * relay. In every row a BIOS and a UEFI machine, some with HTTP Boot, come to a kernel of their own: kernel and RAM disk
 * fetched, and on the serial port the arguments that only this machine was given. About ten minutes on two idle cores.
 *
 *   server         Fieldboot gives the addresses
 *   proxy-dnsmasq  dnsmasq gives them and knows nothing of booting; Fieldboot tells the boot files
 *   proxy-rival    the same, but dnsmasq names a boot file that nobody has
 *   proxy-kea      the same beside Kea
 *   relay          Fieldboot gives the addresses of a network behind a router with a DHCP relay
 *   external       dnsmasq is configured with the lines that Fieldboot prints; Fieldboot answers no DHCP at all
 *   rescue         proxy-dnsmasq, but the machine is let have a complete lease of ours: the firmware must prefer it
 *
 * `npm run lab:modes -- proxy-kea relay` runs only these. With FIELDBOOT_LAB_KEEP everything on the wire is kept as well.
 */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages } from '../support/packages.ts';
import { machineSpec } from './catalogue.ts';
import { startFieldboot } from './fieldboot.ts';
import { runFolder, whyNot } from './ground.ts';
import { makeMachine } from './machine.ts';
import { type Beside, demand, type Ground, nobody, ROWS, type Row } from './mode-rows.ts';
import { addOtherAddress } from './other-servers.ts';
import { bootToKernel, importSmallDebian, KERNEL_STEPS } from './own-kernel.ts';
import { makeRack, type Rack } from './rack.ts';
import { openReport, type Report, timingTable } from './report.ts';
import { clearAway, spawnIn, textOf, until } from './system.ts';

const WAIT = { address: 60 } as const;
async function main(wanted: readonly string[]): Promise<number> {
  const unknown = wanted.filter((name) => !ROWS.some((row) => row.name === name));
  if (unknown.length > 0)
    throw new Error(`no row ${unknown.join(', ')}; there are ${ROWS.map((row) => row.name).join(', ')}`);
  const report = openReport('modes');
  const obstacle = await whyNot((line) => console.log(line));
  if (obstacle) {
    report.skip('modes of serving', obstacle);
    return 0;
  }
  const folder = runFolder('modes');
  const rack = makeRack();
  addOtherAddress(rack);
  const table = new Map<string, Map<string, number>>();
  for (const row of ROWS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    const { missing, reason } = ensurePackages(row.package ? [row.package] : [], (line) => console.log(line));
    if (missing.length > 0) report.skip(row.name, reason);
    else await runRow(report, { rack, folder: join(folder, row.name) }, row, table);
  }
  console.log(timingTable(table, KERNEL_STEPS));
  return report.failed === 0 ? 0 : 1;
}

async function runRow(
  report: Report,
  { rack, folder }: Omit<Ground, 'fieldboot'>,
  row: Row,
  table: Map<string, Map<string, number>>,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  if (process.env.FIELDBOOT_LAB_KEEP) await recordWire(rack, join(folder, 'wire.pcap'));
  const options = { data: join(folder, 'data'), log: join(folder, 'fieldboot.log'), args: row.args };
  const fieldboot = await report.check(`${row.name}: the program serves`, () =>
    startFieldboot(rack, options),
  );
  if (!fieldboot) return;
  const beside = await report.check(`${row.name}: what is beside it runs`, async () =>
    row.beside ? row.beside({ rack, folder, fieldboot }) : nobody,
  );
  if (beside) await runMachines(report, { rack, folder, fieldboot }, row, beside, table);
  await report.check(`${row.name}: the program stops cleanly on SIGTERM`, async () => {
    const code = await fieldboot.stop();
    demand(code === 0, `its exit status is ${code}`);
  });
  await beside?.end();
}

async function runMachines(
  report: Report,
  { rack, folder, fieldboot }: Ground,
  row: Row,
  beside: Beside,
  table: Map<string, Map<string, number>>,
): Promise<void> {
  const image = await importSmallDebian(fieldboot);
  for (const kind of row.firmware) {
    const spec = machineSpec(nextNumber(), `${row.name}-${kind}`, kind, {
      memoryMiB: 512,
      segment: row.segment ?? 'rack',
    });
    const machine = makeMachine(rack, spec, folder);
    row.prepare?.(fieldboot, spec.mac);
    const reached = await report.check(`${row.name}: ${kind} firmware comes to its own kernel`, () =>
      bootToKernel(fieldboot, image, machine),
    );
    table.set(spec.name, reached ?? new Map());
    await machine.stop();
  }
  await report.check(`${row.name}: ${row.expectation}`, async () => {
    const { given } = beside;
    if (given) await until('an address from the other server', WAIT.address, () => given().length > 0);
    const ours = (await fieldboot.call('leases', {})).map(({ address }) => address);
    row.expect({ ours, machines: row.firmware.length });
  });
}

/** Every machine of the catalogue once: a MAC that comes again would meet what servers remember of it. */
let used = 0;
const nextNumber = () => used++;

async function recordWire(rack: Rack, file: string): Promise<void> {
  if (ensurePackages(['tcpdump'], (line) => console.log(line)).missing.length > 0) return;
  spawnIn(rack.laptop, 'tcpdump', ['-U', '-i', rack.interface, '-w', file, 'udp'], { stdio: 'ignore' });
  await until('the recording of the wire', 10, () => textOf(file) !== '');
}

const code = await main(process.argv.slice(2));
clearAway();
process.exit(code);
