/** A job sheet: rows of a table -> what each machine shall be. Pure; reading files is elsewhere. */
import { type Problem, problem } from '../errors.ts';
import { parseIpv4, parseMac } from '../wire/address.ts';
import { columnOf, type KnownColumn } from './columns.ts';

/** Text of a table, row by row. */
export type Table = readonly (readonly string[])[];

export interface SheetRow {
  /** Line of the sheet, from 1, the heading included. */
  readonly line: number;
  /** `aa:bb:cc:dd:ee:ff`; null: the serial says who it is. */
  readonly mac: string | null;
  readonly serial: string | null;
  readonly name: string | null;
  readonly address: string | null;
  /** As it stands there: id or name. */
  readonly profile: string | null;
  readonly note: string | null;
  /** Settings of its own. */
  readonly variables: Readonly<Record<string, string>>;
  /** Why the row cannot be used. */
  readonly problems: readonly Problem[];
}

/** Reads a table with a heading. Empty rows are left out. Problems of the whole: no rows, no heading that says who. */
export function readSheet(table: Table): { rows: SheetRow[]; problems: Problem[] } {
  const [heading = [], ...body] = table;
  const columns = heading.map((text) => columnOf(text));
  const says = (name: KnownColumn) =>
    columns.some((column) => column !== null && 'known' in column && column.known === name);
  if (!says('mac') && !says('serial'))
    return {
      rows: [],
      problems: [problem('SHEET_NO_KEY', { headings: heading.join(', ').slice(0, 200) || '-' })],
    };
  const rows = body.flatMap((cells, n) => {
    if (cells.every((cell) => cell.trim() === '')) return [];
    return [rowOf(cells, columns, n + 2)];
  });
  return { rows, problems: rows.length === 0 ? [problem('SHEET_EMPTY')] : [] };
}

function rowOf(
  cells: readonly string[],
  columns: readonly ReturnType<typeof columnOf>[],
  line: number,
): SheetRow {
  const known: Partial<Record<KnownColumn, string>> = {};
  const variables: Record<string, string> = {};
  for (const [n, column] of columns.entries()) {
    const text = (cells[n] ?? '').trim();
    if (column === null || text === '') continue;
    if ('known' in column) known[column.known] = text;
    else variables[column.variable] = text;
  }
  const mac = known.mac === undefined ? null : readMac(known.mac);
  const { serial = null, name = null, address = null, profile = null, note = null } = known;
  const problems = [
    ...(known.mac !== undefined && mac === null
      ? [problem('SHEET_BAD_VALUE', { line, what: 'MAC', value: known.mac })]
      : []),
    ...(known.mac === undefined && serial === null ? [problem('SHEET_ROW_NO_KEY', { line })] : []),
    ...(address !== null && parseIpv4(address) === null
      ? [problem('SHEET_BAD_VALUE', { line, what: 'address', value: address })]
      : []),
    ...(name !== null && !/^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/i.test(name)
      ? [problem('SHEET_BAD_VALUE', { line, what: 'name', value: name })]
      : []),
  ];
  return { line, mac, serial, name, address, profile, note, variables, problems };
}

/** MACs as vendors print them: with colons, hyphens, dots, or nothing between. */
function readMac(text: string): string | null {
  const digits = text.replace(/[\s:.-]/g, '').toLowerCase();
  return /^[0-9a-f]{12}$/.test(digits) ? parseMac(digits.replace(/(..)(?=.)/g, '$1:')) : null;
}
