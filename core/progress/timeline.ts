/** A machine's events folded into a state and a progress figure. Pure: the window, the store and the tests share it. */
import type { BootEvent } from './events.ts';
import { advanceRun, type Run } from './run.ts';

export const MACHINE_STATES = [
  /** Seen on the wire, has not asked for a boot script yet. */
  'new',
  /** Asks for a script, nothing is assigned. */
  'waiting',
  /** Assigned; the loader, kernel or initrd is on its way. */
  'booting',
  /** The installer is at work. */
  'installing',
  /** A system runs from the network; nothing is installed. */
  'running',
  /** The installer reported its end. */
  'installed',
  /** It was sent to its own disk. */
  'local',
  'failed',
] as const;

export type MachineState = (typeof MACHINE_STATES)[number];

export const FAILURES = ['installer', 'loader', 'plan'] as const;
export type Failure = (typeof FAILURES)[number];

export interface Timeline {
  readonly state: MachineState;
  /** When it entered this state; milliseconds since 1970. */
  readonly since: number;
  /** 0 to 1; null when nothing is known. */
  readonly progress: number | null;
  /** Last step seen: `loader`, `kernel`, `packages`, or a stage the installer reported. */
  readonly stage: string | null;
  /** Bytes and files served for this installation. */
  readonly bytes: number;
  readonly files: number;
  /** What is wrong, in one sentence; null when nothing is. */
  readonly problem: string | null;
  /** Who said that it failed: its installer, which may have erased and written, or we, who start nothing. */
  readonly failedBy?: Failure;
  /** Stage that shows that somebody has answered what its answers leave open; absent or empty: they leave nothing open. */
  readonly asksUntil?: string;
  /** The installation that runs or ran last; absent before the first. */
  readonly run?: Run;
}

export const NEW_TIMELINE: Timeline = {
  state: 'new',
  since: 0,
  progress: null,
  stage: null,
  bytes: 0,
  files: 0,
  problem: null,
};

/** The state after one more event. An event that says nothing about the state leaves it as it is. */
export function advance(timeline: Timeline, event: BootEvent): Timeline {
  const run = advanceRun(timeline.run ?? null, event);
  const next = { ...timeline, ...change(timeline, event), ...(run === null ? {} : { run }) };
  return next.state === timeline.state && timeline.since !== 0 ? next : { ...next, since: event.at };
}

/** Folds a machine's events, oldest first. */
export function timelineOf(events: Iterable<BootEvent>): Timeline {
  let timeline = NEW_TIMELINE;
  for (const event of events) timeline = advance(timeline, event);
  return timeline;
}

type Change = Partial<Timeline>;

function change(now: Timeline, event: BootEvent): Change {
  switch (event.kind) {
    case 'waiting':
      return { state: 'waiting', stage: 'waiting', progress: null, problem: null };
    case 'queued':
      return { state: 'waiting', stage: 'queued', progress: null, problem: null };
    case 'assigned':
      return now.state === 'installing' ? {} : { ...RESET, state: now.state === 'new' ? 'new' : 'booting' };
    case 'unassigned':
      return { ...RESET, state: now.state === 'new' ? 'new' : 'waiting' };
    case 'script':
      return { ...RESET, state: 'booting', stage: 'script', progress: 0 };
    case 'loader':
      return now.state === 'new' ? { stage: 'loader' } : {};
    case 'kernel':
    case 'initrd':
      return { state: 'booting', stage: event.kind, ...served(now, event) };
    case 'running':
      return running(now, event);
    case 'answers':
      if (event.detail.purpose === 'run') return { stage: 'answers', ...served(now, event) };
      return { state: 'installing', stage: 'answers', ...asking(event), ...served(now, event) };
    case 'installing':
      return inInstaller(now, event);
    case 'reported':
      return { problem: null, ...inInstaller(now, event), ...questionOf(String(event.detail.stage)) };
    case 'finished':
      return { state: 'installed', stage: 'finished', progress: 1, problem: null };
    case 'local-boot':
      return { state: 'local', stage: 'local-boot', problem: null };
    case 'failed':
      // What a finished installation still reports is not a failure of it.
      if (now.state === 'installed' || now.state === 'local') return {};
      return {
        state: 'failed',
        problem: String(event.detail.reason ?? 'the installation failed'),
        failedBy: FAILURES.find((by) => by === event.detail.by) ?? 'plan',
      };
    default:
      return {};
  }
}

const RESET = { progress: null, stage: null, bytes: 0, files: 0, problem: null, asksUntil: '' } as const;

/** Stages at which an installer stands still and asks somebody. */
const QUESTIONS: Readonly<Record<string, string>> = {
  'choose-disk': 'It has no disk, or several to choose from: it asks on its own screen which one to erase.',
};

const questionOf = (stage: string): Change => {
  const problem = QUESTIONS[stage];
  return problem === undefined ? {} : { problem };
};

/** What its answers leave open, its installer asks on its own screen, and stands still until it is told. */
const ASKS_PASSWORD =
  'Its profile has no password and no SSH key: it asks for one on its own screen and waits there.';

function asking({ detail }: BootEvent): Change {
  const asksUntil = String(detail.asksUntil ?? '');
  return { asksUntil, problem: asksUntil === '' ? null : ASKS_PASSWORD };
}

/** Late packets of a finished installation change the figures, never the state. */
function inInstaller(now: Timeline, event: BootEvent): Change {
  if (now.state === 'installed' || now.state === 'local') return served(now, event);
  if (now.state === 'running')
    return { stage: String(event.detail.stage ?? now.stage), ...served(now, event) };
  const stage = String(event.detail.stage ?? now.stage);
  const asks = Boolean(now.asksUntil) && stage !== now.asksUntil && stage !== 'finishing';
  const stays = event.kind === 'installing' && now.state !== 'failed' && now.problem !== ASKS_PASSWORD;
  return {
    state: 'installing',
    problem: asks ? ASKS_PASSWORD : stays ? now.problem : null,
    stage,
    ...(asks ? {} : { asksUntil: '' }),
    ...served(now, event),
  };
}

/** Nobody reports an end: there is no figure. A system that was sent to its disk meanwhile may still read. */
function running(now: Timeline, event: BootEvent): Change {
  if (now.state === 'local') return served(now, event);
  return { state: 'running', stage: 'running', problem: null, ...served(now, event), progress: null };
}

/** `total*` are running totals that the engine counted; `progress` its estimate, never going back. */
function served(now: Timeline, event: BootEvent): Change {
  const { bytes, files, progress } = event.detail;
  return {
    bytes: Math.max(now.bytes, Number(bytes ?? 0)),
    files: Math.max(now.files, Number(files ?? 0)),
    progress: progress === undefined ? now.progress : Math.max(now.progress ?? 0, Number(progress)),
  };
}
