/** The engine's event stream, read with fetch because an EventSource cannot send the token in a header. */
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import {
  API_PREFIX,
  type Changed,
  changedSchema,
  type EventView,
  eventSchema,
} from '../../core/api/contract.ts';
import { connection } from './connection.ts';
import { headers, isRefusal } from './engine.ts';

/** The engine says something every 15 s; this long without a byte means that nobody is there, milliseconds. */
const SILENCE = 40_000;

export interface StreamReader {
  opened(): void;
  event(event: EventView): void;
  changed(what: Changed['what']): void;
}

/** How one connection ended. */
export type StreamEnd = 'ended' | 'refused';

/** Follows the stream until it ends or breaks (then it rejects). `after`: id of the last event known. */
export async function followEvents(
  reader: StreamReader,
  after: number | null,
  signal: AbortSignal,
): Promise<StreamEnd> {
  const quiet = new AbortController();
  const response = await fetch(`${connection.get().base}${API_PREFIX}/events`, {
    headers: headers({
      accept: 'text/event-stream',
      ...(after === null ? {} : { 'last-event-id': String(after) }),
    }),
    signal: AbortSignal.any([signal, quiet.signal]),
  });
  if (!response.ok || response.body === null) return refusalOrThrow(response);
  reader.opened();
  await pump(response.body, reader, () => quiet.abort());
  return 'ended';
}

async function refusalOrThrow(response: Response): Promise<StreamEnd> {
  if (isRefusal(response.status, await response.text())) return 'refused';
  throw new Error(`event stream: status ${response.status}`);
}

async function pump(
  body: ReadableStream<Uint8Array>,
  reader: StreamReader,
  giveUp: () => void,
): Promise<void> {
  const parser = createParser({ onEvent: (message) => dispatch(message, reader) });
  const decoder = new TextDecoder();
  const bytes = body.getReader();
  let watch = setTimeout(giveUp, SILENCE);
  try {
    for (;;) {
      const { done, value } = await bytes.read();
      if (done) return;
      clearTimeout(watch);
      watch = setTimeout(giveUp, SILENCE);
      parser.feed(decoder.decode(value, { stream: true }));
    }
  } finally {
    clearTimeout(watch);
  }
}

/** A message of a later version that this window does not understand is passed over. */
function dispatch(message: EventSourceMessage, reader: StreamReader): void {
  const data = readJson(message.data);
  if (message.event === 'event') {
    const event = eventSchema.safeParse(data);
    if (event.success) reader.event(event.data);
  } else if (message.event === 'changed') {
    const changed = changedSchema.safeParse(data);
    if (changed.success) reader.changed(changed.data.what);
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
