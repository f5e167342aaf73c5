/**
 * The interface while it is served on: its link, and the address on it. An address that Fieldboot lent and a network
 * manager took away is set again, as often as helps; an address of the technician's own is only missed.
 */
import { FieldbootError, type Problem, problem } from '../errors.ts';
import type { NetworkInterface } from '../host/interfaces.ts';

export interface InterfaceWatchParts {
  /** As it was when serving began. */
  readonly interface: Pick<NetworkInterface, 'name' | 'link'>;
  /** `10.77.0.1/24` */
  readonly cidr: string;
  /** Sets the address again; null: it was not lent by Fieldboot. */
  readonly setAgain: (() => Promise<void>) | null;
  /** The interface as it is now; undefined when it is gone. Never rejects. */
  look(): Promise<Pick<NetworkInterface, 'link' | 'addresses'> | undefined>;
  /** Milliseconds since some moment. */
  now(): number;
  onLink(up: boolean): void;
  /** The address was set again. */
  onSetAgain(): void;
  /** Called once: nobody can be answered any more. */
  onLost(why: FieldbootError): void;
}

/**
 * So many looks in a row must miss the interface or its address: a switch that restarts, or a network manager that tries
 * something of its own, takes an address away for a moment, and machines wait longer than that.
 */
const MISSED_LOOKS = 5;

/** A network manager that tries DHCP gives up and tries again every 45 s; what fights more often than this would win. */
const MOST_IN_A_MINUTE = 5;
const MINUTE = 60_000;

export class InterfaceWatch {
  /** Nothing is told any more. */
  over = false;
  readonly #parts: InterfaceWatchParts;
  #up: boolean;
  #missed = 0;
  /** When the address was set again: all times, and those of the last minute. */
  #times = 0;
  #lately: number[] = [];

  constructor(parts: InterfaceWatchParts) {
    this.#parts = parts;
    this.#up = parts.interface.link;
  }

  /** That the address had to be set again, while it is of interest; null: it never had. */
  get warning(): Problem | null {
    const { interface: one, cidr } = this.#parts;
    return this.#times === 0
      ? null
      : problem('ADDRESS_SET_AGAIN', { cidr, name: one.name, times: this.#times });
  }

  /** Looks once, and does what is to be done. */
  async look(): Promise<void> {
    const found = await this.#parts.look();
    if (this.over) return;
    if (found !== undefined) this.#noteLink(found.link);
    const there = found?.addresses.some((cidr) => sameAddress(cidr, this.#parts.cidr)) ?? false;
    const back = there || (found !== undefined && (await this.#setAgain()));
    this.#missed = back ? 0 : this.#missed + 1;
    if (this.over || this.#missed < MISSED_LOOKS) return;
    this.end();
    this.#parts.onLost(this.#lost(found !== undefined));
  }

  end(): void {
    this.over = true;
  }

  #noteLink(link: boolean): void {
    if (link === this.#up) return;
    this.#up = link;
    this.#parts.onLink(link);
  }

  /** Whether the address is there again. */
  async #setAgain(): Promise<boolean> {
    const { setAgain, now } = this.#parts;
    this.#lately = this.#lately.filter((at) => now() - at < MINUTE);
    if (setAgain === null || this.#lately.length >= MOST_IN_A_MINUTE) return false;
    this.#lately.push(now());
    const set = await setAgain().then(
      () => true,
      () => false,
    );
    if (!set || this.over) return set;
    this.#times++;
    this.#parts.onSetAgain();
    return true;
  }

  #lost(interfaceThere: boolean): FieldbootError {
    const { interface: one, cidr } = this.#parts;
    const { name } = one;
    return interfaceThere
      ? new FieldbootError('ADDRESS_GONE', { cidr, name })
      : new FieldbootError('INTERFACE_GONE', { name });
  }
}

/** Whoever changed the prefix left the address usable. */
const sameAddress = (one: string, other: string): boolean => one.split('/')[0] === other.split('/')[0];
