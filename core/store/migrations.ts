/**
 * Steps from an empty database to today's; the number of steps taken is kept in `user_version`. A released step is
 * never changed: add one.
 *
 * Values are kept as JSON beside the columns that are searched, so that a new field needs no step.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE images (key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
  CREATE TABLE profiles (key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
  CREATE TABLE machines (key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
  CREATE TABLE assignments (key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
  CREATE TABLE timelines (key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
  CREATE TABLE leases (key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
  CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    mac TEXT,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL
  ) STRICT;
  CREATE INDEX events_of_machine ON events (mac, id);
  CREATE TABLE journal (id INTEGER PRIMARY KEY AUTOINCREMENT, change TEXT NOT NULL) STRICT;
  CREATE TABLE single_values (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  `,
  // What is looked for by something else than its key, read out of the body: it cannot differ from it.
  `
  ALTER TABLE leases ADD COLUMN address TEXT AS (body ->> 'address') VIRTUAL;
  ALTER TABLE machines ADD COLUMN reserved TEXT AS (body ->> 'reserved') VIRTUAL;
  ALTER TABLE profiles ADD COLUMN name TEXT AS (body ->> 'name') VIRTUAL;
  ALTER TABLE assignments ADD COLUMN profile TEXT AS (body ->> 'profile') VIRTUAL;
  CREATE INDEX leases_of_address ON leases (address);
  CREATE INDEX machines_with_reserved ON machines (reserved) WHERE reserved IS NOT NULL;
  CREATE INDEX profiles_named ON profiles (name);
  CREATE INDEX assignments_of_profile ON assignments (profile);
  `,
  // What installations needed, by profile; rules; jobs; what the technician did, to be taken back.
  `
  CREATE TABLE learned (key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
  CREATE TABLE rules (key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
  CREATE TABLE jobs (key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
  CREATE TABLE done (key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
  `,
  // The order of arrival in a job, which rules ask for at every question of a machine.
  `
  ALTER TABLE machines ADD COLUMN job TEXT AS (body ->> 'job') VIRTUAL;
  ALTER TABLE machines ADD COLUMN first_seen INTEGER AS (body ->> 'firstSeen') VIRTUAL;
  CREATE INDEX machines_in_order ON machines (job, first_seen, key);
  `,
  // Leases without a row number: one tree less to write at each ACK. What is searched is a column of its own.
  `
  DROP INDEX leases_of_address;
  ALTER TABLE leases RENAME TO former_leases;
  CREATE TABLE leases (key TEXT PRIMARY KEY, address TEXT NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
  INSERT INTO leases (key, address, body) SELECT key, address, body FROM former_leases;
  DROP TABLE former_leases;
  CREATE INDEX leases_of_address ON leases (address);
  `,
];
