/** Whether somebody on the cable already has an address. */

import { setTimeout as wait } from 'node:timers/promises';
import type { DatagramPort } from '../servers/datagram.ts';
import { type Neighbour, readNeighbours } from './neighbours.ts';
import { openUdpPort } from './sockets.ts';

/** Port of the discard protocol (RFC 863): the datagram is only there to make the kernel ask by ARP. */
const DISCARD = 9;
const WAIT = { total: 300, step: 20 };

/**
 * Whether a machine other than `exceptMac` answers for an IPv4 address (RFC 2131 section 2.2 asks to probe before
 * an address is reused). Takes up to 300 ms when nobody answers, a few when somebody does; no rights are needed.
 *
 * An entry left from a machine that has gone counts as in use, but the datagram makes the kernel look again, so the
 * next question after about 10 seconds gets the truth: a `true` is not to be remembered for long.
 *
 * Only Linux has the table; elsewhere the answer is false, and the client's own check (DHCPDECLINE) is what is left.
 */
export async function addressInUse(name: string, address: string, exceptMac: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const look = looks.get(name) ?? new Look(name);
  looks.set(name, look);
  return look.ask(address, exceptMac);
}

/** Interfaces on which somebody is looked for right now. */
const looks = new Map<string, Look>();

interface Question {
  readonly address: string;
  readonly exceptMac: string;
  /** On the clock of `performance.now()`. */
  readonly until: number;
  readonly answer: (inUse: boolean) => void;
}

/** One socket, and one reading of the table each step, for all who are looked for at the same time. */
class Look {
  readonly #name: string;
  readonly #port: Promise<DatagramPort | undefined>;
  readonly #questions = new Set<Question>();

  constructor(name: string) {
    this.#name = name;
    // Fails without words: an interface that has gone has no neighbours.
    this.#port = openUdpPort({ interface: name, address: '0.0.0.0', port: 0, door: 'ARP' }).catch(
      () => undefined,
    );
  }

  ask(address: string, exceptMac: string): Promise<boolean> {
    return new Promise((answer) => {
      const until = performance.now() + WAIT.total;
      this.#questions.add({ address, exceptMac: exceptMac.toLowerCase(), until, answer });
      if (this.#questions.size === 1) void this.#watch();
      void this.#provoke(address);
    });
  }

  /** Makes the kernel ask by ARP; a network that is not reached has no neighbours. */
  async #provoke(address: string): Promise<void> {
    const port = await this.#port;
    await port?.send(new Uint8Array(1), address, DISCARD).catch(() => {});
  }

  async #watch(): Promise<void> {
    while (this.#questions.size > 0) {
      await wait(WAIT.step);
      this.#settle(await readNeighbours(), performance.now());
    }
    looks.delete(this.#name);
    const port = await this.#port;
    await port?.close();
  }

  #settle(table: readonly Neighbour[], now: number): void {
    const holders = holdersOn(table, this.#name);
    for (const question of this.#questions) {
      const holder = holders.get(question.address) ?? question.exceptMac;
      const inUse = holder !== question.exceptMac;
      if (!inUse && now < question.until) continue;
      this.#questions.delete(question);
      question.answer(inUse);
    }
  }
}

/** Address -> MAC of whoever answers for it on an interface. */
export function holdersOn(table: readonly Neighbour[], name: string): ReadonlyMap<string, string> {
  const here = table.filter((one) => one.complete && one.interface === name);
  return new Map(here.map(({ address, mac }) => [address, mac]));
}
