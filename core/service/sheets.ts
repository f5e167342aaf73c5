/** Job sheets: looked over, applied, and what they say of machines that have not come yet kept until they do. */
import { randomUUID } from 'node:crypto';
import { FieldbootError, type Problem } from '../errors.ts';
import { readTable } from '../host/spreadsheets.ts';
import { isConfirmed } from '../images/arming.ts';
import type { Machine } from '../images/machine.ts';
import { isBuiltin } from '../images/profile.ts';
import { secretsOf } from '../images/secrets.ts';
import { prepareSettings } from '../images/settings.ts';
import { type PlannedRow, planSheet, type World } from '../jobs/plan-sheet.ts';
import { readSheet, type SheetRow } from '../jobs/sheet.ts';
import type { Store } from '../store/store.ts';
import type { Hub } from './hub.ts';
import type { Jobs } from './jobs.ts';
import type { Machines } from './machines.ts';
import type { Profiles } from './profiles.ts';
import type { SitePolicy } from './site-policy.ts';
import type { Undo } from './undo.ts';

export interface SheetsParts {
  readonly store: Store;
  readonly hub: Hub;
  readonly machines: Machines;
  readonly profiles: Profiles;
  readonly policy: SitePolicy;
  readonly undo: Undo;
  readonly jobs: Jobs;
}

export interface SheetPreview {
  readonly rows: readonly PlannedRow[];
  /** What is wrong with the whole sheet. */
  readonly problems: readonly Problem[];
}

/** A row that waits for a machine with its serial. */
export type Expected = Omit<SheetRow, 'problems'> & {
  readonly confirmed: boolean;
  /** Job in which the sheet was read: when that is closed, nobody waits any more. Absent: before there were jobs. */
  readonly job?: string;
  /** Id of the sheet; absent: read by an earlier Fieldboot. */
  readonly sheet?: string;
};

const KEPT_AS = 'expected by serial';

export class Sheets {
  readonly #parts: SheetsParts;
  /** All that are kept, those of closed jobs too: a job may be opened again. */
  #kept: readonly Expected[] = [];
  #expected: readonly Expected[] = [];
  /** The same by serial in small letters: every question of a machine asks. */
  #bySerial: ReadonlyMap<string, Expected> = new Map();

  constructor(parts: SheetsParts) {
    this.#parts = parts;
    this.#read();
    parts.hub.listen({
      changed: (what) => what === 'jobs' && this.#know(this.#kept),
      takenBack: () => this.#read(),
    });
    parts.undo.onSheet((sheet) => this.drop((row) => row.sheet === sheet));
  }

