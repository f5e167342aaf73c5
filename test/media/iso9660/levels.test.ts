import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openMedium } from '../../../core/media/open-medium.ts';
import { allFiles, refusalOf, textOf } from '../../support/medium.ts';

const has = (tool: string) => spawnSync(tool, ['-version']).status === 0;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fieldboot-levels-'));
  const deep = join(folder, 'root/one/two/three/four/five/six/seven/eight/nine');
  mkdirSync(deep, { recursive: true });
  writeFileSync(join(deep, 'deep.txt'), 'deep');
  writeFileSync(join(folder, 'root', NAME), 'long');
  writeFileSync(join(folder, 'root/plain.txt'), 'plain '.repeat(20_000));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What level 4 allows and no other level does: length, small letters, blanks, several dots. */
const NAME = `A name of level 4, with blanks.and.dots-${'x'.repeat(60)}.tar.gz`;

describe.skipIf(!has('genisoimage'))('levels by genisoimage (skipped where it is not installed)', () => {
  const written = async (...options: string[]) => {
    const iso = join(folder, 'level.iso');
    execFileSync('genisoimage', ['-quiet', ...options, '-o', iso, join(folder, 'root')], { stdio: 'pipe' });
    return await openMedium(iso);
  };

  test('level 4 (ISO 9660:1999): names as they are', async () => {
    const { tree, source } = await written('-iso-level', '4');
    expect(allFiles(tree).map(({ path }) => path)).toEqual([
      NAME,
      'one/two/three/four/five/six/seven/eight/nine/deep.txt',
      'plain.txt',
    ]);
    expect(await textOf(tree, NAME)).toBe('long');
    await source.close();
  });

  test.each(['1', '2', '3'])('level %s with directories deeper than eight', async (level) => {
    const { tree, source } = await written('-iso-level', level, '-D');
    const found = allFiles(tree).map(({ path }) => path.toLowerCase());
    expect(found).toContain('one/two/three/four/five/six/seven/eight/nine/deep.txt');
    expect(await textOf(tree, 'PLAIN.TXT')).toMatch(/^plain plain/);
    await source.close();
  });

  test('Rock Ridge that moved deep directories shows them where they belong', async () => {
    const { tree, source } = await written('-R');
    expect(await textOf(tree, 'one/two/three/four/five/six/seven/eight/nine/deep.txt')).toBe('deep');
    await source.close();
  });
});

describe.skipIf(!has('xorriso'))('zisofs by xorriso (skipped where it is not installed)', () => {
  test('a compressed file is named, and never given as if it were the file', async () => {
    const iso = join(folder, 'z.iso');
    const filter = ['-set_filter_r', '--zisofs', '/', '--'];
    const args = ['-outdev', `stdio:${iso}`, '-map', join(folder, 'root'), '/', ...filter, '-commit'];
    execFileSync('xorriso', args, { stdio: 'pipe' });
    const { tree, source } = await openMedium(iso);
    expect(tree.compressedCount).toBe(1);
    expect(await textOf(tree, NAME)).toBe('long');
    expect(await refusalOf(textOf(tree, 'plain.txt'))).toBe(
      'FILE_COMPRESSED The file plain.txt is stored compressed on the medium (zisofs) and cannot be served.',
    );
    await source.close();
  });
});
