/**
 * Machines that do not put split offers together.
 *
 * Some UEFI PXE (HP notebooks, ProLiant Gen9: garybowers/bootimus issue 77, danderson/netboot issue 43) sees the
 * address of one server and the boot file of another and goes on asking. What helps is one offer with both. The
 * technician, or a policy, lets such a machine, and no other, have an address of a small range kept for that.
 */

/** What is remembered of a machine between its packets. */
export interface SplitOfferWatch {
  /** Transaction and `secs` of its latest DISCOVER. */
  readonly xid: number;
  readonly secs: number;
  /** Time of its latest DISCOVER, milliseconds. */
  readonly at: number;
  /** DISCOVERs of this attempt to boot that we answered. */
  readonly answered: number;
  /** Earlier attempts in which we answered at least twice and no REQUEST followed. */
  readonly failed: number;
}

/** A DISCOVER, as far as it matters here. */
export interface Heard {
  readonly xid: number;
  readonly secs: number;
}

/** An attempt fails when this many answered DISCOVERs are followed by no REQUEST. */
const ANSWERED_IN_VAIN = 2;
/** So many attempts, one after the other, and the machine is said to ignore split offers. */
const FAILED_ATTEMPTS = 2;
/** After this pause, milliseconds, a DISCOVER belongs to another attempt: PXE waits 4, 8, 16 and 32 s (PXE 2.1). */
const ATTEMPT_PAUSE = 60_000;

/** Takes a DISCOVER that we answered into account. A REQUEST, to whomever, is the end of the watch. */
export function watchDiscover(
  before: SplitOfferWatch | undefined,
  heard: Heard,
  now: number,
): SplitOfferWatch {
  const { xid, secs } = heard;
  if (before === undefined) return { xid, secs, at: now, answered: 1, failed: 0 };
  if (isSameAttempt(before, heard, now))
    return { ...before, xid, secs, at: now, answered: before.answered + 1 };
  const failed = before.answered >= ANSWERED_IN_VAIN ? before.failed + 1 : 0;
  return { xid, secs, at: now, answered: 1, failed };
}

/** Whether the machine has shown that it ignores split offers. */
export function ignoresSplitOffers({ answered, failed }: SplitOfferWatch): boolean {
  return failed + (answered >= ANSWERED_IN_VAIN ? 1 : 0) >= FAILED_ATTEMPTS;
}

/** Some ROMs keep the transaction when they ask again, others keep counting the seconds. */
function isSameAttempt(before: SplitOfferWatch, { xid, secs }: Heard, now: number): boolean {
  return now - before.at <= ATTEMPT_PAUSE && (xid === before.xid || secs > before.secs);
}

/** What is done about a machine that ignores split offers: nothing, a question to the technician, or at once. */
export type RescuePolicy = 'ask' | 'auto';

export interface RescueFacts {
  readonly watch: SplitOfferWatch | undefined;
  /** Whether there is a range to give from, and what to do by itself. */
  readonly policy: RescuePolicy | null;
  /** Whether the technician has allowed this machine. */
  readonly allowed: boolean;
}

/** `propose`: tell the technician, once for each machine; `rescue`: a complete lease; `none`: split offers as usual. */
export type RescueDecision = 'none' | 'propose' | 'rescue';

export function decideRescue({ watch, policy, allowed }: RescueFacts): RescueDecision {
  if (policy !== null && allowed) return 'rescue';
  if (watch === undefined || !ignoresSplitOffers(watch)) return 'none';
  return policy === 'auto' ? 'rescue' : 'propose';
}
