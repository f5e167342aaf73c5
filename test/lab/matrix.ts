/**
 * Loaders (`npm run lab:matrix`): machines of every firmware, led to a kernel of their own by each loader there is for
 * them. Each is switched on before anybody has chosen for it, waits in its loader, and goes on when a profile is chosen;
 * on the serial port its kernel must show the arguments that only this machine was given, with every character that some
 * loader takes for its own. Then it is done, and the next boot must come to its own disk.
 *
 * `npm run lab:matrix -- secure-shim` runs only these. What was seen is written into the table of core/README.md.
 */
import { join } from 'node:path';
import { runFolder, whyNot } from './ground.ts';
import { whyNoGuest } from './guest-kernel.ts';
import { LOADER_ROWS } from './loader-rows.ts';
import { writeTable } from './matrix-table.ts';
import { makeRack } from './rack.ts';
import { openReport, timingTable } from './report.ts';
import { ROW_STEPS } from './row-machine.ts';
import { runRow } from './run-row.ts';
import { clearAway } from './system.ts';

async function main(wanted: readonly string[]): Promise<number> {
  const unknown = wanted.filter((name) => !LOADER_ROWS.some((row) => row.name === name));
  if (unknown.length > 0) throw new Error(`no row ${unknown.join(', ')}`);
  const report = openReport('matrix');
  const obstacle = (await whyNot((line) => console.log(line))) ?? whyNoGuest();
  if (obstacle) {
    report.skip('loaders', obstacle);
    return 0;
  }
  const folder = runFolder('matrix');
  const rack = makeRack();
  const table = new Map<string, Map<string, number>>();
  for (const row of LOADER_ROWS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    const reached = await runRow(report, rack, join(folder, row.name), row);
    table.set(row.name, reached ?? new Map());
    writeTable(row, reached);
  }
  console.log(timingTable(table, ['loader', 'waiting', ...ROW_STEPS]));
  return report.failed === 0 ? 0 : 1;
}

const code = await main(process.argv.slice(2));
clearAway();
process.exit(code);
