/**
 * How long to wait for an answer before sending again, from the round trips that were seen (RFC 6298, Jacobson's
 * estimate). A cable that loses one frame in ten costs a fixed half second each time; this costs what the client takes.
 */

/** Milliseconds, both. */
export interface RoundTrip {
  /** SRTT: round trips, smoothed. */
  readonly smoothed: number;
  /** RTTVAR: how far they are apart, smoothed. */
  readonly deviation: number;
}

/** RFC 6298, section 2: alpha and beta. */
const SHARE_OF_NEW = 1 / 8;
const SHARE_OF_NEW_DEVIATION = 1 / 4;

/**
 * The least wait, milliseconds. RFC 6298 has a second, for the internet; on one cable the round trip is below a
 * millisecond, and this leaves firmware the time to draw its progress bar. Being wrong costs one packet.
 */
const LEAST = 100;

/** The clock's grain (G): a client that is always as fast must not be sent to again at the moment it answers. */
const GRAIN = 20;

/** The estimate after one more round trip, which must be of a packet that was sent once (Karn's rule). */
export function measured(before: RoundTrip | undefined, tookMs: number): RoundTrip {
  if (before === undefined) return { smoothed: tookMs, deviation: tookMs / 2 };
  const off = Math.abs(before.smoothed - tookMs);
  return {
    smoothed: before.smoothed + SHARE_OF_NEW * (tookMs - before.smoothed),
    deviation: before.deviation + SHARE_OF_NEW_DEVIATION * (off - before.deviation),
  };
}

/** How long an answer may take, milliseconds (RTO). */
export const patienceOf = ({ smoothed, deviation }: RoundTrip): number =>
  Math.max(LEAST, smoothed + Math.max(GRAIN, 4 * deviation));
