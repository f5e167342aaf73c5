/** How fast a machine is served, from transfers that ended. Pure. */

export interface Speed {
  /** End of the latest transfer, milliseconds since 1970. */
  readonly at: number;
  /** Bytes that fade with time: what is left of all that was served. */
  readonly fading: number;
}

/** What was served so long ago counts half, milliseconds. */
const HALF_LIFE = 5_000;

/** After a transfer of `bytes` that ended now. */
export function served(speed: Speed | undefined, bytes: number, now: number): Speed {
  return { at: now, fading: (speed ? faded(speed, now) : 0) + bytes };
}

/** Bytes per second, rounded; 0 when nothing was served lately. */
export function rateOf(speed: Speed | undefined, now: number): number {
  if (speed === undefined) return 0;
  // A steady rate r fades into r * HALF_LIFE / ln 2.
  return Math.round((faded(speed, now) * Math.LN2 * 1000) / HALF_LIFE);
}

const faded = ({ at, fading }: Speed, now: number): number => fading * 2 ** (-(now - at) / HALF_LIFE);
