/** Volumes that Linux filled (`npm run lab:udf -- --keep`), and what it found on them when it read them itself. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openDisc } from '../../../core/media/open-disc.ts';
import { allFiles, sha256Of } from '../../support/medium.ts';
import { memorySource } from '../../support/memory-source.ts';

const GOLDEN = join(import.meta.dirname, '../../golden/udf');
const NAMES = readdirSync(GOLDEN)
  .filter((name) => name.endsWith('.txt'))
  .map((name) => name.replace(/\.txt$/, ''));

test.each(NAMES)('%s: the same files as Linux sees', async (name) => {
  const [head = '', ...lines] = readFileSync(join(GOLDEN, `${name}.txt`), 'utf8')
    .trimEnd()
    .split('\n');
  const volume = new Uint8Array(gunzipSync(readFileSync(join(GOLDEN, `${name}.img.gz`))));
  expect(head).toContain(createHash('sha256').update(volume).digest('hex'));
  const tree = await openDisc(memorySource(volume), `/${name}.img`);
  const files = await Promise.all(
    allFiles(tree).map(async ({ path }) => `${await sha256Of(tree, path)} ${path}`),
  );
  const expected = lines.filter((line) => !line.startsWith('-> '));
  expect(expected.length).toBeGreaterThan(80);
  expect(files.sort()).toEqual(expected.sort());
  // A file that grew over a hole: Linux leaves the length of its last extent as it was.
  expect(tree.find('sparse')).toMatchObject({ kind: 'file', size: 3_000_005 });
});
