/** What a job sheet would do to the machines there are, and what stands in its way. Pure. */
import { type Problem, problem } from '../errors.ts';
import type { SheetRow } from './sheet.ts';

/** A machine, as far as a sheet looks at it. */
export interface SheetMachine {
  readonly mac: string;
  readonly serial: string | null;
  readonly name: string | null;
  readonly reserved: string | null;
  readonly profile: string | null;
  /** It is being installed now. */
  readonly underWay: boolean;
}

export interface World {
  readonly machines: readonly SheetMachine[];
  /** Id of a profile by id or name; undefined: there is none. */
  profile(text: string): string | undefined;
  /** What is wrong with a setting; null: nothing. */
  setting(key: string, value: string): Problem | null;
}

export interface PlannedRow {
  readonly row: SheetRow;
  /** The machine it is about; null: it will be known by its serial when it comes. */
  readonly mac: string | null;
  /** Id. */
  readonly profile: string | null;
  /** Words of what changes: `name`, `address`, `profile`, `note`, or a variable. */
  readonly changes: readonly string[];
  /** What keeps the row from being applied; none: it will be. */
  readonly conflicts: readonly Problem[];
}

export function planSheet(rows: readonly SheetRow[], world: World): PlannedRow[] {
  return rows.map((row) => planRow(row, rows, world));
}

function planRow(row: SheetRow, rows: readonly SheetRow[], world: World): PlannedRow {
  const machine = machineOf(row, world);
  const mac = row.mac ?? machine?.mac ?? null;
  const profile = row.profile === null ? null : (world.profile(row.profile) ?? null);
  return {
    row,
    mac,
    profile,
    changes: changesOf(row, machine, profile),
    conflicts: [...row.problems, ...conflicts(row, mac, machine, rows, world)],
  };
}

function machineOf(row: SheetRow, { machines }: World): SheetMachine | undefined {
  if (row.mac !== null) return machines.find(({ mac }) => mac === row.mac);
  return row.serial === null ? undefined : machines.find(({ serial }) => sameText(serial, row.serial));
}

function changesOf(row: SheetRow, machine: SheetMachine | undefined, profile: string | null): string[] {
  const differs = (given: string | null, has: string | null | undefined) => given !== null && given !== has;
  return [
    ...(differs(row.name, machine?.name) ? ['name'] : []),
    ...(differs(row.address, machine?.reserved) ? ['address'] : []),
    ...(differs(profile, machine?.profile) ? ['profile'] : []),
    ...(row.note === null ? [] : ['note']),
    ...Object.keys(row.variables),
  ];
}

function conflicts(
  row: SheetRow,
  mac: string | null,
  machine: SheetMachine | undefined,
  rows: readonly SheetRow[],
  world: World,
): Problem[] {
  const { line } = row;
  const twice = (what: 'mac' | 'serial' | 'name' | 'address') =>
    rows.find((other) => other !== row && other[what] !== null && sameText(other[what], row[what]));
  const doubles = (['mac', 'serial', 'name', 'address'] as const).flatMap((what) => {
    const other = twice(what);
    return other === undefined
      ? []
      : [problem('SHEET_TWICE', { line, other: other.line, what, value: row[what] ?? '' })];
  });
  const holder = (value: string | null, of: (one: SheetMachine) => string | null) =>
    value === null ? undefined : world.machines.find((one) => one.mac !== mac && sameText(of(one), value));
  // A holder that the sheet itself gives something else is no holder any more.
  const moved = (one: SheetMachine) =>
    rows.some((other) => other.mac === one.mac || (one.serial !== null && other.serial === one.serial));
  const taken = [
    ['name', row.name, holder(row.name, ({ name }) => name)] as const,
    ['address', row.address, holder(row.address, ({ reserved }) => reserved)] as const,
  ].flatMap(([what, value, one]) =>
    one === undefined || moved(one)
      ? []
      : [problem('SHEET_TAKEN', { line, what, value: value ?? '', mac: one.mac })],
  );
  return [
    ...doubles,
    ...taken,
    ...(row.profile !== null && world.profile(row.profile) === undefined
      ? [problem('SHEET_NO_PROFILE', { line, profile: row.profile })]
      : []),
    ...(machine !== undefined &&
    row.serial !== null &&
    machine.serial !== null &&
    !sameText(machine.serial, row.serial)
      ? [problem('SHEET_OTHER_SERIAL', { line, mac: machine.mac, serial: machine.serial })]
      : []),
    ...(machine?.underWay && row.profile !== null
      ? [problem('SHEET_UNDER_WAY', { line, mac: machine.mac })]
      : []),
    ...Object.entries(row.variables).flatMap(([key, value]) => world.setting(key, value) ?? []),
  ];
}

const sameText = (a: string | null, b: string | null): boolean =>
  a !== null && b !== null && a.toLowerCase() === b.toLowerCase();
