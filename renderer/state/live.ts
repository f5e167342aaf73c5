/** Keeps what the window knows true: follows the engine's events and reads a list again when it changed. */
import type { QueryClient } from '@tanstack/react-query';
import { type Changed, changedSchema, type EventView } from '../../core/api/contract.ts';
import { findEngine, link } from './connection.ts';
import { followEvents, type StreamReader } from './event-stream.ts';
import { eventsKey, keyOf } from './queries.ts';
import { coalesce } from './refresh.ts';

/** Waits between attempts, milliseconds; the last one repeats. */
const WAITS = [300, 1000, 2000, 4000, 8000] as const;
/** Least time between two readings of a list, milliseconds: a crowd that reports must leave time to draw. */
const GAP = 400;
/** Events a timeline keeps in memory. */
export const TIMELINE_LENGTH = 300;

/** Starts following; returns the way to stop. */
export function startLive(client: QueryClient): () => void {
  const stop = new AbortController();
  void keepFollowing(client, stop.signal);
  return () => stop.abort();
}

async function keepFollowing(client: QueryClient, signal: AbortSignal): Promise<void> {
  let last: number | null = null;
  let failures = 0;
  const readAgain = readers(client);
  const reader: StreamReader = {
    opened() {
      failures = 0;
      link.set('live');
      void client.invalidateQueries();
    },
    event(event) {
      last = Math.max(last ?? 0, event.id);
      addToTimeline(client, event);
    },
    changed: (what) => readAgain[what](),
  };
  while (!signal.aborted) {
    const end = await attempt(reader, last, signal);
    if (signal.aborted) return;
    link.set(end === 'refused' ? 'refused' : 'lost');
    await pause(WAITS[Math.min(failures, WAITS.length - 1)] ?? 8000, signal);
    failures += 1;
  }
}

/** One for each list: reads it again. */
function readers(client: QueryClient): Record<Changed['what'], () => void> {
  const reader = (what: Changed['what']) =>
    coalesce(() => client.invalidateQueries({ queryKey: keyOf(what) }), GAP);
  const all = changedSchema.shape.what.options.map((what) => [what, reader(what)] as const);
  return Object.fromEntries(all) as Record<Changed['what'], () => void>;
}

async function attempt(reader: StreamReader, last: number | null, signal: AbortSignal) {
  try {
    await findEngine();
    return await followEvents(reader, last, signal);
  } catch {
    return 'broken';
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Adds an event to a timeline that is open; one that is being read is read again, so that nothing falls between. */
function addToTimeline(client: QueryClient, event: EventView): void {
  if (event.mac === null) return;
  const key = eventsKey(event.mac);
  const state = client.getQueryState<EventView[]>(key);
  if (state === undefined) return;
  if (state.fetchStatus === 'fetching' || state.data === undefined) {
    void client.invalidateQueries({ queryKey: key });
    return;
  }
  client.setQueryData<EventView[]>(key, (known = []) =>
    known.some(({ id }) => id === event.id) ? known : [...known, event].slice(-TIMELINE_LENGTH),
  );
}
