/** How results and errors are printed: JSON for scripts, aligned columns for people. */
import { ApiError } from '../api/client.ts';
import { asFieldbootError, type Problem } from '../errors.ts';

export type Cell = string | number | boolean | null | undefined;

/** Rows as aligned columns with a heading; `nothing` when there are none. */
export function table(
  headings: readonly string[],
  rows: readonly (readonly Cell[])[],
  nothing: string,
): string {
  if (rows.length === 0) return nothing;
  const texts = [headings, ...rows.map((row) => row.map((cell) => String(cell ?? '-')))];
  const widths = headings.map((_, column) => Math.max(...texts.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return texts.map((row) => line(row).trimEnd()).join('\n');
}

/** Fields of one thing, a line each. */
export function fields(pairs: Readonly<Record<string, Cell>>): string {
  return table(['', ''], Object.entries(pairs), '').split('\n').slice(1).join('\n');
}

/** The problem behind anything thrown. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof ApiError) return thrown.problem;
  return asFieldbootError(thrown).problem;
}

/** An error for stderr: `CODE: sentence` and what to do; the problem as JSON with --json. */
export function errorText(problem: Problem, json: boolean): string {
  return json ? JSON.stringify(problem) : `${problem.code}: ${problem.sentence}\n  ${problem.advice}`;
}
