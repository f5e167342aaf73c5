/** "Why is it stuck", kept for every machine: events as they come, rules asked again as time goes by. */
import type { Identity } from '../images/identity.ts';
import type { Diagnosis, Usual } from '../progress/diagnosis/case.ts';
import { diagnose } from '../progress/diagnosis/diagnose.ts';
import type { BootEvent, EventKind } from '../progress/events.ts';
import type { Store } from '../store/store.ts';
import type { Hub } from './hub.ts';
import type { Machines } from './machines.ts';

export interface DiagnosesParts {
  readonly store: Store;
  readonly hub: Hub;
  readonly machines: Machines;
  readonly clock: () => number;
  /** Whether a profile installs; false also where it is gone. Never throws. */
  installs(profile: string): boolean;
  /** What is usual for a profile; null: nothing was learned. */
  usual(profile: string): Usual | null;
  /** Does what may fail where nobody waits for it. */
  survive(work: () => void): void;
}

/** How often rules are asked again, milliseconds: silence makes no event. */
const EVERY = 3_000;
/** Events kept of one machine; a story that is told again and again is kept once. */
const MOST = 80;
/** Events of the cable that are kept. */
const MOST_OF_CABLE = 40;
const CABLE: ReadonlySet<EventKind> = new Set(['link', 'other-dhcp', 'dhcp-gone']);
/** Told many times a minute; only the latest of a row counts. */
const REPEATED: ReadonlySet<EventKind> = new Set(['installing', 'syslog', 'missed', 'reported', 'changed']);
const NOTHING_USUAL: Usual = { toAnswers: null, quiet: null };

export class Diagnoses {
  readonly #parts: DiagnosesParts;
  readonly #trails = new Map<string, BootEvent[]>();
  readonly #cable: BootEvent[] = [];
  readonly #found = new Map<string, Diagnosis>();
  readonly #timer: NodeJS.Timeout;
  readonly #unlisten: () => void;

  constructor(parts: DiagnosesParts) {
    this.#parts = parts;
    this.#unlisten = parts.hub.listen({ event: (event) => this.#note(event) });
    this.#timer = setInterval(() => parts.survive(() => this.look()), EVERY).unref();
  }

  /** What is the matter with a machine; null: nothing that is known. */
  of(mac: string): Diagnosis | null {
    return this.#found.get(mac) ?? null;
  }

  /** The latest event of a machine that says something of it; null: there is none. */
  lastEvent(mac: string): BootEvent | null {
    return this.#trail(mac).at(-1) ?? null;
  }

  /** Asks the rules of every machine that may be on its way, and tells what is new. */
  look(): void {
    for (const machine of this.#parts.store.machines.all()) {
      if (machine.firstSeen === 0) continue;
      this.#judge(machine.mac);
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#unlisten();
  }

  #judge(mac: string): void {
    const before = this.#found.get(mac);
    const now = this.#diagnose(mac);
    if (now === null) this.#found.delete(mac);
    else this.#found.set(mac, now);
    if (now?.problem.code !== before?.problem.code) this.#tell(mac, now, before);
  }

  #diagnose(mac: string): Diagnosis | null {
    const { machines, clock } = this.#parts;
    const machine = machines.known(mac);
    if (machine.held) return null;
    const profile = machines.assignment(mac)?.profile;
    const events = this.#trail(mac);
    const needs = events.findLast(({ kind }) => kind === 'script')?.detail.needsMiB;
    return diagnose({
      events,
      cable: this.#cable,
      state: machines.timeline(mac).state,
      installs: profile !== undefined && this.#parts.installs(profile),
      firmware: machine.firmware,
      memoryMiB: machine.memoryMiB,
      needsMiB: needs === undefined ? null : Number(needs),
      identities: identitiesOf(machine.identities),
      heard: machines.heardAt(mac),
      now: clock(),
      usual: (profile !== undefined && this.#parts.usual(profile)) || NOTHING_USUAL,
    });
  }

  /** What is only worth a word, or looks wrong and is not, stands beside the machine and makes no event. */
  #tell(mac: string, now: Diagnosis | null, before: Diagnosis | undefined): void {
    const { hub } = this.#parts;
    if (now?.level === 'stuck') {
      const { code, sentence } = now.problem;
      hub.emit({ mac, kind: 'diagnosed', detail: { code, level: now.level, sentence } });
    } else if (before?.level === 'stuck') {
      hub.emit({ mac, kind: 'diagnosed', detail: { code: '', level: '' } });
    } else {
      hub.changed('machines');
    }
  }

  #note(event: BootEvent): void {
    if (event.mac === null) {
      if (CABLE.has(event.kind)) keep(this.#cable, event, MOST_OF_CABLE);
      return;
    }
    // What the trail is read from holds this event already.
    if (event.kind === 'discovered') this.#trails.set(event.mac, []);
    const trail = this.#trails.get(event.mac);
    if (trail !== undefined && event.kind !== 'diagnosed') keep(trail, withoutPacket(event), MOST);
  }

  #trail(mac: string): BootEvent[] {
    const known = this.#trails.get(mac);
    if (known !== undefined) return known;
    const trail: BootEvent[] = [];
    for (const event of this.#parts.store.events.list({ mac, limit: 4 * MOST }))
      if (event.kind !== 'diagnosed') keep(trail, withoutPacket(event), MOST);
    this.#trails.set(mac, trail);
    return trail;
  }
}

const identitiesOf = (known: readonly Identity[] | undefined): readonly Identity[] => known ?? [];

function keep(events: BootEvent[], event: BootEvent, most: number): void {
  if (REPEATED.has(event.kind) && events.at(-1)?.kind === event.kind) events.pop();
  events.push(event);
  if (events.length > most) events.shift();
}

/** Packets in words are long, and no rule reads them. */
function withoutPacket(event: BootEvent): BootEvent {
  const { packet: _, ...detail } = event.detail;
  return { ...event, detail };
}
