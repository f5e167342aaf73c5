/** What the last installations of a profile needed, and what that says of one that runs. Pure. */
import type { Run, Sample } from './run.ts';

/** What an installation needed. */
interface Needed {
  /** From script to end, milliseconds. */
  readonly took: number;
  readonly bytes: number;
  readonly files: number;
  readonly toAnswers: number | null;
  /** Longest silence, milliseconds. */
  readonly quiet: number;
  /** Bytes over time; of several installations, those of the run nearest to the usual one. */
  readonly samples: readonly Sample[];
}

/** One installation that reported its end. */
export interface LearnedRun extends Needed {
  /** When it ended, milliseconds since 1970. */
  readonly at: number;
}

/** The latest runs of a profile, newest last. */
export interface Learned {
  readonly profile: string;
  readonly runs: readonly LearnedRun[];
}

/** What a machine with this profile may be expected to need. */
export interface Expected extends Needed {
  /** How many installations that is known from. */
  readonly from: number;
}

/** Older ones tell of other media, other packages, another link. */
const KEPT = 5;

/** Adds a run that ended. One that was short of its end says nothing and changes nothing. */
export function learn(learned: Learned, run: Run, served: { bytes: number; files: number }): Learned {
  if (run.finishedAt === null || run.samples.length === 0) return learned;
  const { toAnswers, quiet, samples, finishedAt: at } = run;
  const added: LearnedRun = { at, took: at - run.startedAt, ...served, toAnswers, quiet, samples };
  return { ...learned, runs: [...learned.runs, added].slice(-KEPT) };
}

/** The middle of what was seen, and the most where patience is asked for; null: nothing was seen yet. */
export function expectedOf({ runs }: Learned): Expected | null {
  if (runs.length === 0) return null;
  const took = median(runs.map((run) => run.took));
  const nearest = [...runs].sort((a, b) => Math.abs(a.took - took) - Math.abs(b.took - took))[0];
  const answers = runs.flatMap((run) => run.toAnswers ?? []);
  return {
    from: runs.length,
    took,
    bytes: median(runs.map((run) => run.bytes)),
    files: median(runs.map((run) => run.files)),
    toAnswers: answers.length === 0 ? null : Math.max(...answers),
    quiet: Math.max(...runs.map((run) => run.quiet)),
    samples: nearest?.samples ?? [],
  };
}

/** Progress stays below this until the installer says that it is done. */
const MOST = 0.98;

/**
 * Share of the time that is over, 0 to 0.98, of a run that has these bytes after `elapsed` milliseconds. Bytes say
 * where it stands; between two samples, where nothing is fetched, time moves it on, but not past the next one.
 */
export function shareDone(
  expected: Expected,
  { bytes, elapsed }: { bytes: number; elapsed: number },
): number {
  const { samples, took } = expected;
  const passed = samples.filter((sample) => sample.bytes <= bytes).at(-1);
  const next = samples.find((sample) => sample.bytes > bytes);
  const floor = passed?.after ?? 0;
  const ceiling = next?.after ?? took;
  return Math.min(Math.max(Math.min(elapsed, ceiling), floor) / Math.max(took, 1), MOST);
}

/** Milliseconds that are left: what remains of the usual time, at the pace this run has had so far. */
export function timeLeft(expected: Expected, { share, elapsed }: { share: number; elapsed: number }): number {
  const usual = expected.took * (1 - share);
  // Early on its own pace says little; the further it is, the more its pace counts.
  const own = share > 0 ? (elapsed * (1 - share)) / share : usual;
  return Math.round(usual * (1 - share) + own * share);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
