/** Directories that no tool writes; those of mkfs and mtools are in open-fat.test.ts. */
import { expect, test } from 'vitest';
import { decodeFatDirectory } from '../../../core/media/fat/directory.ts';

test('a directory of nothing but pieces of long names costs no more than its bytes', () => {
  const bytes = new Uint8Array(8 << 20);
  for (let at = 0; at < bytes.length; at += 32) {
    // The fifth piece of a name that never began.
    bytes[at] = 0x05;
    bytes[at + 11] = 0x0f;
  }
  const started = performance.now();
  expect(decodeFatDirectory(bytes)).toEqual({ names: [] });
  // It took minutes once, and is a fraction of a second now.
  expect(performance.now() - started).toBeLessThan(15_000);
});
