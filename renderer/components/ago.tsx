/** Times that go on by themselves. One clock for the window; a text that stays the same is not drawn again. */
import { useSyncExternalStore } from 'react';
import { useText } from '../text/text.ts';
import { formatAgo, formatClock, formatSpan } from './format.ts';

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function useClockText(text: () => string): string {
  return useSyncExternalStore(subscribe, text);
}

/** How long ago, `at` in milliseconds since 1970; a dash for what never was (0). */
export function Ago({ at }: { at: number }) {
  const { machines } = useText();
  return useClockText(() => (at === 0 ? '–' : formatAgo(Date.now() - at, machines)));
}

/** How long since, in one unit. */
export function Span({ since }: { since: number }) {
  const { machines } = useText();
  return useClockText(() => formatSpan(Date.now() - since, machines));
}

/** A running clock: `04:07`. */
export function Clock({ since }: { since: number }) {
  return useClockText(() => formatClock(Date.now() - since));
}
