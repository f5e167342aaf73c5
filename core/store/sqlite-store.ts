/** The store on SQLite (better-sqlite3, write-ahead log): survives `kill -9` at any moment. */
import { chmodSync, closeSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Image } from '../images/image.ts';
import type { Assignment, Machine } from '../images/machine.ts';
import type { Profile } from '../images/profile.ts';
import type { Rule } from '../images/rules.ts';
import type { Learned } from '../progress/learned.ts';
import { EventTable } from './event-table.ts';
import { KnownMachines } from './known-machines.ts';
import { leaseTable } from './lease-table.ts';
import { MIGRATIONS } from './migrations.ts';
import type {
  Assignments,
  ChangeJournal,
  Collection,
  Machines,
  Profiles,
  Store,
  StoredDone,
  StoredJob,
  StoredTimeline,
} from './store.ts';

type Db = Database.Database;

/**
 * Opens (and makes) the database, readable by its owner only; `file` may be `:memory:`. Throws what SQLite and the file
 * system throw.
 */
export function openStore(file: string): Store {
  if (file !== ':memory:') makePrivate(file);
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  migrate(db);
  const known = new KnownMachines();
  const learn = learnMachines(db, known);
  learn();
  const events = new EventTable(db);
  const together = transactions(db, learn);
  return {
    images: durable(
      db,
      collection<Image>(db, 'images', (image) => image.id),
    ),
    profiles: durable(db, profiles(db)),
    machines: machines(db, known),
    assignments: durable(db, assignments(db)),
    timelines: collection<StoredTimeline>(db, 'timelines', (one) => one.mac),
    leases: leaseTable(db),
    learned: collection<Learned>(db, 'learned', ({ profile }) => profile),
    done: collection<StoredDone>(db, 'done', ({ id }) => id),
    jobs: durable(
      db,
      collection<StoredJob>(db, 'jobs', ({ id }) => id),
    ),
    rules: durable(
      db,
      collection<Rule>(db, 'rules', ({ id }) => id),
    ),
    events,
    journal: durable(db, journal(db)),
    values: singleValues(db),
    together: synced(db, (work) => together(work as () => never)) as Store['together'],
    burst: together,
    close() {
      events.flush();
      db.close();
    },
  };
}

/** SQLite gives the files beside the database the same rights. */
function makePrivate(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
}

/** Immediate: of two processes that open a new folder at once, one makes the tables and the other finds them made. */
function migrate(db: Db): void {
  const steps = db.transaction(() => {
    const taken = Number(db.pragma('user_version', { simple: true }));
    for (const step of MIGRATIONS.slice(taken)) db.exec(step);
    if (taken < MIGRATIONS.length) db.pragma(`user_version = ${MIGRATIONS.length}`);
  });
  steps.immediate();
}

/**
 * What must also survive a battery that dies: these writes wait for the disk. The others survive a killed process, and
 * a power cut takes their last moments at most; waiting for the disk at each packet would cost more than it is worth.
 */
function durable<T extends object>(db: Db, part: T): T {
  const methods = Object.entries(part) as [string, Method][];
  return Object.fromEntries(
    methods.map(([name, method]) => [name, WRITERS.has(name) ? synced(db, method) : method]),
  ) as T;
}

type Method = (...given: unknown[]) => unknown;

const WRITERS: ReadonlySet<string> = new Set(['put', 'remove', 'record', 'forget', 'set']);

function synced(db: Db, method: Method): Method {
  return (...given) => {
    if (db.inTransaction) return method(...given);
    db.pragma('synchronous = FULL');
    try {
      return method(...given);
    } finally {
      db.pragma('synchronous = NORMAL');
    }
  };
}

interface Row {
  body: string;
}

