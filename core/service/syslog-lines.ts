/** From installers' syslog lines to the machines they come from: the last line of each, and events for what matters. */
import { readSyslog, type SyslogLine } from '../wire/syslog.ts';
import type { Hub } from './hub.ts';
import type { Machines } from './machines.ts';

/** A line with the time it came, milliseconds since 1970. */
export interface HeardLine extends SyslogLine {
  readonly at: number;
}

interface Heard {
  readonly lines: HeardLine[];
  /** Of the lines, as `sizeOf` counts. */
  size: number;
  /** When the last event was made. */
  told: number;
  /** Events made in this minute, and the minute. */
  count: number;
  minute: number;
}

/** What is kept of one machine, for its bundle: lines, and their size. */
const MOST_LINES = 300;
const MOST_OF_ONE = 64 << 10;
/** What is kept of all: machines, and the size of their lines. Who has been silent longest gives way. */
const MOST_MACHINES = 1000;
const MOST_OF_ALL = 16 << 20;
/** An ordinary line becomes an event this often at most, milliseconds: it shows that the installer is alive. */
const TELL_EVERY = 30_000;
/** Errors of one machine that become events in a minute. */
const MOST_ERRORS = 10;
/** Error, and worse. */
const ERROR = 3;

export class SyslogLines {
  readonly #hub: Hub;
  readonly #machines: Machines;
  readonly #clock: () => number;
  /** Who was heard last stands last. */
  readonly #heard = new Map<string, Heard>();
  #size = 0;

  constructor(hub: Hub, machines: Machines, clock: () => number) {
    this.#hub = hub;
    this.#machines = machines;
    this.#clock = clock;
    hub.listen({ forgotten: (mac) => this.#forget(mac) });
  }

  /** Size of all lines that are kept, as far as it is bounded: characters, and something for each line. */
  get size(): number {
    return this.#size;
  }

  /** Takes note of a datagram. What comes from nobody that is known is dropped. */
  note(bytes: Uint8Array, address: string): void {
    const mac = this.#machines.macAt(address);
    const line = mac === null ? null : readSyslog(bytes);
    if (mac === null || line === null) return;
    const now = this.#clock();
    this.#machines.heard(mac);
    const heard = this.#of(mac);
    this.#keep(heard, { ...line, at: now });
    if (this.#isWorthAnEvent(heard, line, now)) this.#tell(mac, line);
    else this.#hub.changed('machines');
  }

  /** Last line of a machine; null before the first. */
  last(mac: string): string | null {
    const line = this.#heard.get(mac)?.lines.at(-1);
    return line === undefined ? null : shown(line);
  }

  /** Lines of a machine, oldest first. */
  lines(mac: string): readonly HeardLine[] {
    return this.#heard.get(mac)?.lines ?? [];
  }

  #keep(heard: Heard, line: HeardLine): void {
    heard.lines.push(line);
    this.#grow(heard, sizeOf(line));
    while (heard.lines.length > MOST_LINES || heard.size > MOST_OF_ONE) this.#dropOldest(heard);
    for (const [mac, silent] of this.#heard) {
      while (this.#size > MOST_OF_ALL && silent.lines.length > 0) this.#dropOldest(silent);
      if (silent.lines.length > 0) break;
      this.#heard.delete(mac);
    }
  }

  #dropOldest(heard: Heard): void {
    const line = heard.lines.shift();
    if (line !== undefined) this.#grow(heard, -sizeOf(line));
  }

  #grow(heard: Heard, by: number): void {
    heard.size += by;
    this.#size += by;
  }

  #of(mac: string): Heard {
    const known = this.#heard.get(mac);
    const heard = known ?? { lines: [], size: 0, told: Number.NEGATIVE_INFINITY, count: 0, minute: 0 };
    this.#heard.delete(mac);
    this.#heard.set(mac, heard);
    const [silent] = this.#heard.keys();
    if (this.#heard.size > MOST_MACHINES && silent !== undefined) this.#forget(silent);
    return heard;
  }

  #forget(mac: string): void {
    this.#size -= this.#heard.get(mac)?.size ?? 0;
    this.#heard.delete(mac);
  }

  #isWorthAnEvent(heard: Heard, { severity }: SyslogLine, now: number): boolean {
    const minute = Math.floor(now / 60_000);
    if (minute !== heard.minute) Object.assign(heard, { minute, count: 0 });
    const alive = now - heard.told >= TELL_EVERY;
    if (!alive && (severity > ERROR || heard.count >= MOST_ERRORS)) return false;
    heard.count += 1;
    heard.told = now;
    return true;
  }

  #tell(mac: string, { severity, program, text }: SyslogLine): void {
    this.#hub.emit({ mac, kind: 'syslog', detail: { severity, text, ...(program ? { program } : {}) } });
  }
}

const shown = ({ program, text }: SyslogLine): string => (program === null ? text : `${program}: ${text}`);

/** A line in memory is its text and some sixty bytes around it. */
const sizeOf = ({ program, text }: HeardLine): number => text.length + (program?.length ?? 0) + 64;
