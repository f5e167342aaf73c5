/** `events --follow`: what happened, then what happens, until interrupted or the engine ends. */
import { createParser } from 'eventsource-parser';
import { ApiError, readProblem } from '../api/client.ts';
import { API_PREFIX, type EventView, eventSchema } from '../api/contract.ts';
import { FieldbootError } from '../errors.ts';
import { readControl } from './control-file.ts';
import { send, textOf } from './local-http.ts';

/** Prints events as they come. Rejects with NOT_SERVING when no engine runs with this data folder. */
export async function followEvents(
  data: string,
  of: { readonly mac?: string },
  print: (event: EventView) => void,
): Promise<void> {
  const running = await readControl(data);
  if (running === null) throw new FieldbootError('NOT_SERVING');
  const url = `${API_PREFIX}/events?${new URLSearchParams({ ...of, after: '0' })}`;
  const answer = await send(running, { method: 'GET', url }, 'text/event-stream');
  if (answer.statusCode !== 200) throw new ApiError(readProblem(await textOf(answer)));
  const parser = createParser({
    onEvent: ({ event, data: text }) => {
      if (event === 'event') print(eventSchema.parse(JSON.parse(text)));
    },
  });
  try {
    for await (const part of answer.setEncoding('utf8')) parser.feed(part as string);
  } catch {
    // The engine ended: that is the end of what can be followed.
  }
}
