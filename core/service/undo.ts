/** What the technician did to machines, kept so that it can be taken back. */
import { isDeepStrictEqual } from 'node:util';
import { FieldbootError, type Problem, problem } from '../errors.ts';
import { putBack } from '../images/assign.ts';
import type { Machine } from '../images/machine.ts';
import type { Snapshot, Store, StoredDone } from '../store/store.ts';
import type { Hub } from './hub.ts';
import type { Machines } from './machines.ts';

/** Kinds of actions, as the window words them. */
export const DONE_KINDS = [
  'assign',
  'unassign',
  'reinstall',
  'local',
  'change',
  'hold',
  'release',
  'skip',
  'confirm',
  'forget',
  'sheet',
  'close-job',
] as const;
export type DoneKind = (typeof DONE_KINDS)[number];

/** An action that was done. */
export type Done = StoredDone & { readonly kind: DoneKind };

/** What undoing did: machines that are as before, and those that were left alone. */
export interface Undone {
  readonly done: Done;
  readonly restored: readonly string[];
  readonly kept: readonly { readonly mac: string; readonly problem: Problem }[];
}

/** Actions that are kept. */
const MOST = 100;
/** Fields of a machine that the technician sets; all others are facts and stay as they are. */
const OWN = ['name', 'reserved', 'settings', 'dhcp', 'note', 'held', 'skip', 'chosen', 'job'] as const;

export class Undo {
  readonly #store: Store;
  readonly #hub: Hub;
  readonly #machines: Machines;
  readonly #clock: () => number;
  readonly #ofSheets: ((sheet: string) => void)[] = [];

  constructor(store: Store, hub: Hub, machines: Machines, clock: () => number) {
    this.#store = store;
    this.#hub = hub;
    this.#machines = machines;
    this.#clock = clock;
  }

  /**
   * Does something to machines so that it can be taken back. All of it is kept, or none. `sheet`: id of a job sheet with
   * rows that wait for their machines, which are taken back with it.
   */
  doing<T>(kind: DoneKind, macs: readonly string[], work: () => T, sheet?: string): T {
    return this.#together(() => {
      const before = macs.map((mac) => this.#snapshot(mac));
      const result = work();
      const after = macs.map((mac) => this.#snapshot(mac));
      const of = sheet === undefined ? {} : { sheet };
      if (sheet !== undefined || !isDeepStrictEqual(before, after))
        this.#keep({ kind, before, after, ...of });
      return result;
    });
  }

  /** Who keeps rows of job sheets takes them back with their sheet. */
  onSheet(takeBack: (sheet: string) => void): void {
    this.#ofSheets.push(takeBack);
  }

  /** Latest first. */
  list(): Done[] {
    return (this.#store.done.all() as Done[]).sort((a, b) => Number(b.id) - Number(a.id));
  }

  /**
   * Takes the latest action back, or the one named. A machine that has been changed since, or that has begun to install,
   * is left alone. Throws UNDO_IMPOSSIBLE when there is none, or nothing of it can be taken back.
   */
  undo(id?: string): Undone {
    const done = id === undefined ? this.list()[0] : (this.#store.done.get(id) as Done | undefined);
    if (done === undefined) throw new FieldbootError('UNDO_IMPOSSIBLE', { detail: 'nothing was done yet' });
    return this.#together(() => {
      const judged = done.before.map((before, n) => ({ before, against: this.#against(done.after[n]) }));
      const free = judged.filter(({ against }) => against === null);
      if (free.length === 0 && done.sheet === undefined)
        throw new FieldbootError('UNDO_IMPOSSIBLE', { detail: judged[0]?.against ?? 'it did nothing' });
      for (const { before } of free) this.#restore(before);
      this.#store.done.remove(done.id);
      if (done.sheet !== undefined) for (const takeBack of this.#ofSheets) takeBack(done.sheet);
      this.#hub.changed('machines');
      const kept = judged.flatMap(({ before: { mac }, against: detail }) =>
        detail === null ? [] : [{ mac, problem: problem('UNDO_IMPOSSIBLE', { detail }) }],
      );
      return { done, restored: free.map(({ before }) => before.mac), kept };
    });
  }

  #together<T>(work: () => T): T {
    return this.#hub.whole(() => this.#store.together(work));
  }

  #keep(done: Omit<Done, 'id' | 'at'>): void {
    const all = this.list();
    this.#store.done.put({ ...done, id: String(Number(all[0]?.id ?? 0) + 1), at: this.#clock() });
    for (const old of all.slice(MOST - 1)) this.#store.done.remove(old.id);
    this.#hub.changed('done');
  }

  #snapshot(mac: string): Snapshot {
    const { machines, assignments, timelines } = this.#store;
    const machine = machines.get(mac) ?? null;
    return {
      mac,
      machine,
      assignment: assignments.get(mac) ?? null,
      timeline: (machine && timelines.get(mac)) ?? null,
    };
  }

  /** Why a machine must be left as it is; null: it need not. */
  #against(after: Snapshot | undefined): string | null {
    if (after === undefined) return 'it did nothing';
    const now = this.#snapshot(after.mac);
    if (!isDeepStrictEqual(now.assignment, after.assignment)) return 'its assignment has changed since';
    if (now.assignment !== null && this.#machines.underWay().includes(after.mac))
      return 'its installation has begun';
    return isDeepStrictEqual(ownOf(now.machine), ownOf(after.machine)) ? null : 'it was changed since';
  }

  #restore({ mac, machine, assignment, timeline }: Snapshot): void {
    const { machines, assignments } = this.#store;
    const now = machines.get(mac);
    if (machine === null) machines.remove(mac);
    else machines.put(now === undefined ? machine : { ...now, ...cleared(), ...ownOf(machine) });
    if (assignment === null) assignments.remove(mac);
    else assignments.put(putBack(assignment, timeline));
    this.#machines.restored(mac, now === undefined ? timeline : null);
    this.#hub.emit({ mac, kind: 'changed', detail: { reason: 'undone' } });
  }
}

/** What the technician has set; nothing, not set and taken back are the same. */
function ownOf(machine: Machine | null): Partial<Machine> {
  if (machine === null) return {};
  return Object.fromEntries(OWN.flatMap((key) => (isSet(machine[key]) ? [[key, machine[key]]] : [])));
}

const isSet = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);

const cleared = (): Partial<Machine> => ({
  name: null,
  reserved: null,
  settings: {},
  dhcp: {},
  note: '',
  held: false,
  skip: false,
  chosen: false,
});
