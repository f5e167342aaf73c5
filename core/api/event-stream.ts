/** Events as server-sent events: what was missed first, then live, with changed lists told at most four times a second. */
import type { ServerResponse } from 'node:http';
import type { BootEvent } from '../progress/events.ts';
import type { ChangedList, Hub } from '../service/hub.ts';
import type { EventLog } from '../store/store.ts';

/** Changed lists are collected this long, milliseconds. */
const COLLECT = 250;
/** A comment this often keeps the connection and notices a reader that is gone, milliseconds. */
const BEAT = 15_000;
/** Events that are read from the store at a time. */
const PAGE = 500;
/** A reader that leaves more than this unread is cut off; it comes back with Last-Event-ID. */
const MOST_UNREAD = 4 << 20;

export interface StreamOptions {
  readonly mac?: string;
  /** Events with a greater id are sent first. */
  readonly after?: number;
}

/** Streams until the reader goes away: what it missed first, page by page as it reads, then what happens. */
export async function streamEvents(
  response: ServerResponse,
  hub: Hub,
  log: EventLog,
  options: StreamOptions,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': connected\n\n');
  const sent = await replay(response, log, options);
  if (!response.destroyed) follow(response, hub, options, sent);
}

/** Sends the events after `options.after`; resolves to the id of the last one sent when none is left. */
async function replay(
  response: ServerResponse,
  log: EventLog,
  { mac, after }: StreamOptions,
): Promise<number> {
  let last = after ?? Number.MAX_SAFE_INTEGER;
  while (after !== undefined && !response.destroyed) {
    const page = log.list({ after: last, limit: PAGE, ...(mac === undefined ? {} : { mac }) });
    if (page.length === 0) break;
    last = page.at(-1)?.id ?? last;
    if (!response.write(page.map(eventText).join(''))) await drained(response);
  }
  return after === undefined ? 0 : last;
}

const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    response.once('drain', resolve);
    response.once('close', resolve);
  });

function follow(response: ServerResponse, hub: Hub, { mac }: StreamOptions, sent: number): void {
  const send = (text: string) => {
    response.write(text);
    if (response.writableLength > MOST_UNREAD) response.destroy();
  };
  const wanted = (event: BootEvent) => event.id > sent && (mac === undefined || event.mac === mac);
  const collector = collectChanged((what) => send(`event: changed\ndata: ${JSON.stringify({ what })}\n\n`));
  const unlisten = hub.listen({
    event: (event) => wanted(event) && send(eventText(event)),
    changed: collector.changed,
  });
  const beat = setInterval(() => send(': still here\n\n'), BEAT);
  response.on('close', () => {
    unlisten();
    collector.close();
    clearInterval(beat);
  });
}

const eventText = (event: BootEvent): string =>
  `id: ${event.id}\nevent: event\ndata: ${JSON.stringify(event)}\n\n`;

/** Tells the first change at once and what follows together, so that a burst is a handful of messages. */
function collectChanged(tell: (what: ChangedList) => void) {
  const waiting = new Set<ChangedList>();
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    timer = undefined;
    for (const what of waiting) tell(what);
    if (waiting.size > 0) timer = setTimeout(flush, COLLECT);
    waiting.clear();
  };
  return {
    changed(what: ChangedList) {
      waiting.add(what);
      if (timer === undefined) flush();
    },
    close: () => clearTimeout(timer),
  };
}
