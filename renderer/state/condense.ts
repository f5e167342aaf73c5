/** A timeline that can be read: what repeats stands once, with how often and its latest figures. Pure. */
import type { EventView } from '../../core/api/contract.ts';

export interface TimelineLine {
  /** Id of the first event in it: stays when more join. */
  readonly id: number;
  /** When it began, and when it was last seen. */
  readonly from: number;
  readonly to: number;
  readonly times: number;
  /** The latest. */
  readonly event: EventView;
}

/** Facts that differ each time and so do not make two events different. */
const FIGURES = new Set(['bytes', 'files', 'progress', 'packet']);

/** Neighbours that say the same become one line; oldest first, as they came. */
export function condense(events: readonly EventView[]): TimelineLine[] {
  const lines: TimelineLine[] = [];
  for (const event of events) {
    const last = lines.at(-1);
    if (last !== undefined && saysOf(last.event) === saysOf(event))
      lines[lines.length - 1] = { ...last, to: event.at, times: last.times + 1, event };
    else lines.push({ id: event.id, from: event.at, to: event.at, times: 1, event });
  }
  return lines;
}

function saysOf({ kind, detail }: EventView): string {
  return JSON.stringify([kind, ...Object.entries(detail).filter(([key]) => !FIGURES.has(key))]);
}
