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
  /** It asked for the size of a file and broke off, as firmware does before it fetches it. */
  'probed',
  /** A network boot program was fetched. */
  'loader',
  /** It fetched the loader `file` whole and was not heard of again; `next` is what it is told now. */
  'loader-silent',
  /** It asked for a script and nothing is assigned. */
  'waiting',
  /** It asked for a script and must wait for its turn, or until installations go on; `reason`. */
  'queued',
  /** It is kept from booting anything by the technician, or no longer. */
  'held',
  'released-hold',
  'assigned',
  /** The technician confirmed that its disks may be erased. */
  'confirmed',
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
  /** A line of its installer's log, sent by syslog; `text`, `severity`, `program`. */
  'syslog',
  /** The installer reported a stage of its own. */
  'reported',
  /** Its installer brought its log, which is kept in `file`. */
  'log',
  'finished',
  /** It was sent to its own disk. */
  'local-boot',
  /** What the machine is made of was taken down, and nothing else was wanted of it. */
  'inventory',
  /** A Wake-on-LAN packet was sent to it. */
  'woken',
  /** What is the matter with it, by a rule: `code`, `level`; an empty code: nothing any more. */
  'diagnosed',
  'failed',
  /** Something the technician did: renamed, install again, forgotten. */
  'changed',
  /** The engine itself: serving started, stopped, interface gone. */
  'serving',
  'stopped',
  /**
   * The interface lost its link or has it again; `state` is `up` or `down`, or `address-set-again`: its lent address was
   * taken away by somebody.
   */
  'link',
  /** New installations are held back, or let go on. */
  'paused',
  'resumed',
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
