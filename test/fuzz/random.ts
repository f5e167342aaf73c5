/** Chance that can be repeated: the same seed makes the same packets on every machine. */

export interface Chance {
  /** 0 to `below` - 1. */
  below(below: number): number;
  /** Whether something happens that happens once in `n`. */
  oneIn(n: number): boolean;
  pick<T>(choices: readonly T[]): T;
  bytes(length: number): Uint8Array;
}

/** @param seed any whole number. */
export function chance(seed: number): Chance {
  let state = seed >>> 0;
  // mulberry32: 32 bits of state are enough for a million packets.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number): number => next() % limit;
  return {
    below,
    oneIn: (n) => below(n) === 0,
    pick: (choices) => choices[below(choices.length)] as (typeof choices)[number],
    bytes: (length) => Uint8Array.from({ length }, () => below(256)),
  };
}
