/** What a job sheet would do, as it is shown: each row's outcome, the cells that are at fault. Pure. */
import type { MachineView, ProfileView, SheetView } from '../../core/api/contract.ts';

export type SheetRow = SheetView['rows'][number];

/** `later`: when a machine with that serial comes; `left-out`: conflicts keep it from being applied. */
export const OUTCOMES = ['left-out', 'change', 'later', 'same'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export function outcomeOf({ conflicts, mac, changes }: SheetRow): Outcome {
  if (conflicts.length > 0) return 'left-out';
  if (mac === null) return 'later';
  return changes.length > 0 ? 'change' : 'same';
}

export function countOutcomes(rows: readonly SheetRow[]): Readonly<Record<Outcome, number>> {
  const counts: Record<Outcome, number> = { 'left-out': 0, change: 0, later: 0, same: 0 };
  for (const row of rows) counts[outcomeOf(row)] += 1;
  return counts;
}

/** Columns that every sheet has; further ones are variables. */
export const COLUMNS = ['mac', 'serial', 'name', 'address', 'profile', 'note'] as const;
export type Column = (typeof COLUMNS)[number];

/** Names of the variables, in the order they are first met. */
export const variablesOf = (rows: readonly SheetRow[]): readonly string[] => [
  ...new Set(rows.flatMap(({ variables }) => Object.keys(variables))),
];

/** Where a problem that names no column is to be looked for. */
const PLACES: Readonly<Record<string, Column>> = {
  SHEET_ROW_NO_KEY: 'mac',
  SHEET_NO_PROFILE: 'profile',
  SHEET_UNDER_WAY: 'profile',
  SHEET_OTHER_SERIAL: 'serial',
};

/** Cells of a row that its conflicts are about: columns and names of variables. */
export function cellsAtFault({ conflicts }: Pick<SheetRow, 'conflicts'>): ReadonlySet<string> {
  return new Set(
    conflicts.flatMap(({ code, params }) => {
      const named = typeof params.what === 'string' ? params.what.toLowerCase() : params.key;
      return PLACES[code] ?? (named === undefined ? [] : String(named));
    }),
  );
}

/** What a machine has now of what the sheet changes; null: nothing, or it has not come. */
export function valueBefore(
  column: string,
  machine: MachineView | undefined,
  profileName: (id: string) => string,
): string | null {
  if (machine === undefined) return null;
  switch (column) {
    case 'name':
      return machine.name;
    case 'address':
      return machine.reserved;
    case 'profile':
      return machine.profile === null ? null : profileName(machine.profile);
    case 'note':
      return machine.note;
    default:
      return machine.settings[column] ?? null;
  }
}

/** Rows that give a machine a profile that erases its disks: they are asked about before the sheet is applied. */
export function erasingRows(
  rows: readonly SheetRow[],
  profiles: readonly Pick<ProfileView, 'id' | 'erases' | 'purpose'>[],
): readonly SheetRow[] {
  const erasing = new Set(profiles.filter(mayErase).map(({ id }) => id));
  return rows.filter(
    (row) =>
      row.conflicts.length === 0 &&
      row.profile !== null &&
      erasing.has(row.profile) &&
      row.changes.includes('profile'),
  );
}

/** An engine that does not say so is asked about all that installs. */
const mayErase = ({ erases, purpose }: Pick<ProfileView, 'erases' | 'purpose'>): boolean =>
  erases ?? purpose === 'install';

/** What stands in a cell; where it could not be used, as it was written. */
export function textOfCell(column: string, row: SheetRow, profileName: (id: string) => string): string {
  if (column === 'profile') return row.profile === null ? '' : profileName(row.profile);
  const known = COLUMNS.find((one) => one === column);
  const read = known === undefined ? row.variables[column] : row[known];
  return read ?? unusable(column, row) ?? '';
}

const unusable = (column: string, { conflicts }: SheetRow): string | undefined => {
  const told = conflicts.find(({ params }) => String(params.what).toLowerCase() === column);
  return told?.params.value === undefined ? undefined : String(told.params.value);
};
