/** The leases in SQLite: written at every ACK, so a renewal touches one page of the file, and a new lease two. */
import type { Database } from 'better-sqlite3';
import type { Leases, StoredLease } from './store.ts';

interface Row {
  body: string;
}

export function leaseTable(db: Database): Leases {
  const all = db.prepare<[], Row>('SELECT body FROM leases');
  const get = db.prepare<[string], Row>('SELECT body FROM leases WHERE key = ?');
  const renew = db.prepare<[string, string, string]>(
    'UPDATE leases SET body = ? WHERE key = ? AND address = ?',
  );
  const put = db.prepare<[string, string, string]>(
    'INSERT OR REPLACE INTO leases (body, key, address) VALUES (?, ?, ?)',
  );
  const remove = db.prepare<[string]>('DELETE FROM leases WHERE key = ?');
  const holder = db
    .prepare<[string, number], string>(
      `SELECT key FROM leases WHERE address = ? AND body ->> 'expiresAt' > ?`,
    )
    .pluck();
  const read = ({ body }: Row): StoredLease => JSON.parse(body) as StoredLease;
  return {
    all: () => all.all().map(read),
    get(mac) {
      const row = get.get(mac);
      return row && read(row);
    },
    put(lease) {
      const values = [JSON.stringify(lease), lease.mac, lease.address] as const;
      if (renew.run(...values).changes === 0) put.run(...values);
    },
    remove: (mac) => void remove.run(mac),
    holderOf: (address, now) => holder.get(address, now) ?? null,
  };
}
