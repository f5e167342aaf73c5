/** Speed of the boot doors from what the engine has served so far. */
import { useEffect, useState } from 'react';
import { useStatus } from './queries.ts';

export interface Sample {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Bytes since serving started. */
  readonly bytes: number;
}

const KEPT = 61;

/** Bytes per second between neighbouring samples; a counter that went back (serving started again) counts as nothing. */
export function speeds(samples: readonly Sample[]): number[] {
  return samples.slice(1).map((sample, index) => {
    const before = samples[index] ?? sample;
    const seconds = (sample.at - before.at) / 1000;
    return seconds <= 0 ? 0 : Math.max(0, sample.bytes - before.bytes) / seconds;
  });
}

/** Speeds of the last two minutes, oldest first; empty while not serving. */
export function useThroughput(): number[] {
  const { data, dataUpdatedAt } = useStatus();
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  const serving = data?.serving?.since ?? null;
  const bytes = data?.bytesServed ?? 0;
  useEffect(() => {
    if (serving === null) return setSamples([]);
    setSamples((known) => {
      const last = known.at(-1);
      // Two readings in the same instant would make a speed out of nothing.
      if (last !== undefined && dataUpdatedAt - last.at < 900) return known;
      return [...known, { at: dataUpdatedAt, bytes }].slice(-KEPT);
    });
  }, [serving, bytes, dataUpdatedAt]);
  return speeds(samples);
}
