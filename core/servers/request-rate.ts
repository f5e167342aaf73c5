/** What one address, and all together, may ask in a second. */
export interface RateLimits {
  readonly perClient: number;
  readonly total: number;
}

/**
 * Counts requests second by second. It forgets everything each second, so a flood costs no memory that lasts, and what
 * a flood costs at all is bounded by `total`.
 */
export class RequestRate {
  readonly #limits: RateLimits;
  readonly #asked = new Map<string, number>();
  #second = Number.NEGATIVE_INFINITY;
  #total = 0;

  constructor(limits: RateLimits) {
    this.#limits = limits;
  }

  /** Whether a request from `address` at `now` (milliseconds) is within the limits; counts it when it is. */
  allows(address: string, now: number): boolean {
    if (now - this.#second >= 1000) this.#begin(now);
    const asked = this.#asked.get(address) ?? 0;
    if (asked >= this.#limits.perClient || this.#total >= this.#limits.total) return false;
    this.#asked.set(address, asked + 1);
    this.#total++;
    return true;
  }

  #begin(now: number): void {
    this.#second = now;
    this.#total = 0;
    this.#asked.clear();
  }
}
