/** The engine killed in the middle of a hundred exchanges; `npm run lab:crash` does it a hundred times. */

import { describe, expect, test } from 'vitest';
import { noCable } from '../support/cable.ts';
import { crashRounds } from '../support/crash-rounds.ts';

const obstacle = noCable();

describe.skipIf(obstacle !== null)(`kill -9${obstacle === null ? '' : ` (skipped: ${obstacle})`}`, () => {
  test('loses no lease and no assignment, and no address is given twice', { timeout: 300_000 }, async () => {
    const report = await crashRounds(3);
    expect(report.lost).toEqual([]);
    expect(report.acks).toBeGreaterThan(0);
  });
});
