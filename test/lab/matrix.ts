/**
 * Loaders (`npm run lab:matrix`): machines of every firmware, led to a kernel of their own by each loader there is for
 * them. Each is switched on before anybody has chosen for it, waits in its loader, and goes on when a profile is chosen;
 * on the serial port its kernel must show the arguments that only this machine was given, with every character that some
 * loader takes for its own. Then its installation is told to have ended, and the next boot must come to its own disk.
 *
 * `npm run lab:matrix -- secure-shim` runs only these.
 */
import { join } from 'node:path';
import { machineSpec } from './catalogue.ts';
import { type Fieldboot, startFieldboot } from './fieldboot.ts';
import { runFolder, whyNot } from './ground.ts';
import { LOADER_ROWS, type LoaderRow } from './loader-rows.ts';
import { makeMachine } from './machine.ts';
import { FROM_DISK, finishAndReset, writeOwnDisk } from './own-disk.ts';
import { bootToKernel, importSmallDebian, KERNEL_STEPS, keepTraces } from './own-kernel.ts';
import { makeRack, type Rack } from './rack.ts';
import { openReport, type Report, timingTable } from './report.ts';
import { clearAway } from './system.ts';

/** What some loader would take for its own; quotes, semicolons and braces are not taken as a setting. */
const HARD = 'fb.comma=a,b fb.percent=%20 fb.hash=a#b fb.at=a@b fb.caret=a^b fb.any=a?b*c!';

async function main(wanted: readonly string[]): Promise<number> {
  const unknown = wanted.filter((name) => !LOADER_ROWS.some((row) => row.name === name));
  if (unknown.length > 0) throw new Error(`no row ${unknown.join(', ')}`);
  const report = openReport('matrix');
  const obstacle = await whyNot((line) => console.log(line));
  if (obstacle) {
    report.skip('loaders', obstacle);
    return 0;
  }
  const folder = runFolder('matrix');
  const rack = makeRack();
  const table = new Map<string, Map<string, number>>();
  for (const row of LOADER_ROWS.filter(({ name }) => wanted.length === 0 || wanted.includes(name)))
    await runRow(report, rack, join(folder, row.name), row, table);
  console.log(timingTable(table, ['loader', 'waiting', ...KERNEL_STEPS.slice(2)]));
  return report.failed === 0 ? 0 : 1;
}

async function runRow(
  report: Report,
  rack: Rack,
  folder: string,
  row: LoaderRow,
  table: Map<string, Map<string, number>>,
): Promise<void> {
  const options = { data: join(folder, 'data'), log: `${folder}.log`, args: row.args };
  const fieldboot = await report.check(`${row.name}: the program serves`, () =>
    startFieldboot(rack, options),
  );
  if (!fieldboot) return;
  const reached = await report.check(`${row.name}: waits in its loader and comes to its own kernel`, () =>
    runMachine(rack, folder, fieldboot, row),
  );
  table.set(row.name, reached ?? new Map());
  await report.check(`${row.name}: the program stops cleanly on SIGTERM`, async () => {
    const code = await fieldboot.stop();
    if (code !== 0) throw new Error(`its exit status is ${code}`);
  });
}

async function runMachine(
  rack: Rack,
  folder: string,
  fieldboot: Fieldboot,
  row: LoaderRow,
): Promise<Map<string, number>> {
  const image = await importSmallDebian(fieldboot);
  const number = LOADER_ROWS.indexOf(row);
  writeOwnDisk(folder, row.name, row.firmware !== 'bios');
  const spec = machineSpec(number, row.name, row.firmware, { memoryMiB: 768, diskGiB: 1 });
  const machine = makeMachine(rack, spec, folder);
  try {
    const reached = await bootToKernel(fieldboot, image, machine, { args: HARD, waits: true });
    const shown = /[Cc]ommand line: (.*)/.exec(machine.serial())?.[1] ?? '';
    for (const argument of HARD.split(' '))
      if (!shown.split(/\s/).includes(argument)) throw new Error(`${argument} is not in: ${shown}`);
    if (row.kernelSays) await machine.awaitSerial(row.kernelSays, 120);
    const loaders = (await fieldboot.events(machine.spec.mac)).filter(({ kind }) => kind === 'loader');
    const last = String(loaders.at(-1)?.detail.file);
    if (!last.endsWith(row.loader)) throw new Error(`its loader was ${last}`);
    await finishAndReset(fieldboot, rack, machine);
    await machine.awaitSerial(FROM_DISK, 300);
    return reached;
  } catch (error) {
    await keepTraces(machine);
    throw error;
  } finally {
    await machine.stop();
  }
}

const code = await main(process.argv.slice(2));
clearAway();
process.exit(code);
