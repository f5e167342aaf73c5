/** Questions that rules ask of a machine's events. */
import type { BootEvent, EventKind } from '../events.ts';

/** The last event of these kinds; undefined when there is none. */
export function last(events: readonly BootEvent[], ...kinds: EventKind[]): BootEvent | undefined {
  return events.findLast(({ kind }) => kinds.includes(kind));
}

/** What came after the last event of these kinds; everything when there is none. */
export function since(events: readonly BootEvent[], ...kinds: EventKind[]): readonly BootEvent[] {
  return events.slice(events.findLastIndex(({ kind }) => kinds.includes(kind)) + 1);
}

/** How many of a kind. */
export const count = (events: readonly BootEvent[], kind: EventKind): number =>
  events.filter((event) => event.kind === kind).length;

/** Things that only a machine does that has its loader or more: whatever was before is past. */
export const ALIVE: readonly EventKind[] = [
  'waiting',
  'queued',
  'script',
  'kernel',
  'initrd',
  'answers',
  'installing',
  'reported',
  'finished',
  'local-boot',
];

/** Last part of a path; `its loader` of an empty one. */
export const baseName = (path: string): string => path.split('/').at(-1) || 'its loader';

/** The same of the file that an event tells of. */
export const fileName = (event: BootEvent): string => baseName(String(event.detail.file ?? ''));
