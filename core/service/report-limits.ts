/**
 * How much one installation may report. Its token stands in files that more than the installer can read, and every
 * report is kept; so both the number and the time after the end have a bound.
 */
import type { Assignment } from '../images/machine.ts';

/** Kinds of reports, and how many of each one start of an installer may send. */
const MOST: Readonly<Record<ReportKind, number>> = {
  // Ubuntu tells every step it takes, of which few become events.
  curtin: 5_000,
  stage: 300,
  disks: 20,
  log: 10,
  failed: 50,
  finished: 200,
};

export type ReportKind = 'curtin' | 'stage' | 'disks' | 'log' | 'failed' | 'finished';

/** How long after the end its last hooks may still report, milliseconds. */
export const LATE_HOOKS = 10 * 60_000;

interface Count {
  readonly installation: string;
  readonly of: Map<ReportKind, number>;
}

export class ReportLimits {
  readonly #counts = new Map<string, Count>();

  /**
   * Why a report is not taken note of; null: it is, and it counts. `endedAt`: when the installation ended, milliseconds
   * since 1970, null while it has not; `now` likewise.
   */
  refuse(assignment: Assignment, kind: ReportKind, endedAt: number | null, now: number): string | null {
    if (endedAt !== null && now - endedAt > LATE_HOOKS)
      return 'this installation has ended; only the technician arms it again';
    const { of } = this.#countOf(assignment);
    const count = (of.get(kind) ?? 0) + 1;
    if (count > MOST[kind]) return `this installation has sent more than ${MOST[kind]} reports of this kind`;
    of.set(kind, count);
    return null;
  }

  /** Counts begin anew with each start of the installer. */
  #countOf({ mac, token, starts }: Assignment): Count {
    const installation = `${token} ${starts}`;
    const before = this.#counts.get(mac);
    if (before?.installation === installation) return before;
    const fresh = { installation, of: new Map<ReportKind, number>() };
    this.#counts.set(mac, fresh);
    return fresh;
  }
}
