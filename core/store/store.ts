/**
 * What Fieldboot remembers, in domain words. Everything is synchronous, and survives `kill -9` once a call has returned
 * (but see `EventLog.append`); images, profiles, assignments and the journal survive a power cut too.
 */
import type { Image } from '../images/image.ts';
import type { Job } from '../images/job.ts';
import type { Assignment, Machine } from '../images/machine.ts';
import type { Profile } from '../images/profile.ts';
import type { Rule } from '../images/rules.ts';
import type { HandOver } from '../jobs/hand-over.ts';
import type { BootEvent, NewEvent } from '../progress/events.ts';
import type { Learned } from '../progress/learned.ts';
import type { Timeline } from '../progress/timeline.ts';

/** Values of one kind under a text key. */
export interface Collection<T> {
  all(): T[];
  get(key: string): T | undefined;
  /** Adds, or replaces what has the same key. */
  put(value: T): void;
  remove(key: string): void;
}

export interface Profiles extends Collection<Profile> {
  /** The first of that name. */
  named(name: string): Profile | undefined;
}

/** Keyed by MAC. */
export interface Machines extends Collection<Machine> {
  has(mac: string): boolean;
  /** MAC of the machine an address is reserved for; null when it is nobody's. */
  reservedTo(address: string): string | null;
  /** The address reserved for a machine; null for none. */
  reservationFor(mac: string): string | null;
  /** How many of its job were seen before it; of two in the same millisecond the one whose MAC comes first. */
  arrivedBefore(machine: Pick<Machine, 'mac' | 'job' | 'firstSeen'>): number;
}

/** Keyed by MAC. */
export interface Assignments extends Collection<Assignment> {
  /** How many machines boot a profile. */
  countOf(profile: string): number;
}

/** Keyed by MAC. */
export interface Leases extends Collection<StoredLease> {
  /** MAC of the machine that has an address at `now` (milliseconds since 1970); null when nobody has. */
  holderOf(address: string, now: number): string | null;
}

export interface EventQuery {
  readonly mac?: string;
  /** Only events with a greater id. */
  readonly after?: number;
  /** At most this many: the newest of them, oldest first; with `after`, the oldest of them. */
  readonly limit: number;
}

export interface EventLog {
  /**
   * Numbers and keeps an event; `at` in milliseconds since 1970. Offers and acknowledgements of DHCP, whose leases are
   * stored by themselves, are kept a tenth of a second later at most, many at once.
   */
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

/** One machine at one moment; null: there was none. */
export interface Snapshot {
  readonly mac: string;
  readonly machine: Machine | null;
  readonly assignment: Assignment | null;
  readonly timeline: StoredTimeline | null;
}

/** An action of the technician, and the machines before and after it. */
export interface StoredDone {
  /** Ascending number as text. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly kind: string;
  readonly before: readonly Snapshot[];
  readonly after: readonly Snapshot[];
  /** Id of the job sheet it was, whose rows may still wait for their machines; absent: it was none. */
  readonly sheet?: string;
}

/** A job, and what it was archived with when it was closed. */
export interface StoredJob extends Job {
  readonly archive: readonly Snapshot[];
  readonly report: HandOver | null;
}

/** Changes made to the laptop that must be undone, also after a crash. */
export interface ChangeJournal {
  record(change: unknown): number;
  forget(id: number): void;
  list(): { id: number; change: unknown }[];
}

export interface Store {
  readonly images: Collection<Image>;
  readonly profiles: Profiles;
  readonly machines: Machines;
  readonly assignments: Assignments;
  /** Keyed by MAC. */
  readonly timelines: Collection<StoredTimeline>;
  readonly leases: Leases;
  /** What installations needed, keyed by profile. */
  readonly learned: Collection<Learned>;
  readonly rules: Collection<Rule>;
  /** What the technician did, to be taken back. */
  readonly done: Collection<StoredDone>;
  readonly jobs: Collection<StoredJob>;
  readonly events: EventLog;
  readonly journal: ChangeJournal;
  /** Single values: the signing key, the last serving request, … */
  readonly values: { get(name: string): string | undefined; set(name: string, value: string | null): void };
  /** Runs `work` in one transaction: all of it is kept, or none, and what was decided outlives a battery that dies. */
  together<T>(work: () => T): T;
  /** The same for a burst of packets, which does not wait for the disk: it outlives a killed process. */
  burst(work: () => void): void;
  close(): void;
}
