/**
 * Systems without a disk (`npm run lab:live`): Debian's live-boot, its root once fetched whole by HTTP and once read in
 * place by NFS, and a plain Debian whose root is a folder of the medium (`nfsroot=`). Each machine comes to the login
 * prompt on its serial port. About ten minutes; the first time some more, to make the medium.
 *
 *   npm run lab:live -- nfs-uefi       only this row
 *
 * The machines boot the medium's own kernel; which root it takes is told by the profile's kernel arguments.
 */

import { join } from 'node:path';
import { machineSpec } from './catalogue.ts';
import { type Fieldboot, startFieldboot } from './fieldboot.ts';
import { runFolder, whyNot } from './ground.ts';
import { type Firmware, type Machine, makeMachine } from './machine.ts';
import { requireLiveIso } from './media.ts';
import { bootToKernel, KERNEL_STEPS, keepTraces } from './own-kernel.ts';
import { makeRack, type Rack } from './rack.ts';
import { openReport, timingTable } from './report.ts';
import { clearAway } from './system.ts';

/** Seconds. A whole system starts, without hardware virtualisation. */
const WAIT = { login: 1500 } as const;

interface Row {
  readonly name: string;
  readonly firmware: Firmware;
  readonly title: string;
  /** Kernel arguments, given where the medium's tree is. */
  args(host: string, port: number, tree: string): string;
}

const fetched: Row['args'] = (host, port, tree) =>
  `boot=live fetch=http://${host}:${port}${tree}/live/filesystem.squashfs ip=dhcp`;
const mounted: Row['args'] = (host, _port, tree) => `boot=live netboot=nfs nfsroot=${host}:${tree} ip=dhcp`;
const diskless: Row['args'] = (host, _port, tree) =>
  `boot=nfs root=/dev/nfs nfsroot=${host}:${tree}/diskless ip=dhcp ro`;

const ROWS: readonly Row[] = [
  { name: 'fetch-bios', firmware: 'bios', title: 'live, its root fetched by HTTP', args: fetched },
  { name: 'nfs-bios', firmware: 'bios', title: 'live, its root by NFS', args: mounted },
  { name: 'nfs-uefi', firmware: 'uefi', title: 'live, its root by NFS', args: mounted },
  { name: 'diskless-bios', firmware: 'bios', title: 'diskless, nfsroot=', args: diskless },
];

async function main(wanted: readonly string[]): Promise<number> {
  const report = openReport('live');
  const obstacle = await whyNot((line) => console.log(line));
  if (obstacle) {
    report.skip('systems without a disk', obstacle);
    return 0;
  }
  const iso = await requireLiveIso((line) => console.log(line));
  const folder = runFolder('live');
  const rack = makeRack();
  const options = { data: join(folder, 'data'), log: join(folder, 'fieldboot.log') };
  const fieldboot = await startFieldboot(rack, options);
  const image = await fieldboot.call('importImage', { path: iso });
  console.log(`${image.name}: ${image.files} files, read in ${image.elapsedMs} ms, family ${image.family}`);
  const table = new Map<string, Map<string, number>>();
  for (const [n, row] of ROWS.entries()) {
    if (wanted.length > 0 && !wanted.includes(row.name)) continue;
    const spec = machineSpec(n, row.name, row.firmware, { memoryMiB: 1024, cpus: 2 });
    const machine = makeMachine(rack, spec, folder);
    const steps = await report.check(`${row.title} (${row.firmware}): login prompt`, () =>
      bootToLogin(fieldboot, rack, image.id, machine, row),
    );
    table.set(row.name, steps ?? new Map());
    await machine.stop();
  }
  console.log(timingTable(table, [...KERNEL_STEPS, 'login']));
  await report.check('the program stops cleanly on SIGTERM', () => fieldboot.stop());
  return report.failed === 0 ? 0 : 1;
}

async function bootToLogin(
  fieldboot: Fieldboot,
  rack: Rack,
  image: string,
  machine: Machine,
  row: Row,
): Promise<Map<string, number>> {
  const { serving } = await fieldboot.call('status', {});
  const before = (await fieldboot.call('status', {})).bytesServed;
  const args = row.args(rack.address, serving?.httpPort ?? 0, `/images/${image}/tree`);
  const begun = Date.now();
  const steps = await bootToKernel(fieldboot, image, machine, { args });
  try {
    await machine.awaitSerial(/\S+ login: /, WAIT.login);
  } catch (error) {
    await keepTraces(machine);
    throw new Error(`${(error as Error).message}\n${machine.serial().slice(-2000)}`, { cause: error });
  }
  const bytes = (await fieldboot.call('status', {})).bytesServed - before;
  console.log(`${row.name}: ${Math.round(bytes / 1e6)} MB were served`);
  return steps.set('login', Math.round((Date.now() - begun) / 1000));
}

const code = await main(process.argv.slice(2));
clearAway();
process.exit(code);
