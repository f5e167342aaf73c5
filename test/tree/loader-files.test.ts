import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openFileSource } from '../../core/media/file-source.ts';
import { loaderFiles } from '../../core/tree/loader-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'fieldboot-loaders-'));
writeFileSync(join(folder, 'undionly.kpxe'), 'a loader');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('leaves no file open when a transfer on the fast lane ends, served or not', async () => {
  let open = 0;
  const tree = loaderFiles(
    () => join(folder, 'undionly.kpxe'),
    async (path) => {
      const source = await openFileSource(path);
      open += 1;
      const close = async (): Promise<void> => {
        open -= 1;
        await source.close();
      };
      return {
        size: source.size,
        read: () => Promise.resolve(0),
        openPlain: () => source.openPlain?.() ?? never(),
        close,
      };
    },
  );
  const node = await tree.open('/undionly.kpxe', { address: '10.77.0.5', door: 'tftp' });
  if (node.kind !== 'file') throw new Error('no file');
  const plain = await node.plain?.();
  expect([plain?.extents, open]).toEqual([[{ offset: 0, length: 8 }], 1]);
  await plain?.file.check();
  // EDK2 asks for the size and breaks off: nobody is told that anything was served.
  await plain?.file.close();
  expect(open).toBe(0);
});

function never(): never {
  throw new Error('a file has a plain form');
}
