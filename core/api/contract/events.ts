/** Events, and the stream that tells them. */
import { z } from 'zod';
import { EVENT_KINDS } from '../../progress/events.ts';
import { mac, milliseconds, type Route } from './common.ts';

export const eventSchema = z.object({
  id: z.number().int(),
  at: milliseconds,
  mac: z.string().nullable(),
  kind: z.enum(EVENT_KINDS),
  detail: z.record(z.string(), z.union([z.string(), z.number()])),
});

/**
 * The event stream: `GET /api/v1/events` with `Accept: text/event-stream` (and `token=` in the query where no header can be set).
 * Messages: `event: event` with an EventView, and `event: changed` with `{"what": "machines"|"images"|…}`
 * whenever a list should be read again. `Last-Event-ID` (or `after=`) continues after a lost connection.
 */
export const changedSchema = z.object({
  what: z.enum(['machines', 'images', 'profiles', 'status', 'rules', 'jobs', 'done']),
});

export type EventView = z.infer<typeof eventSchema>;
export type Changed = z.infer<typeof changedSchema>;

export const EVENT_ROUTES = {
  events: {
    method: 'GET',
    path: '/events',
    summary: 'Events, oldest first; with Accept: text/event-stream they are followed',
    query: z.object({
      mac: mac.optional(),
      after: z.coerce.number().int().optional().describe('only events with a greater id'),
      limit: z.coerce.number().int().min(1).max(10_000).default(1000),
    }),
    response: z.array(eventSchema),
  },
} as const satisfies Record<string, Route>;
