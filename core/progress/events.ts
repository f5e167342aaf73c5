/** The vocabulary of what happens to a machine: one fact seen on the wire or reported by an installer. */

export const EVENT_KINDS = [
  /** First packet of a machine ever, or since it was forgotten. */
  'discovered',
  /** An address was offered / acknowledged / refused. */
  'offered',
  'acked',
  'nak',
  /** The machine says somebody else has the address. */
  'declined',
  'released',
  /** A packet was not answered; `reason` says why. */
  'ignored',
  /** No address left in the pool. */
  'pool-exhausted',
  /** A network boot program was fetched. */
  'loader',
  /** It asked for a script and nothing is assigned. */
  'waiting',
  'assigned',
  'unassigned',
  /** The boot script of its profile was handed out. */
  'script',
  'kernel',
  'initrd',
  /** Its own answers were fetched. */
  'answers',
  /** A `file` it asked for was not there, was refused or broke off; `door` and `reason` say how. */
  'missed',
  /** A system that runs from the network has fetched its root, or reads it: nothing is installed. */
  'running',
  /** The installer fetches its parts, then packages. */
  'installing',
  /** The installer reported a stage of its own. */
  'reported',
  /** Its installer brought its log, which is kept in `file`. */
  'log',
  'finished',
  /** It was sent to its own disk. */
  'local-boot',
  'failed',
  /** Something the technician did: renamed, install again, forgotten. */
  'changed',
  /** The engine itself: serving started, stopped, interface gone. */
  'serving',
  'stopped',
  /** Another DHCP or network boot server answers on the interface; `address`, `server` say which. */
  'other-dhcp',
  /** The check of a medium against its sums ended; `image`, `state`, `against`, `reason`. */
  'verified',
  /** A medium was copied into the library; with a `reason` it was not. */
  'copied',
  /** The server that gives the addresses, beside which only boot files are told, has fallen silent. */
  'dhcp-gone',
] as const;

export type EventKind = (typeof EVENT_KINDS)[number];

export interface BootEvent {
  /** Ascending, unique, survives a restart. */
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** null: not about one machine. */
  readonly mac: string | null;
  readonly kind: EventKind;
  /** Small facts: `address`, `file`, `bytes`, `profile`, `reason`, `code`, … */
  readonly detail: Readonly<Record<string, string | number>>;
}

/** An event before the store numbered and dated it. */
export type NewEvent = Omit<BootEvent, 'id' | 'at'>;
