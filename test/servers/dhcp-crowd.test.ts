/** Two hundred machines switched on in the same moment, against the whole engine in a network namespace. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { layCable, noCable } from '../support/cable.ts';
import { ackedIn, macOf, residentMb, startEngine, switchOn } from '../support/crowd.ts';

const MACHINES = 200;
const obstacle = noCable();

describe.skipIf(obstacle !== null)(`a crowd${obstacle === null ? '' : ` (skipped: ${obstacle})`}`, () => {
  test('of two hundred gets two hundred addresses, and the engine stays small', {
    timeout: 240_000,
  }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fieldboot-crowd-'));
    const cable = layCable('10.97.0.1/23');
    try {
      const engine = await startEngine(cable, join(folder, 'data'), '10.97.0.10-10.97.1.200');
      const macs = Array.from({ length: MACHINES }, (_, n) => macOf(n + 1));
      const crowd = switchOn(cable, macs, 90);
      const { lost } = await crowd.hear((line) => line.done === true, 120);
      const acked = ackedIn(crowd);
      expect(lost).toEqual([]);
      expect(new Set(acked.map(({ address }) => address)).size).toBe(MACHINES);
      expect(new Set(acked.map(({ mac }) => mac))).toEqual(new Set(macs));
      expect(residentMb(engine.pid)).toBeLessThan(200);
      await engine.kill();
    } finally {
      cable.remove();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
