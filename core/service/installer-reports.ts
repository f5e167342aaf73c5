/** What a machine's installer reports, taken note of: stages, its disks, its log, its failure, its end. */
import { readDisks } from '../images/form/disk.ts';
import type { Assignment } from '../images/machine.ts';
import type { Failure } from '../progress/timeline.ts';
import type { MachineReport } from '../tree/machine-files.ts';
import { printable } from '../wire/text.ts';
import { type CurtinStep, readCurtin } from './curtin.ts';
import type { Hub } from './hub.ts';
import type { InstallerLogs } from './installer-logs.ts';
import type { Machines } from './machines.ts';
import { type ReportKind, ReportLimits } from './report-limits.ts';

export interface InstallerReportsParts {
  readonly hub: Hub;
  readonly machines: Machines;
  /** Where the logs go that installers bring. */
  readonly logs: Pick<InstallerLogs, 'keep'>;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

export class InstallerReports {
  readonly #parts: InstallerReportsParts;
  readonly #limits = new ReportLimits();

  constructor(parts: InstallerReportsParts) {
    this.#parts = parts;
  }

  /** Takes note of a report with the right token; why not, where it does not. */
  note(assignment: Assignment, { state, detail, content }: MachineReport): string | null {
    const kind = kindOf(state);
    const refused = this.#limits.refuse(assignment, kind, this.#endedAt(assignment), this.#parts.clock());
    if (refused !== null) return refused;
    const { mac } = assignment;
    if (kind === 'finished') this.#finished(assignment);
    else if (kind === 'failed') this.#failed(assignment, reasonOf(detail), failedBy(detail));
    else if (kind === 'log') return this.#log(mac, content);
    else if (kind === 'curtin') this.#curtin(assignment, readCurtin(content));
    else if (kind === 'disks') this.#parts.machines.hasDisks(mac, readDisks(detail.get('list') ?? ''));
    else this.#stage(mac, stageOf(state));
    return null;
  }

  /** When the machine was last seen to be done with it; null while it is armed. */
  #endedAt({ mac, phase }: Assignment): number | null {
    if (phase !== 'installed') return null;
    const { state, since } = this.#parts.machines.timeline(mac);
    return state === 'installed' || state === 'local' ? since : 0;
  }

  #finished(assignment: Assignment): void {
    if (assignment.phase !== 'installed') this.#parts.machines.finished(assignment);
  }

  /** A stage that is told again and again is told once. */
  #stage(mac: string, stage: string): void {
    const now = this.#parts.machines.timeline(mac);
    if (now.state === 'installing' && now.stage === stage) return;
    this.#parts.hub.emit({ mac, kind: 'reported', detail: { stage } });
  }

  #log(mac: string, content: Uint8Array | undefined): string | null {
    if (content === undefined) return 'no log came with it';
    const file = this.#parts.logs.keep(mac, content);
    this.#parts.hub.emit({ mac, kind: 'log', detail: { file, bytes: content.length } });
    return null;
  }

  /** Ubuntu's installer tells each of its steps. */
  #curtin(assignment: Assignment, step: CurtinStep | null): void {
    if (step === null) return;
    if (step.failed) this.#failed(assignment, step.text, 'installer');
    else this.#stage(assignment.mac, step.text);
  }

  /** A failure that is told again in the same words is told once. */
  #failed({ mac, profile }: Assignment, reason: string, by: Failure): void {
    const now = this.#parts.machines.timeline(mac);
    if (now.state === 'failed' && now.problem === reason && now.failedBy === by) return;
    this.#parts.hub.emit({ mac, kind: 'failed', detail: { profile, reason, by } });
  }
}

const KINDS: readonly ReportKind[] = ['finished', 'failed', 'log', 'curtin', 'disks'];

const kindOf = (state: string): ReportKind => KINDS.find((one) => one === state) ?? 'stage';

/** `stage/partitioning` -> `partitioning`; what a stranger could put there is cut. */
const stageOf = (state: string): string => printable(state.replace(/^stage\//, ''), 60);

/** Reasons that our own scripts give in one word: iPXE has no way to say more than which step failed. */
const REASONS: Readonly<Record<string, string>> = {
  loader: 'The loader could not fetch or start the kernel.',
};

/** A loader has erased nothing: its failures do not count as starts of an installer. */
const failedBy = (detail: ReadonlyMap<string, string>): Failure =>
  detail.get('reason') === 'loader' ? 'loader' : 'installer';

function reasonOf(detail: ReadonlyMap<string, string>): string {
  const reason = detail.get('reason') || 'The installer said that it failed.';
  return Object.hasOwn(REASONS, reason) ? (REASONS[reason] ?? reason) : printable(reason, 300);
}