  /** What a sheet would do; nothing is kept. Rejects with SHEET_UNREADABLE. */
  async preview(name: string, content: Uint8Array): Promise<SheetPreview> {
    const { rows, problems } = readSheet(await readTable(content, name));
    return { rows: planSheet(rows, this.#world()), problems };
  }

  /**
   * Does all of it or nothing, rows with conflicts left out. `confirmed`: disks may be erased. Rejects with
   * SHEET_UNREADABLE and with what is wrong with the whole sheet.
   */
  async apply(name: string, content: Uint8Array, confirmed?: boolean): Promise<SheetPreview> {
    const preview = await this.preview(name, content);
    const [wrong] = preview.problems;
    if (wrong) throw new FieldbootError(wrong.code, wrong.params);
    const rows = preview.rows.filter(({ conflicts }) => conflicts.length === 0);
    const here = rows.flatMap(({ mac, row, profile }) => (mac === null ? [] : [{ mac, row, profile }]));
    const waiting = rows.filter(({ mac }) => mac === null);
    const sheet = randomUUID();
    const expected = this.#withExpected(waiting, { confirmed: confirmed ?? false, sheet });
    this.#parts.undo.doing(
      'sheet',
      here.map(({ mac }) => mac),
      () => {
        this.#freeAddresses(here);
        for (const { mac, row, profile } of here) this.#set(mac, { ...row, profile }, confirmed);
        this.#store(expected);
      },
      waiting.length > 0 ? sheet : undefined,
    );
    // Known from the moment it is stored, and not before.
    this.#know(expected);
    this.#parts.hub.changed('machines');
    return preview;
  }

  /**
   * A machine asks for its script: what a sheet says of its serial, all of it or nothing, and the next name in rack order.
   * Throws NAME_TAKEN (its address is another's by now), NOT_FOUND (profile), SETTING_INVALID.
   */
  arrived(machine: Machine): void {
    const row = machine.serial === null ? undefined : this.#bySerial.get(machine.serial.toLowerCase());
    if (row !== undefined) {
      // A row that cannot be carried out stays: without it the machine would be a stranger that a default profile takes.
      this.#parts.hub.whole(() =>
        this.#parts.store.together(() => {
          this.#set(machine.mac, row, row.confirmed);
          this.drop((one) => one === row);
        }),
      );
    }
    if ((row?.name ?? machine.name) !== null) return;
    const name = this.#parts.jobs.nextName();
    if (name !== null) this.#parts.machines.change(machine.mac, { name });
  }

  /** Rows that wait for their machines. */
  waiting(): readonly Expected[] {
    return this.#expected;
  }

  /** Waits no more for the machines of some rows; how many they were. */
  drop(which: (row: Expected) => boolean): number {
    const left = this.#kept.filter((row) => !which(row));
    const count = this.#kept.length - left.length;
    if (count > 0) {
      this.#store(left);
      this.#know(left);
    }
    return count;
  }

  /** Serials that machines are expected with; of those that will get one profile, where it is named. */
  expected(profile?: string): readonly string[] {
    return this.#expected.flatMap((row) =>
      profile === undefined || row.profile === profile ? (row.serial ?? []) : [],
    );
  }

  /** What such rows hold that may not be shown. */
  secrets(): readonly string[] {
    return this.#kept.flatMap(({ variables }) => secretsOf(variables));
  }

  #set(
    mac: string,
    row: Pick<SheetRow, 'name' | 'address' | 'note' | 'variables' | 'profile'>,
    said?: boolean,
  ): void {
    const { machines, profiles, policy } = this.#parts;
    const { name, address, note, variables, profile } = row;
    machines.change(mac, {
      ...(name === null ? {} : { name }),
      ...(address === null ? {} : { reserved: address }),
      ...(note === null ? {} : { note }),
      settings: variables,
    });
    if (profile === null || this.#isDone(mac, profile)) return;
    const choice = { by: 'sheet', erases: profiles.erases(profile), confirmed: said } as const;
    machines.assign(mac, profile, { confirmed: isConfirmed(policy.current.confirm, choice) });
  }

  /** A machine that has this profile and is not to be installed: reading a sheet again does not install it again. */
  #isDone(mac: string, profile: string): boolean {
    const before = this.#parts.machines.assignment(mac);
    return before?.profile === profile && before.phase !== 'install';
  }

  /** Machines that change addresses with each other: nobody keeps the old one while the new ones are given out. */
  #freeAddresses(rows: readonly { readonly mac: string; readonly row: SheetRow }[]): void {
    const { machines } = this.#parts.store;
    for (const { mac, row } of rows) {
      const machine = machines.get(mac);
      if (machine?.reserved && row.address !== null && row.address !== machine.reserved)
        machines.put({ ...machine, reserved: null });
    }
  }

  /** The rows that wait for machines, with more of them; a serial has one row, the latest. */
  #withExpected(
    rows: readonly PlannedRow[],
    of: { readonly confirmed: boolean; readonly sheet: string },
  ): readonly Expected[] {
    const job = this.#parts.jobs.current().id;
    const added = rows.map(({ row: { problems: _, ...row }, profile }) => ({ ...row, profile, job, ...of }));
    const serials = new Set(added.map(({ serial }) => serial?.toLowerCase()));
    return [...this.#kept.filter(({ serial }) => !serials.has(serial?.toLowerCase())), ...added];
  }

  #read(): void {
    this.#know(JSON.parse(this.#parts.store.values.get(KEPT_AS) ?? '[]') as Expected[]);
  }

  #know(kept: readonly Expected[]): void {
    const open = new Set(
      this.#parts.jobs.list().flatMap(({ id, closedAt }) => (closedAt === null ? id : [])),
    );
    const expected = kept.filter(({ job }) => job === undefined || open.has(job));
    this.#kept = kept;
    this.#expected = expected;
    // Of two rows with one serial the first counts.
    this.#bySerial = new Map(
      expected.toReversed().flatMap((row) => (row.serial === null ? [] : [[row.serial.toLowerCase(), row]])),
    );
  }

  #store(expected: readonly Expected[]): void {
    this.#parts.store.values.set(KEPT_AS, expected.length === 0 ? null : JSON.stringify(expected));
  }

  #world(): World {
    const { machines, profiles } = this.#parts;
    const underWay = new Set(machines.underWay());
    const known = profiles.list();
    return {
      machines: machines.list().map((one) => ({ ...one, underWay: underWay.has(one.mac) })),
      profile: (text) =>
        isBuiltin(text) ? text : known.find(({ id, name }) => id === text || same(name, text))?.id,
      setting: (key, value) => settingProblem(key, value),
    };
  }
}

const same = (a: string | null, b: string | null): boolean =>
  a !== null && b !== null && a.toLowerCase() === b.toLowerCase();

function settingProblem(key: string, value: string): Problem | null {
  try {
    prepareSettings({ [key]: value }, () => 'checked');
    return null;
  } catch (thrown) {
    if (thrown instanceof FieldbootError) return thrown.problem;
    throw thrown;
  }
}
