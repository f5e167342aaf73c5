/** One installation as it goes: when it began, how bytes grew with time, how long it was silent. Pure. */
import type { BootEvent } from './events.ts';

/** So many bytes served after so long. */
export interface Sample {
  /** Milliseconds since the script. */
  readonly after: number;
  readonly bytes: number;
}

export interface Run {
  /** When its script was handed out, milliseconds since 1970. */
  readonly startedAt: number;
  /** Latest sign of it. */
  readonly lastAt: number;
  /** Last RAM disk or kernel; null before. */
  readonly loadedAt: number | null;
  /** From the RAM disk to the answers, milliseconds; null before they were fetched. */
  readonly toAnswers: number | null;
  /** Longest silence since the answers, milliseconds. */
  readonly quiet: number;
  /** Ascending; at most MOST_SAMPLES. */
  readonly samples: readonly Sample[];
  /** When it finished; null before. */
  readonly finishedAt: number | null;
}

/** Enough to see an installation's shape; when there are more, every second one is dropped. */
const MOST_SAMPLES = 48;

/** The run after one more event; null while nothing is installed. */
export function advanceRun(run: Run | null, event: BootEvent): Run | null {
  if (event.kind === 'script') return begun(event.at);
  if (run === null || run.finishedAt !== null) return run;
  switch (event.kind) {
    case 'kernel':
    case 'initrd':
      return sampled({ ...run, loadedAt: event.at }, event);
    case 'answers':
      return sampled(
        { ...run, toAnswers: run.toAnswers ?? event.at - (run.loadedAt ?? run.startedAt) },
        event,
      );
    case 'installing':
    case 'reported':
    case 'syslog':
      return sampled(quieter(run, event.at), event);
    case 'finished':
      return { ...quieter(run, event.at), lastAt: event.at, finishedAt: event.at };
    default:
      return run;
  }
}

const begun = (at: number): Run => ({
  startedAt: at,
  lastAt: at,
  loadedAt: null,
  toAnswers: null,
  quiet: 0,
  samples: [],
  finishedAt: null,
});

const quieter = (run: Run, at: number): Run => ({ ...run, quiet: Math.max(run.quiet, at - run.lastAt) });

function sampled(run: Run, { at, detail }: BootEvent): Run {
  const bytes = Number(detail.bytes ?? 0);
  const before = run.samples.at(-1)?.bytes ?? -1;
  if (bytes <= before) return { ...run, lastAt: at };
  const samples = [...run.samples, { after: at - run.startedAt, bytes }];
  return { ...run, lastAt: at, samples: samples.length > MOST_SAMPLES ? thinned(samples) : samples };
}

/** Every second sample, the last of them kept. */
const thinned = (samples: readonly Sample[]): Sample[] =>
  samples.filter((_, n) => n % 2 === 1 || n === samples.length - 1);
