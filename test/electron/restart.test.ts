import { expect, test } from 'vitest';
import { afterEnding } from '../../electron/restart.ts';

test('an engine that keeps ending is started with longer and longer pauses, then no more', () => {
  const pauses: (number | null)[] = [];
  for (let failures = 0; pauses.at(-1) !== null; failures++)
    pauses.push(afterEnding({ code: 'INTERNAL', readyMs: null }, failures).restartInMs);
  expect(pauses).toEqual([250, 1000, 2000, 5000, 10_000, 20_000, 30_000, 30_000, 30_000, null]);
});

test('a good run makes the next ending the first again', () => {
  expect(afterEnding({ code: null, readyMs: 3_600_000 }, 7)).toEqual({ failures: 1, restartInMs: 250 });
  expect(afterEnding({ code: null, readyMs: 5_000 }, 7)).toEqual({ failures: 8, restartInMs: 30_000 });
});

test.each(['DATA_IN_USE', 'DATA_UNUSABLE', 'DISK_FULL'] as const)('%s waits for a person', (code) => {
  expect(afterEnding({ code, readyMs: null }, 0)).toEqual({ failures: 1, restartInMs: null });
});
