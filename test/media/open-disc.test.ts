import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openMedium } from '../../core/media/open-medium.ts';
import { allFiles, sha256Of } from '../support/medium.ts';

const hasGenisoimage = spawnSync('genisoimage', ['-version']).status === 0;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fieldboot-bridge-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A bridge disc of genisoimage over a folder that `fill` fills. */
function bridgeOf(name: string, fill: (root: string) => void, ...options: string[]): string {
  const root = join(folder, name);
  mkdirSync(root);
  fill(root);
  const iso = `${root}.iso`;
  execFileSync('genisoimage', ['-quiet', '-udf', '-V', 'Bridge 1', ...options, '-o', iso, root], {
    stdio: 'pipe',
  });
  return iso;
}

describe.skipIf(!hasGenisoimage)('bridge discs by genisoimage (skipped where it is not installed)', () => {
  test('UDF names and contents, and the links that only Rock Ridge has', async () => {
    const files: Record<string, string> = {
      'Grüße 世界.txt': 'u',
      'dir.d/a.TXT': 'hello',
      'dir.d/empty': '',
    };
    const iso = bridgeOf(
      'links',
      (root) => {
        mkdirSync(join(root, 'dir.d'));
        for (const [path, content] of Object.entries(files)) writeFileSync(join(root, path), content);
        symlinkSync('a.TXT', join(root, 'dir.d/link'));
        symlinkSync('.', join(root, 'debian'));
        symlinkSync('/etc/passwd', join(root, 'out'));
      },
      '-R',
    );
    const { tree, source } = await openMedium(iso);
    expect([tree.naming, tree.label, tree.fileCount]).toEqual(['udf', 'Bridge 1', 3]);
    expect(allFiles(tree).map(({ path }) => path)).toEqual(Object.keys(files).sort());
    expect(tree.find('debian/dir.d/link')?.path).toBe('dir.d/a.TXT');
    expect(tree.find('out')).toBeUndefined();
    for (const [path, content] of Object.entries(files))
      expect(await sha256Of(tree, path)).toBe(createHash('sha256').update(content).digest('hex'));
    await source.close();
  });

  // A sparse file is written as a sparse ISO by nobody: 4.5 GB really are on the disk for a moment.
  test.skipIf(process.env.FIELDBOOT_LARGE === undefined)(
    'a file over 4 GiB has its true size, which ISO9660 has not (only with FIELDBOOT_LARGE=1)',
    async () => {
      const size = 4_500_000_000;
      const iso = bridgeOf(
        'large',
        (root) => {
          writeFileSync(join(root, 'install.wim'), 'start');
          truncateSync(join(root, 'install.wim'), size);
        },
        '-allow-limited-size',
      );
      const { tree, source } = await openMedium(iso);
      expect(tree.find('install.wim')).toMatchObject({ size });
      await source.close();
      rmSync(iso);
    },
    600_000,
  );
});