function collection<T>(db: Db, table: string, keyOf: (value: T) => string): Collection<T> {
  const all = db.prepare<[], Row>(`SELECT body FROM ${table} ORDER BY rowid`);
  const get = db.prepare<[string], Row>(`SELECT body FROM ${table} WHERE key = ?`);
  const put = db.prepare(
    `INSERT INTO ${table} (key, body) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET body = excluded.body`,
  );
  const remove = db.prepare(`DELETE FROM ${table} WHERE key = ?`);
  const read = (row: Row): T => JSON.parse(row.body) as T;
  return {
    all: () => all.all().map(read),
    get: (key) => {
      const row = get.get(key);
      return row && read(row);
    },
    put: (value) => void put.run(keyOf(value), JSON.stringify(value)),
    remove: (key) => void remove.run(key),
  };
}

function profiles(db: Db): Profiles {
  const named = db.prepare<[string], Row>('SELECT body FROM profiles WHERE name = ? ORDER BY rowid LIMIT 1');
  return {
    ...collection<Profile>(db, 'profiles', (profile) => profile.id),
    named(name) {
      const row = named.get(name);
      return row && (JSON.parse(row.body) as Profile);
    },
  };
}

function machines(db: Db, known: KnownMachines): Machines {
  const stored = collection<Machine>(db, 'machines', (machine) => machine.mac);
  const before = db
    .prepare<[string | null, number, string]>(
      'SELECT count(*) FROM machines WHERE job IS ? AND first_seen > 0 AND (first_seen, key) < (?, ?)',
    )
    .pluck();
  return {
    ...stored,
    arrivedBefore: ({ mac, job, firstSeen }) => before.get(job ?? null, firstSeen, mac) as number,
    put(machine) {
      stored.put(machine);
      known.put(machine);
    },
    remove(mac) {
      stored.remove(mac);
      known.remove(mac);
    },
    has: (mac) => known.has(mac),
    reservedTo: (address) => known.reservedTo(address),
    reservationFor: (mac) => known.reservationFor(mac),
  };
}

function learnMachines(db: Db, known: KnownMachines): () => void {
  const rows = db.prepare<[], { mac: string; reserved: string | null }>(
    'SELECT key AS mac, reserved FROM machines ORDER BY rowid',
  );
  return () => known.learn(rows.all());
}

/** What was put in a transaction that failed is not stored, so it is not known either. */
function transactions(db: Db, learn: () => void): <T>(work: () => T) => T {
  // Made once: it prepares more than a small transaction costs.
  const run = db.transaction((work: () => unknown) => work());
  return (work) => {
    try {
      return run(work) as never;
    } catch (thrown) {
      learn();
      throw thrown;
    }
  };
}

function assignments(db: Db): Assignments {
  const count = db.prepare<[string]>('SELECT count(*) FROM assignments WHERE profile = ?').pluck();
  return {
    ...collection<Assignment>(db, 'assignments', (assignment) => assignment.mac),
    countOf: (profile) => count.get(profile) as number,
  };
}

function journal(db: Db): ChangeJournal {
  const insert = db.prepare('INSERT INTO journal (change) VALUES (?)');
  const remove = db.prepare('DELETE FROM journal WHERE id = ?');
  const all = db.prepare<[], { id: number; change: string }>('SELECT * FROM journal ORDER BY id');
  return {
    record: (change) => Number(insert.run(JSON.stringify(change)).lastInsertRowid),
    forget: (id) => void remove.run(id),
    list: () => all.all().map(({ id, change }) => ({ id, change: JSON.parse(change) as unknown })),
  };
}

function singleValues(db: Db): Store['values'] {
  const get = db.prepare<[string], { value: string }>('SELECT value FROM single_values WHERE name = ?');
  const put = db.prepare('INSERT OR REPLACE INTO single_values (name, value) VALUES (?, ?)');
  const remove = db.prepare('DELETE FROM single_values WHERE name = ?');
  return {
    get: (name) => get.get(name)?.value,
    set: (name, value) => void (value === null ? remove.run(name) : put.run(name, value)),
  };
}
