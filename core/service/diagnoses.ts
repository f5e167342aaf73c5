/** "Why is it stuck", kept for every machine: events as they come, rules asked again as time goes by. */
import { type Problem, problem } from '../errors.ts';
import type { Identity } from '../images/identity.ts';
import type { Case, Diagnosis, Rule, Usual } from '../progress/diagnosis/case.ts';
import { diagnose } from '../progress/diagnosis/diagnose.ts';
import { nextLook, SOONEST } from '../progress/diagnosis/due.ts';
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
  /** Rules that are asked; absent: all there are. */
  readonly rules?: readonly Rule[];
}

/** The link came or went: for so long, milliseconds, every machine may be missed. */
const LINK_COUNTS = 3 * 60_000;
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
  /** When the rules are to be asked again of each machine, milliseconds since 1970; infinity: when there is news. */
  readonly #due = new Map<string, number>();
  /** Rules that have failed; each is told once. */
  readonly #broken = new Map<string, Problem>();
  readonly #timer: NodeJS.Timeout;
  readonly #unlisten: () => void;

  constructor(parts: DiagnosesParts) {
    this.#parts = parts;
    for (const { mac, firstSeen } of parts.store.machines.all()) if (firstSeen > 0) this.#due.set(mac, 0);
    this.#unlisten = parts.hub.listen({
      event: (event) => this.#note(event),
      forgotten: (mac) => this.#forget(mac),
    });
    this.#timer = setInterval(() => parts.survive(() => this.look()), SOONEST).unref();
  }

  /** What is the matter with a machine; null: nothing that is known. */
  of(mac: string): Diagnosis | null {
    // One that came back with its job.
    if (!this.#due.has(mac)) this.#due.set(mac, 0);
    return this.#found.get(mac) ?? null;
  }

  /** The latest event of a machine that says something of it; null: there is none. */
  lastEvent(mac: string): BootEvent | null {
    return this.#trail(mac).at(-1) ?? null;
  }

  /** Rules that have failed since the engine started. */
  problems(): readonly Problem[] {
    return [...this.#broken.values()];
  }

  /**
   * Asks the rules of every machine with news, or whose silence may say something by now, and tells what is new. Throws,
   * when all were asked, what went wrong with one of them.
   */
  look(): void {
    const now = this.#parts.clock();
    const flapped = this.#cable.findLast(({ kind }) => kind === 'link')?.at ?? Number.NEGATIVE_INFINITY;
    const wrong: unknown[] = [];
    for (const [mac, due] of [...this.#due]) {
      if (due > now && now - flapped > LINK_COUNTS) continue;
      try {
        this.#lookAt(mac, now);
      } catch (thrown) {
        wrong.push(thrown);
      }
    }
    if (wrong.length > 0) throw wrong[0];
  }

  close(): void {
    clearInterval(this.#timer);
    this.#unlisten();
  }

  #lookAt(mac: string, now: number): void {
    if (!this.#parts.machines.isKnown(mac)) {
      this.#forget(mac);
      return;
    }
    this.#judge(mac);
    const quiet = now - (this.#trail(mac).at(-1)?.at ?? now);
    const next = nextLook(this.#parts.machines.timeline(mac).state, quiet);
    this.#due.set(mac, next === null ? Number.POSITIVE_INFINITY : now + next);
  }

  #forget(mac: string): void {
    this.#due.delete(mac);
    this.#trails.delete(mac);
    this.#found.delete(mac);
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
    const seen: Case = {
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
    };
    return diagnose(seen, (rule, thrown) => this.#breaks(rule, thrown), this.#parts.rules);
  }

  #breaks(rule: string, thrown: unknown): void {
    if (this.#broken.has(rule)) return;
    const detail = thrown instanceof Error ? thrown.message : String(thrown);
    this.#broken.set(rule, problem('DIAGNOSIS_RULE_FAILED', { rule, detail }));
    this.#parts.hub.changed('status');
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
    if (event.kind !== 'diagnosed') this.#due.set(event.mac, 0);
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
