/** Whether and when an engine that ended by itself is started again. Pure. */
import type { ErrorCode } from '../core/errors.ts';

/** How one run of the engine ended. */
export interface Ending {
  /** Code of the last problem it told; null when it told none. */
  readonly code: ErrorCode | null;
  /** Milliseconds it was ready for; null when it never was. */
  readonly readyMs: number | null;
}

export interface Verdict {
  /** Ends in a row without a good run between them. */
  readonly failures: number;
  /** Milliseconds until the next start; null: only a person can help. */
  readonly restartInMs: number | null;
}

/** Starting again cannot help before somebody has done something. */
const HOPELESS: readonly (ErrorCode | null)[] = ['DATA_IN_USE', 'DATA_UNUSABLE', 'DISK_FULL'];
/** A run of this length was a good one: what ended it is not what ended the run before. */
const GOOD_RUN_MS = 60_000;
/**
 * Pauses before the first, second, … start in a row. The first is short, because an installer that lost its HTTP
 * connection asks again within seconds; together they give a stuck port or disk two minutes.
 */
const PAUSES_MS = [250, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 30_000, 30_000];

/** Judges an ending, after so many failures in a row before it. */
export function afterEnding({ code, readyMs }: Ending, failuresBefore: number): Verdict {
  const failures = (readyMs ?? 0) >= GOOD_RUN_MS ? 1 : failuresBefore + 1;
  const restartInMs = HOPELESS.includes(code) ? null : (PAUSES_MS[failures - 1] ?? null);
  return { failures, restartInMs };
}
