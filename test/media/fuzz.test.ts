/** As many made-up media as fit in some seconds; `npm run fuzz:media` tries 100,000. */
import { expect, test } from 'vitest';
import { fuzzMedia } from '../fuzz/media.ts';

/** Another seed each day, so that the tests do not always try the same ones; a failure names it. */
const SEED = Math.floor(Date.now() / 86_400_000);

test('made-up media are opened or refused in words, within bounds', async () => {
  const report = await fuzzMedia({ seed: SEED, mutations: 100_000, milliseconds: 8_000 });
  console.log(
    `${report.mutations} media tried, ${report.opened} opened, slowest ${Math.round(report.slowest)} ms`,
  );
  expect(report.broken).toEqual([]);
  // Other tests run in this process too: the runner of its own holds the process to 64 MiB.
  expect(report.growthMiB).toBeLessThan(256);
  expect(report.mutations).toBeGreaterThan(20);
});
