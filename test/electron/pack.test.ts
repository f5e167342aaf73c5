import { expect, test } from 'vitest';
import { faults, pack, windowIsBuilt } from './pack-check.ts';

test.runIf(process.platform === 'linux')(
  'the packed program has what it needs, nothing else, and its engine runs by itself',
  { timeout: 120_000 },
  async () => {
    const packed = await pack();
    try {
      expect(await faults(packed, windowIsBuilt())).toEqual([]);
    } finally {
      packed.remove();
    }
  },
);
