/**
 * Systems that run from the network (`npm run lab:live`): Debian's live-boot, its root once fetched whole by HTTP and once
 * read in place by NFS; a plain Debian whose root is the image's tree (`nfsroot=`); and memtest86+ as its makers' ISO
 * has it. Each machine comes to the login prompt on its serial port, or to the test's own screen there.
 *
 *   npm run lab:live -- nfs-uefi       only this row
 *
 * About ten minutes; the first time some more, to make the media. The families choose everything but the way, which the
 * profile names; and the program must see each of them run.
 */

import { join } from 'node:path';
import { machineSpec } from './catalogue.ts';
import { type Fieldboot, startFieldboot } from './fieldboot.ts';
import { runFolder, whyNot } from './ground.ts';
import { type Firmware, type Machine, makeMachine } from './machine.ts';
import { requireLiveMedia, requireMemtestIso } from './media.ts';
import { keepTraces } from './own-kernel.ts';
import { makeRack } from './rack.ts';
import { openReport, type Report, timings, timingTable } from './report.ts';
import { clearAway } from './system.ts';

/** Seconds. A whole system starts, without hardware virtualisation, beside other things. */
const WAIT = { up: 1500, running: 60 } as const;

interface Row {
  readonly name: string;
  readonly medium: 'live' | 'diskless' | 'memtest';
  readonly firmware: Firmware;
  readonly title: string;
  readonly settings: Readonly<Record<string, string>>;
  /** What the serial port says when it is up. */
  readonly up: RegExp;
}

const CONSOLE = { kernel_args: 'console=ttyS0,115200' };
const LOGIN = /\S+ login: /;
/** Its head line, among the codes that place it on the screen. */
const MEMTEST = /Memtest86\+/;

const ROWS: readonly Row[] = [
  {
    name: 'fetch-bios',
    medium: 'live',
    firmware: 'bios',
    title: 'live, its root fetched by HTTP',
    settings: { ...CONSOLE, boot_way: 'http' },
    up: LOGIN,
  },
  {
    name: 'nfs-bios',
    medium: 'live',
    firmware: 'bios',
    title: 'live, its root by NFS',
    settings: { ...CONSOLE, boot_way: 'nfs' },
    up: LOGIN,
  },
  {
    name: 'nfs-uefi',
    medium: 'live',
    firmware: 'uefi',
    title: 'live, its root by NFS',
    settings: { ...CONSOLE, boot_way: 'nfs' },
    up: LOGIN,
  },
  {
    name: 'diskless-bios',
    medium: 'diskless',
    firmware: 'bios',
    title: 'diskless, nfsroot=',
    settings: CONSOLE,
    up: LOGIN,
  },
  {
    name: 'memtest-bios',
    medium: 'memtest',
    firmware: 'bios',
    title: 'memtest86+',
    settings: CONSOLE,
    up: MEMTEST,
  },
  {
    name: 'memtest-uefi',
    medium: 'memtest',
    firmware: 'uefi',
    title: 'memtest86+',
    settings: CONSOLE,
    up: MEMTEST,
  },
];

const FAMILIES = { live: 'liveboot', diskless: 'diskless', memtest: 'memtest' } as const;

async function main(wanted: readonly string[]): Promise<number> {
  const report = openReport('live');
  const obstacle = await whyNot((line) => console.log(line));
  if (obstacle) {
    report.skip('systems that run from the network', obstacle);
    return 0;
  }
  const rows = ROWS.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  const media = await mediaOf(rows);
  const folder = runFolder('live');
  const rack = makeRack();
  const options = { data: join(folder, 'data'), log: join(folder, 'fieldboot.log') };
  const fieldboot = await startFieldboot(rack, options);
  const images = await importAll(report, fieldboot, media);
  const table = new Map<string, Map<string, number>>();
  for (const row of rows) {
    const image = images.get(row.medium);
    if (image === undefined) continue;
    const spec = machineSpec(ROWS.indexOf(row), row.name, row.firmware, { memoryMiB: 1280, cpus: 2 });
    const machine = makeMachine(rack, spec, folder);
    const steps = await report.check(`${row.title} (${row.firmware}): it is up`, () =>
      bootUp(fieldboot, image, machine, row),
    );
    table.set(row.name, steps ?? new Map());
    await machine.stop();
  }
  console.log(timingTable(table, ['acked', 'loader', 'script', 'kernel', 'initrd', 'running', 'up']));
  await report.check('the program stops cleanly on SIGTERM', () => fieldboot.stop());
  return report.failed === 0 ? 0 : 1;
}

/** Files of the media, made or fetched before anything serves: that takes its time. */
async function mediaOf(rows: readonly Row[]): Promise<ReadonlyMap<Row['medium'], string>> {
  const say = (line: string) => console.log(line);
  const media = new Map<Row['medium'], string>();
  for (const { medium } of rows)
    media.set(medium, medium === 'memtest' ? requireMemtestIso(say) : (await requireLiveMedia(say))[medium]);
  return media;
}

async function importAll(
  report: Report,
  fieldboot: Fieldboot,
  media: ReadonlyMap<Row['medium'], string>,
): Promise<ReadonlyMap<Row['medium'], string>> {
  const images = new Map<Row['medium'], string>();
  for (const [medium, iso] of media)
    await report.check(`the ${medium} medium is what it is`, async () => {
      const image = await fieldboot.call('importImage', { path: iso });
      console.log(`${image.name}: ${image.files} files, read in ${image.elapsedMs} ms. ${image.reason}`);
      if (image.family !== FAMILIES[medium]) throw new Error(`its family is ${image.family}`);
      images.set(medium, image.id);
    });
  return images;
}

async function bootUp(
  fieldboot: Fieldboot,
  image: string,
  machine: Machine,
  { name, settings, up }: Row,
): Promise<Map<string, number>> {
  const { mac } = machine.spec;
  const before = (await fieldboot.call('status', {})).bytesServed;
  const profile = await fieldboot.call('createProfile', { name: `Lab ${name}`, image, settings });
  await fieldboot.call('assign', { mac, profile: profile.id });
  machine.start();
  const begun = Date.now();
  try {
    await machine.awaitSerial(up, WAIT.up);
    await fieldboot.awaitEvent(mac, 'running', WAIT.running);
  } catch (error) {
    await keepTraces(machine);
    throw new Error(`${(error as Error).message}\n${machine.serial().slice(-2000)}`, { cause: error });
  }
  const state = (await fieldboot.machine(mac))?.state;
  if (state !== 'running') throw new Error(`its state is ${state}`);
  const bytes = (await fieldboot.call('status', {})).bytesServed - before;
  console.log(`${name}: ${Math.round(bytes / 1e6)} MB were served`);
  const seconds = Math.round((Date.now() - begun) / 1000);
  return timings(await fieldboot.events(mac), begun).set('up', seconds);
}

const code = await main(process.argv.slice(2));
clearAway();
process.exit(code);
