/**
 * What Fieldboot remembers, in domain words. Everything is synchronous, and survives `kill -9` once a call has returned;
 * images, profiles, assignments and the journal survive a power cut too.
 */
import type { Image } from '../images/image.ts';
import type { Assignment, Machine } from '../images/machine.ts';
import type { Profile } from '../images/profile.ts';
import type { BootEvent, NewEvent } from '../progress/events.ts';
import type { Timeline } from '../progress/timeline.ts';

/** Values of one kind under a text key. */
export interface Collection<T> {
  all(): T[];
  get(key: string): T | undefined;
  /** Adds, or replaces what has the same key. */
  put(value: T): void;
  remove(key: string): void;
}

export interface EventQuery {
  readonly mac?: string;
  /** Only events with a greater id. */
  readonly after?: number;
  /** At most this many: the newest of them, oldest first; with `after`, the oldest of them. */
  readonly limit: number;
}

export interface EventLog {
  /** Numbers and keeps an event; `at` in milliseconds since 1970. */
  append(event: NewEvent, at: number): BootEvent;
  list(query: EventQuery): BootEvent[];
  forget(mac: string): void;
}

/** What a machine's events came to. */
export interface StoredTimeline extends Timeline {
  readonly mac: string;
}

/** A lease as the DHCP server keeps it. */
export interface StoredLease {
  readonly mac: string;
  readonly address: string;
  readonly hostname: string | null;
  readonly state: 'offered' | 'bound' | 'declined';
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Changes made to the laptop that must be undone, also after a crash. */
export interface ChangeJournal {
  record(change: unknown): number;
  forget(id: number): void;
  list(): { id: number; change: unknown }[];
}

export interface Store {
  readonly images: Collection<Image>;
  readonly profiles: Collection<Profile>;
  /** Keyed by MAC. */
  readonly machines: Collection<Machine>;
  /** Keyed by MAC. */
  readonly assignments: Collection<Assignment>;
  /** Keyed by MAC. */
  readonly timelines: Collection<StoredTimeline>;
  /** Keyed by MAC. */
  readonly leases: Collection<StoredLease>;
  readonly events: EventLog;
  readonly journal: ChangeJournal;
  /** Single values: the signing key, the last serving request, … */
  readonly values: { get(name: string): string | undefined; set(name: string, value: string | null): void };
  /** Runs `work` in one transaction: all of it is kept, or none. */
  together<T>(work: () => T): T;
  close(): void;
}
