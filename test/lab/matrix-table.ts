/** The table of loaders in core/README.md: what was seen last of each row, on which commit. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LOADER_ROWS, type LoaderRow } from './loader-rows.ts';
import { sh } from './system.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const README = join(ROOT, 'core/README.md');
const HEAD = [
  '| row | firmware | loader | starts | kernel after, s | own disk after, s | seen on |',
  '|---|---|---|---|---|---|---|',
];
const TABLE = /(<!-- npm run lab:matrix writes this table -->\n)([\s\S]*?)(<!-- end -->)/;

/** Writes one row anew, the others as they stand; null: it failed. */
export function writeTable(row: LoaderRow, reached: ReadonlyMap<string, number> | null): void {
  const readme = readFileSync(README, 'utf8');
  const before = new Map(
    (TABLE.exec(readme)?.[2] ?? '').split('\n').map((line) => [line.split(' ')[1] ?? '', line]),
  );
  before.set(row.name, lineOf(row, reached));
  const lines = LOADER_ROWS.flatMap(({ name }) => before.get(name) ?? []);
  const table = [...HEAD, ...lines, ''].join('\n');
  writeFileSync(
    README,
    readme.replace(TABLE, (_, begin, __, end) => begin + table + end),
  );
}

function lineOf(row: LoaderRow, reached: ReadonlyMap<string, number> | null): string {
  const date = new Date().toISOString().slice(0, 10);
  const seen = `${date}, ${sh('git', '-C', ROOT, 'rev-parse', '--short', 'HEAD').trim()}`;
  const loader = row.loader.slice(1) || 'iPXE of the card';
  const seconds = (step: string) => String(reached?.get(step) ?? '-');
  const times = reached === null ? ['failed', '-'] : [seconds('kernel runs'), seconds('own disk')];
  return `| ${[row.name, row.title, loader, row.starts, ...times, seen].join(' | ')} |`;
}
