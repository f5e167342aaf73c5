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
  /** When the last event was made. */
  told: number;
  /** Events made in this minute, and the minute. */
  count: number;
  minute: number;
}

/** Lines kept of one machine, for its bundle. */
const MOST_LINES = 300;
/** Machines whose lines are kept. */
const MOST_MACHINES = 1000;
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
  readonly #heard = new Map<string, Heard>();

  constructor(hub: Hub, machines: Machines, clock: () => number) {
    this.#hub = hub;
    this.#machines = machines;
    this.#clock = clock;
  }

  /** Takes note of a datagram. What comes from nobody that is known is dropped. */
  note(bytes: Uint8Array, address: string): void {
    const mac = this.#machines.macAt(address);
    const line = mac === null ? null : readSyslog(bytes);
    if (mac === null || line === null) return;
    const now = this.#clock();
    this.#machines.heard(mac);
    const heard = this.#of(mac);
    if (heard === null) return;
    heard.lines.push({ ...line, at: now });
    if (heard.lines.length > MOST_LINES) heard.lines.shift();
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

  #of(mac: string): Heard | null {
    const known = this.#heard.get(mac);
    if (known !== undefined) return known;
    if (this.#heard.size >= MOST_MACHINES) return null;
    const heard: Heard = { lines: [], told: Number.NEGATIVE_INFINITY, count: 0, minute: 0 };
    this.#heard.set(mac, heard);
    return heard;
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
