/**
 * The benchmark: `npm run bench` runs every row of test/bench/rows, `npm run bench -- tftp-window http` only these.
 *
 *   --rounds N   how often each contender runs (default 7)
 *   --list       names the rows
 *
 * What the table says is written to test/bench/RESULTS.md after each row.
 */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { withBench } from './lib/bench.ts';
import { judge } from './lib/figure.ts';
import { isInside, raiseLoopback, runInside } from './lib/ground.ts';
import { fetchPackages, isThere } from './lib/packages.ts';
import { keep } from './lib/results.ts';
import type { Row } from './lib/row.ts';

const ROWS = join(import.meta.dirname, 'rows');
const say = (line: string): void => console.log(line);

async function allRows(): Promise<Row[]> {
  const files = readdirSync(ROWS).filter((name) => name.endsWith('.ts'));
  return Promise.all(
    files.sort().map(async (file) => ((await import(join(ROWS, file))) as { row: Row }).row),
  );
}

function chosen(rows: readonly Row[], names: readonly string[]): readonly Row[] {
  const unknown = names.filter((name) => !rows.some((row) => row.name === name));
  if (unknown.length > 0)
    throw new Error(`no row ${unknown.join(', ')}; there are ${rows.map((row) => row.name).join(', ')}`);
  return names.length === 0 ? rows : rows.filter((row) => names.includes(row.name));
}

/** Measures a row and writes it down; a row that fails leaves its old lines and does not stop the others. */
async function runRow(row: Row, rounds: number, skipped: readonly string[]): Promise<boolean> {
  say(`\n${row.name}: ${row.work}`);
  try {
    const figures = await withBench(
      rounds,
      (line) => say(`  ${line}`),
      (bench) => row.measure(bench),
    );
    const judged = figures.map(judge);
    keep(row, judged, skipped);
    for (const one of judged)
      say(
        `  ${one.what}: ${one.ours.median.toPrecision(4)} ${one.unit}, ${one.ratio?.toFixed(2) ?? '–'} × ${one.best}${one.reached === false ? '  NOT REACHED' : ''}`,
      );
    return true;
  } catch (error) {
    say(`  FAILED: ${error instanceof Error ? error.message : error}`);
    return false;
  }
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { rounds: { type: 'string', default: '7' }, list: { type: 'boolean', default: false } },
  });
  const rows = chosen(await allRows(), positionals);
  if (values.list) for (const row of rows) say(`${row.name}\t${row.work}`);
  if (values.list) return 0;
  if (!isInside()) {
    // From in there no mirror can be reached.
    fetchPackages([...new Set(rows.flatMap((row) => row.needs))], say);
    return runInside();
  }
  raiseLoopback();
  let failed = 0;
  for (const row of rows) {
    const missing = row.needs.filter((name) => !isThere(name));
    if (!(await runRow(row, Number(values.rounds), missing))) failed++;
  }
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main();
