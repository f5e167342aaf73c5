/** The events in SQLite. */
import type { Database, Statement } from 'better-sqlite3';
import type { BootEvent, EventKind, NewEvent } from '../progress/events.ts';
import type { EventLog, EventQuery } from './store.ts';

/** Events that are kept: weeks of work at a rack, some ten megabytes. A machine's state does not hang on them. */
const MOST_EVENTS = 50_000;
const PRUNE_EVERY = 1000;

/**
 * Two of these tell of every exchange of DHCP, and of nothing that is not stored elsewhere (leases, timelines). They
 * are written down together, this many milliseconds later at most: a killed process loses as much of the telling.
 */
const SOON: ReadonlySet<EventKind> = new Set(['offered', 'acked']);
const SOON_MS = 100;
/** So many wait at most, also while the disk is full. */
const MOST_WAITING = 5000;

interface EventRow {
  id: number;
  at: number;
  mac: string | null;
  kind: string;
  detail: string;
}

const readEvent = (row: EventRow): BootEvent => ({
  id: row.id,
  at: row.at,
  mac: row.mac,
  kind: row.kind as EventKind,
  detail: JSON.parse(row.detail) as BootEvent['detail'],
});

export class EventTable implements EventLog {
  readonly #insert: Statement<[number, number, string | null, string, string]>;
  readonly #oldest: Statement<object, EventRow>;
  readonly #newest: Statement<object, EventRow>;
  readonly #prune: Statement<[number]>;
  readonly #forget: Statement<[string]>;
  readonly #together: (work: () => void) => void;
  /** The number given last; numbers grow, also over those that were pruned. */
  #last: number;
  #waiting: BootEvent[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(db: Database) {
    const matching = 'FROM events WHERE (@mac IS NULL OR mac = @mac) AND id > @after';
    this.#insert = db.prepare('INSERT INTO events (id, at, mac, kind, detail) VALUES (?, ?, ?, ?, ?)');
    this.#oldest = db.prepare(`SELECT * ${matching} ORDER BY id LIMIT @limit`);
    this.#newest = db.prepare(
      `SELECT * FROM (SELECT * ${matching} ORDER BY id DESC LIMIT @limit) ORDER BY id`,
    );
    this.#prune = db.prepare('DELETE FROM events WHERE id <= ?');
    this.#forget = db.prepare('DELETE FROM events WHERE mac = ?');
    const run = db.transaction((work: () => void) => work());
    this.#together = (work) => void run(work);
    const last = db.prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'events'").pluck();
    this.#last = last.get() ?? 0;
  }

  append(event: NewEvent, at: number): BootEvent {
    const kept = { ...event, id: ++this.#last, at };
    if (SOON.has(event.kind) && this.#waiting.length < MOST_WAITING) this.#keepSoon(kept);
    else this.#keepNow(kept);
    return kept;
  }

  list({ mac, after, limit }: EventQuery): BootEvent[] {
    this.flush();
    const query = after === undefined ? this.#newest : this.#oldest;
    return query.all({ mac: mac ?? null, after: after ?? 0, limit }).map(readEvent);
  }

  forget(mac: string): void {
    this.flush();
    this.#forget.run(mac);
  }

  /** Writes down what waits; on a full disk it is lost, and whoever waits for a write of his own is told of the disk. */
  flush(): void {
    const waiting = this.#taken();
    if (waiting.length === 0) return;
    try {
      this.#together(() => this.#keep(waiting));
    } catch {}
  }

  /** After what waits, so that they lie in their order; mostly nothing does, and one row needs no transaction. */
  #keepNow(event: BootEvent): void {
    const waiting = this.#taken();
    if (waiting.length === 0) this.#keep([event]);
    else this.#together(() => this.#keep([...waiting, event]));
  }

  #keepSoon(event: BootEvent): void {
    this.#waiting.push(event);
    this.#timer ??= setTimeout(() => this.flush(), SOON_MS);
  }

  #taken(): BootEvent[] {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return this.#waiting.splice(0);
  }

  #keep(events: readonly BootEvent[]): void {
    for (const { id, at, mac, kind, detail } of events) {
      this.#insert.run(id, at, mac, kind, JSON.stringify(detail));
      if (id % PRUNE_EVERY === 0) this.#prune.run(id - MOST_EVENTS);
    }
  }
}
