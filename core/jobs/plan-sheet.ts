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
  /** Absent: none. */
  readonly note?: string | null;
  /** Its own settings. Absent: none. */
  readonly settings?: Readonly<Record<string, string>>;
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

/** Time grows with rows and machines, not with one times the other: sheets have thousands of rows. */
export function planSheet(rows: readonly SheetRow[], world: World): PlannedRow[] {
  const look = { world, rows: indexOfRows(rows), machines: indexOfMachines(world.machines) };
  const planned = rows.map((row) => planRow(row, look));
  return withStayers(planned, look);
}

/** What can be looked for, by what it is found by. */
interface Look {
  readonly world: World;
  readonly rows: Readonly<Record<RowKey, Index<SheetRow>>>;
  readonly machines: Readonly<Record<MachineKey, Index<SheetMachine>>>;
}

type RowKey = 'mac' | 'serial' | 'name' | 'address';
type MachineKey = 'mac' | 'serial' | 'name' | 'reserved';

/** Text, whatever its case -> all that have it, in their order. */
type Index<T> = ReadonlyMap<string, readonly T[]>;

const ROW_KEYS = ['mac', 'serial', 'name', 'address'] as const;

/** What a row gives to a machine that only one can have, and where a machine has it. */
const UNIQUE = [
  ['name', 'name'],
  ['address', 'reserved'],
] as const;

const indexOfRows = (rows: readonly SheetRow[]) => ({
  mac: indexBy(rows, ({ mac }) => mac),
  serial: indexBy(rows, ({ serial }) => serial),
  name: indexBy(rows, ({ name }) => name),
  address: indexBy(rows, ({ address }) => address),
});

const indexOfMachines = (machines: readonly SheetMachine[]) => ({
  mac: indexBy(machines, ({ mac }) => mac),
  serial: indexBy(machines, ({ serial }) => serial),
  name: indexBy(machines, ({ name }) => name),
  reserved: indexBy(machines, ({ reserved }) => reserved),
});

function indexBy<T>(all: readonly T[], keyOf: (one: T) => string | null): Index<T> {
  const index = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one)?.toLowerCase();
    if (key === undefined) continue;
    const known = index.get(key);
    if (known === undefined) index.set(key, [one]);
    else known.push(one);
  }
  return index;
}

const found = <T>(index: Index<T>, key: string | null): readonly T[] =>
  (key !== null && index.get(key.toLowerCase())) || [];

function planRow(row: SheetRow, look: Look): PlannedRow {
  const machine = machineOf(row, look);
  const mac = row.mac ?? machine?.mac ?? null;
  const profile = row.profile === null ? null : (look.world.profile(row.profile) ?? null);
  return {
    row,
    mac,
    profile,
    changes: changesOf(row, machine, profile),
    conflicts: [
      ...row.problems,
      ...doubled(row, look),
      ...taken(row, mac, look),
      ...forbidden(row, machine, look.world),
    ],
  };
}

const machineOf = ({ mac, serial }: SheetRow, { machines }: Look): SheetMachine | undefined =>
  found(mac === null ? machines.serial : machines.mac, mac ?? serial)[0];

function changesOf(row: SheetRow, machine: SheetMachine | undefined, profile: string | null): string[] {
  const differs = (given: string | null, has: string | null | undefined) => given !== null && given !== has;
  return [
    ...(differs(row.name, machine?.name) ? ['name'] : []),
    ...(differs(row.address, machine?.reserved) ? ['address'] : []),
    ...(differs(profile, machine?.profile) ? ['profile'] : []),
    ...(differs(row.note, machine?.note) ? ['note'] : []),
    ...Object.keys(row.variables).filter((key) => row.variables[key] !== machine?.settings?.[key]),
  ];
}

/** Rows that say the same of what only one machine can have, the machine itself among it. */
function doubled(row: SheetRow, { rows }: Look): Problem[] {
  const { line } = row;
  return ROW_KEYS.flatMap((what) => {
    const [first, second] = found(rows[what], row[what]);
    const other = first === row ? second : first;
    return other === undefined
      ? []
      : [problem('SHEET_TWICE', { line, other: other.line, what, value: row[what] ?? '' })];
  });
}

/** What another machine has, and the sheet does not give it anything else. */
function taken(row: SheetRow, mac: string | null, look: Look): Problem[] {
  return UNIQUE.flatMap(([what, where]) => {
    const holder = found(look.machines[where], row[what]).find((one) => one.mac !== mac);
    if (holder === undefined || rowsOf(holder, look).some((other) => moves(other, what, row[what])))
      return [];
    return [takenBy(row, what, holder)];
  });
}

const moves = (row: SheetRow, what: 'name' | 'address', from: string | null): boolean =>
  row[what] !== null && !sameText(row[what], from);

const takenBy = (row: SheetRow, what: 'name' | 'address', { mac }: SheetMachine): Problem =>
  problem('SHEET_TAKEN', { line: row.line, what, value: row[what] ?? '', mac });

const rowsOf = ({ mac, serial }: SheetMachine, { rows }: Look): readonly SheetRow[] => [
  ...found(rows.mac, mac),
  ...found(rows.serial, serial),
];

function forbidden(row: SheetRow, machine: SheetMachine | undefined, world: World): Problem[] {
  const { line } = row;
  const { mac = '', serial = null, underWay = false } = machine ?? {};
  return [
    ...(row.profile !== null && world.profile(row.profile) === undefined
      ? [problem('SHEET_NO_PROFILE', { line, profile: row.profile })]
      : []),
    ...(serial !== null && row.serial !== null && !sameText(serial, row.serial)
      ? [problem('SHEET_OTHER_SERIAL', { line, mac, serial })]
      : []),
    ...(underWay && row.profile !== null ? [problem('SHEET_UNDER_WAY', { line, mac })] : []),
    ...Object.entries(row.variables).flatMap(([key, value]) => world.setting(key, value) ?? []),
  ];
}

/**
 * A row that is left out gives its machine nothing else: what that machine has stays taken, for the row that counted on
 * it too, and so on along a chain of them.
 */
function withStayers(planned: readonly PlannedRow[], look: Look): PlannedRow[] {
  const result = new Map(planned.map((one) => [one.row, one]));
  const left = planned.filter(({ conflicts }) => conflicts.length > 0);
  for (let one = left.pop(); one !== undefined; one = left.pop()) {
    const stayer = found(look.machines.mac, one.mac)[0];
    if (stayer === undefined) continue;
    for (const [what, where] of UNIQUE)
      for (const row of found(look.rows[what], stayer[where])) {
        const hit = result.get(row);
        if (hit === undefined || hit.mac === stayer.mac || hit.conflicts.length > 0) continue;
        const after = { ...hit, conflicts: [takenBy(row, what, stayer)] };
        result.set(row, after);
        left.push(after);
      }
  }
  return [...result.values()];
}

const sameText = (a: string | null, b: string | null): boolean =>
  a !== null && b !== null && a.toLowerCase() === b.toLowerCase();
