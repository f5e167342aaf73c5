/**
 * Calls to one file, a few at a time. A disk that does not answer keeps the threads that wait for it, and Node has few of
 * them for all files: while the calls that are out have brought nothing for longer than `patienceMs`, nobody else waits.
 */
export interface PatienceOptions {
  /** Calls at a time. */
  readonly most?: number;
  readonly patienceMs?: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
}

const MOST = 4;
/** A disk that spins up takes 5 to 10 s, one with a bad sector longer. */
const PATIENCE_MS = 15_000;

interface Waiting {
  go(): void;
  giveUp(): void;
}

export class Patience {
  readonly #most: number;
  readonly #patienceMs: number;
  readonly #now: () => number;
  readonly #waiting: Waiting[] = [];
  #out = 0;
  /** When the first of the calls that are out was made, or the last one came back. */
  #since = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor({
    most = MOST,
    patienceMs = PATIENCE_MS,
    now = () => performance.now(),
  }: PatienceOptions = {}) {
    this.#most = most;
    this.#patienceMs = patienceMs;
    this.#now = now;
  }

  /** Makes a call when there is room for it; rejects with what `silent` makes while nothing comes back. */
  async run<T>(call: () => Promise<T>, silent: () => Error): Promise<T> {
    if (this.#out > 0 && this.#now() - this.#since > this.#patienceMs) throw silent();
    if (this.#out >= this.#most) await this.#turn(silent);
    if (this.#out === 0) this.#since = this.#now();
    this.#out += 1;
    try {
      return await call();
    } finally {
      this.#out -= 1;
      this.#since = this.#now();
      this.#waiting.shift()?.go();
    }
  }

  #turn(silent: () => Error): Promise<void> {
    this.#timer ??= setInterval(() => this.#check(), this.#patienceMs).unref();
    return new Promise((go, reject) => this.#waiting.push({ go, giveUp: () => reject(silent()) }));
  }

  #check(): void {
    if (this.#now() - this.#since > this.#patienceMs)
      for (const waiting of this.#waiting.splice(0)) waiting.giveUp();
    if (this.#waiting.length > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
