/** What was told lately: a machine that asks again and again is told of once, and a flood of news is cut. */

/** How long the same is not told again, milliseconds. */
const REPEAT_AFTER = 60_000;

export class Repeats {
  readonly #told = new Map<string, number>();
  readonly #most: number;

  /** @param most different things in one minute; more are as good as told. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Whether this was told within the last minute, or enough else was. `now` in milliseconds. */
  has(what: string, now: number): boolean {
    const before = this.#told.get(what);
    if (before !== undefined && now - before < REPEAT_AFTER) return true;
    if (this.#told.size >= this.#most) this.#forget(now);
    if (this.#told.size >= this.#most) return true;
    this.#told.set(what, now);
    return false;
  }

  #forget(now: number): void {
    for (const [what, at] of this.#told) if (now - at >= REPEAT_AFTER) this.#told.delete(what);
  }
}
