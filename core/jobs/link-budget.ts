/** How long so many machines take over one link, and in which batches it is quickest to wait for. Pure. */

export interface LinkLoad {
  readonly machines: number;
  /** Bytes that one machine fetches. */
  readonly bytes: number;
  /** Milliseconds that one machine takes alone, with the link to itself. */
  readonly took: number;
  readonly linkMbps: number;
}

export interface Budget {
  /** Milliseconds for all at once. */
  readonly together: number;
  /** Machines at a time that keep the link busy and no longer. */
  readonly batch: number;
  /** Milliseconds in batches of that size. */
  readonly inBatches: number;
}

/** What TCP over Ethernet leaves of the nominal rate: headers and gaps (1448 of 1538 bytes). */
const GOODPUT = 0.94;

/**
 * A machine fetches for a part of its time and works alone for the rest. Together, the link gives each its share: the
 * fetching of all takes `machines * bytes / rate`, and nobody is quicker than alone.
 */
export function linkBudget({ machines, bytes, took, linkMbps }: LinkLoad): Budget {
  const rate = (linkMbps * 1e6 * GOODPUT) / 8000;
  const fetch = bytes / rate;
  const alone = Math.max(took, fetch);
  const of = (count: number) => Math.max(alone, count * fetch + Math.max(0, alone - fetch));
  // So many fetch in the time that one of them takes: more only wait for one another.
  const batch = Math.min(machines, Math.max(1, Math.floor(alone / Math.max(fetch, 1))));
  const rounds = Math.ceil(machines / batch);
  return {
    together: Math.round(of(machines)),
    batch,
    // The next batch fetches while the one before works: only the fetching adds up.
    inBatches: Math.round(of(batch) + (rounds - 1) * Math.max(batch * fetch, alone)),
  };
}
