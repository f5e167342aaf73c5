/** What a lab run says: lines for people, and one JSON line for each result, which `test/run.ts` counts. */

import type { EventView } from '../../core/api/contract.ts';

/** One result. Its line starts with `{"lab":`. */
export interface LabResult {
  readonly lab: string;
  readonly test: string;
  readonly result: 'passed' | 'failed' | 'skipped';
  readonly seconds: number;
  /** Why it failed or was skipped. */
  readonly detail?: string;
}

export interface Report {
  /** Runs one test; says how it went. Resolves to its value, or to null when it failed. */
  check<T>(test: string, body: () => Promise<T> | T): Promise<T | null>;
  skip(test: string, detail: string): void;
  readonly failed: number;
}

/** A report under the name of a lab, for example `quick`. */
export function openReport(lab: string): Report {
  const print = (result: LabResult) => console.log(JSON.stringify(result));
  let failed = 0;
  return {
    async check(test, body) {
      const begun = Date.now();
      const seconds = () => Math.round((Date.now() - begun) / 100) / 10;
      try {
        const value = await body();
        print({ lab, test, result: 'passed', seconds: seconds() });
        return value;
      } catch (error) {
        failed += 1;
        const detail = error instanceof Error ? error.message : String(error);
        print({ lab, test, result: 'failed', seconds: seconds(), detail });
        return null;
      }
    },
    skip: (test, detail) => print({ lab, test, result: 'skipped', seconds: 0, detail }),
    get failed() {
      return failed;
    },
  };
}

/** One line of the program's output as a result; null when it is none. */
export function parseResult(line: string): LabResult | null {
  if (!line.startsWith('{"lab":')) return null;
  try {
    return JSON.parse(line) as LabResult;
  } catch {
    return null;
  }
}

/** When each step was first seen, in seconds after the machine was switched on. */
export function timings(events: readonly EventView[], switchedOn: number): Map<string, number> {
  const first = new Map<string, number>();
  for (const event of events)
    if (!first.has(event.kind)) first.set(event.kind, Math.round((event.at - switchedOn) / 1000));
  return first;
}

/** A table of steps (columns) and machines (rows); steps that nobody reached are left out. */
export function timingTable(
  rows: ReadonlyMap<string, ReadonlyMap<string, number>>,
  steps: readonly string[],
): string {
  const reached = steps.filter((step) => [...rows.values()].some((row) => row.has(step)));
  const cells = [...rows].map(([name, row]) => [
    name,
    ...reached.map((step) => row.get(step)?.toString() ?? '-'),
  ]);
  const table = [['seconds', ...reached], ...cells];
  const widths =
    table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  return table
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .join('\n');
}
