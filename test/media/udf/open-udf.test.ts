import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openUdf } from '../../../core/media/udf/open-udf.ts';
import { allFiles, contentOf, textOf } from '../../support/medium.ts';
import { memorySource } from '../../support/memory-source.ts';
import type { UdfPlan } from '../../support/udf.ts';
import { buildUdf } from '../../support/udf.ts';
import { bytes, PLAN, SHAPES } from '../../support/udf-shapes.ts';

const open = (plan: UdfPlan) => openUdf(memorySource(buildUdf(plan)), '/iso/udf.iso');

describe('a UDF volume', () => {
  test.each(SHAPES)('with $name: every name, content and link', async (shape) => {
    const tree = await open({ ...PLAN, ...shape });
    expect([tree.naming, tree.label, tree.fileCount]).toEqual(['udf', 'Grüße', 6]);
    expect(allFiles(tree).map(({ path, size }) => `${path} ${size}`)).toEqual([
      'Grüße 世界.txt 7',
      'deep/er/and/deeper/file 2048',
      'empty 0',
      'sources/install.wim 50000',
      'sources/lang.ini 5',
      'sparse 9000000000',
    ]);
    expect(await contentOf(tree, 'sources/install.wim')).toEqual(bytes(50_000));
    expect(await contentOf(tree, 'deep/er/and/deeper/file')).toEqual(bytes(2048, 3));
    expect(await textOf(tree, 'deep/up')).toBe('de-DE');
    expect(tree.find('link')?.path).toBe('sources/lang.ini');
    expect(tree.find('outside')).toBeUndefined();
    expect(tree.list('nothing')).toEqual([]);
    expect(tree.find('')?.modified).toBe(Date.UTC(2026, 0, 2, 3, 4, 5));
  });

  test('a hole reads as zeros, also behind 4 GiB', async () => {
    const tree = await open(PLAN);
    const file = tree.find('sparse');
    if (file?.kind !== 'file') throw new Error('no file');
    const into = new Uint8Array(100).fill(9);
    expect(await tree.read(file, 8_999_999_950, into)).toBe(50);
    expect(into.subarray(0, 50).every((byte) => byte === 0)).toBe(true);
  });

  test('the reserve is read where the main volume descriptors are spoilt, and the last anchor', async () => {
    const image = buildUdf(PLAN);
    image.fill(0, 96 * 2048, 112 * 2048);
    image.fill(0, 256 * 2048, 257 * 2048);
    const tree = await openUdf(memorySource(image), '/iso/udf.iso');
    expect(tree.fileCount).toBe(6);
  });

  test('the mirror of the metadata is read where the metadata file is spoilt', async () => {
    const image = buildUdf({ ...PLAN, partition: 'metadata', revision: 0x0250 });
    image.fill(0, 288 * 2048, 289 * 2048);
    const tree = await openUdf(memorySource(image), '/iso/udf.iso');
    expect(await textOf(tree, 'sources/lang.ini')).toBe('de-DE');
  });
});

const has7z = spawnSync('7z', ['i']).status === 0;
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fieldboot-udf-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!has7z)('our own tiny writer, read by 7-Zip (skipped where it is not installed)', () => {
  // Debian 12's 7-Zip (16.02) knows neither links nor other descriptors and partitions; the kernel does: fixtures.test.ts and `npm run lab:udf`.
  const known = SHAPES.filter(({ name }) =>
    ['one plain partition, short descriptors', 'long descriptors', 'small files in their entries'].includes(
      name,
    ),
  );
  test.each(known)('with $name: the same names, sizes and contents', (shape) => {
    const image = join(folder, `${shape.name.replaceAll(' ', '-')}.iso`);
    const { holes: _, links: __, ...plan } = PLAN;
    writeFileSync(image, buildUdf({ ...plan, ...shape }));
    const listed = execFileSync('7z', ['l', '-slt', '-tudf', image], { encoding: 'utf8' });
    const files = [...listed.matchAll(/^Path = (.*)\nFolder = -\nSize = (\d+)$/gm)];
    expect(files.map(([, path, size]) => `${path} ${size}`).sort()).toEqual([
      'Grüße 世界.txt 7',
      'deep/er/and/deeper/file 2048',
      'empty 0',
      'sources/install.wim 50000',
      'sources/lang.ini 5',
    ]);
    const content = execFileSync('7z', ['e', '-so', '-tudf', image, 'sources/install.wim']);
    expect(new Uint8Array(content)).toEqual(bytes(50_000));
  });
});
