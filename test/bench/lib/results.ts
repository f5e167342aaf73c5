/** The table: what was measured is kept as JSON beside it, so that a row that did not run keeps its old lines. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release } from 'node:os';
import { join } from 'node:path';
import type { Judged, Spread } from './figure.ts';
import type { Row } from './row.ts';

/** What one run of a row has left. */
export interface Kept {
  readonly work: string;
  readonly aim: string;
  readonly figures: readonly Judged[];
  /** Peers that could not be had. */
  readonly skipped: readonly string[];
  readonly machine: string;
  /** Year, month, day. */
  readonly date: string;
}

export type AllKept = Readonly<Record<string, Kept>>;

const FOLDER = join(import.meta.dirname, '..');
const JSON_FILE = join(FOLDER, 'results.json');
const TABLE_FILE = join(FOLDER, 'RESULTS.md');

export function readKept(): AllKept {
  return existsSync(JSON_FILE) ? (JSON.parse(readFileSync(JSON_FILE, 'utf8')) as AllKept) : {};
}

/** Puts a row's figures in the place of its old ones and writes the table anew. */
export function keep(row: Row, figures: readonly Judged[], skipped: readonly string[]): void {
  const { name, work, aim } = row;
  const date = new Date().toISOString().slice(0, 10);
  const all = { ...readKept(), [name]: { work, aim, figures, skipped, machine: thisMachine(), date } };
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(JSON_FILE, `${JSON.stringify(sorted, null, 2)}\n`);
  writeFileSync(TABLE_FILE, table(sorted));
}

function thisMachine(): string {
  const all = cpus();
  return `${all.length} × ${all[0]?.model.trim() ?? 'unknown'}, Linux ${release().split('.', 2).join('.')}, Node ${process.versions.node}, load ${loadavg()[0]?.toFixed(1)}`;
}

const HEAD = `# Measured

Written by \`npm run bench\`; do not edit. Medians of alternating runs, least and most in parentheses; the ratio is the
median of the rounds' ratios to the best peer. What the words mean: [README](README.md).
A load well above the number of processors means that other work ran on them: then MB/s says little, above all of *split*,
and CPU-s/GB and MB/CPU-s say more.
`;

/** The whole file. */
export function table(all: AllKept): string {
  return `${[HEAD, ...Object.entries(all).map(([name, row]) => section(name, row))].join('\n')}`;
}

function section(name: string, { work, aim, figures, skipped, machine, date }: Kept): string {
  const notes = figures.flatMap(({ what, note }) => (note === undefined ? [] : [`- ${what}: ${note}`]));
  const missing = skipped.length === 0 ? [] : [`- skipped, not installed: ${skipped.join(', ')}`];
  const lines = [...notes, ...missing];
  return `## ${work}

\`npm run bench ${name}\`. Aim: ${aim}.
${date}, ${machine}.

| figure | Fieldboot | peers | ratio | aim | reached |
|---|---|---|---|---|---|
${figures.map(line).join('\n')}
${lines.length === 0 ? '' : `\n${lines.join('\n')}\n`}`;
}

function line({ what, unit, ours, peers, best, ratio, aim, reached }: Judged): string {
  const others = peers.map((peer) => `${peer.name} ${numbers(peer)}`).join('; ') || '–';
  const against = ratio === null ? '–' : `${digits(ratio)} × ${best}`;
  const verdict = reached === null ? '–' : reached ? 'yes' : '**no**';
  return `| ${what}, ${unit} | ${numbers(ours)} | ${others} | ${against} | ${aim || '–'} | ${verdict} |`;
}

const numbers = ({ median, least, most }: Spread): string =>
  `${digits(median)} (${digits(least)}–${digits(most)})`;

/** Three digits that count. */
function digits(value: number): string {
  if (!Number.isFinite(value)) return '?';
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
