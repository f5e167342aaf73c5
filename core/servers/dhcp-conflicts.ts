/**
 * Looking whether somebody else uses an address before it is offered (RFC 2131, section 2.2), with a limit on how long
 * and on how many at once.
 */

/**
 * Longest time an offer waits for conflict probes, in ms. PXE ROMs ask again after 4 s, iPXE after 1 s and then gives
 * twice the time each; an offer that comes after the repetition is still taken, but the screen has stood still.
 */
export const PROBE_BUDGET_MS = 900;

/**
 * Most clients whose address is probed at the same time: a rack's worth. The next ones get an unprobed offer (they
 * probe by ARP), and the kernel's table of neighbours (1024 entries) is not filled up.
 */
const MAX_PROBES = 256;

export interface ConflictParts {
  /** Whether some other machine than `mac` answers at an address. */
  readonly addressInUse: (address: string, mac: string) => Promise<boolean>;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** Probes that are under way; `Question` is what a client asked while its address is looked at. */
export class ConflictCheck<Question> {
  readonly #parts: ConflictParts;
  /** MAC -> the client's latest question. */
  readonly #waiting = new Map<string, Question>();

  constructor(parts: ConflictParts) {
    this.#parts = parts;
  }

  /** When a look that begins now has to end, in ms since 1970. */
  deadline(): number {
    return this.#parts.clock() + PROBE_BUDGET_MS;
  }

  /** A client that asks again while its address is probed is answered once, and to its latest question. */
  joins(mac: string, question: Question): boolean {
    if (!this.#waiting.has(mac)) return false;
    this.#waiting.set(mac, question);
    return true;
  }

  mayBegin(deadline: number): boolean {
    return this.#waiting.size < MAX_PROBES && this.#parts.clock() < deadline;
  }

  /** Resolves to the verdict and the client's latest question. */
  async look(
    address: string,
    mac: string,
    question: Question,
    deadline: number,
  ): Promise<{ inUse: boolean; latest: Question }> {
    this.#waiting.set(mac, question);
    const inUse = await this.#isInUse(address, mac, deadline);
    const latest = this.#waiting.get(mac) ?? question;
    this.#waiting.delete(mac);
    return { inUse, latest };
  }

  /** No news within the budget is good news, and so is a probe that fails: the client probes as well. */
  async #isInUse(address: string, mac: string, deadline: number): Promise<boolean> {
    const { addressInUse, clock, sleep } = this.#parts;
    const silence = sleep(Math.max(0, deadline - clock())).then(() => false);
    try {
      return await Promise.race([addressInUse(address, mac), silence]);
    } catch {
      return false;
    }
  }
}
