import { execFileSync } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { indexFolder } from '../../../core/media/folder/index-folder.ts';
import { openFolder } from '../../../core/media/folder/open-folder.ts';
import { INDEX_LIMITS } from '../../../core/media/metadata-reader.ts';
import { openMedium } from '../../../core/media/open-medium.ts';
import { allFiles, refusalOf, textOf } from '../../support/medium.ts';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'fieldboot-folder-')));
  for (const name of ['.disk', 'pool/main', 'install.amd'])
    mkdirSync(join(folder, 'medium', name), { recursive: true });
  put('.disk/info', 'Debian');
  put('install.amd/vmlinuz', 'kernel');
  put('pool/main/a.deb', 'package');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (path: string) => join(folder, 'medium', path);
const put = (path: string, content: string | Uint8Array) => writeFileSync(at(path), content);
const open = () => openMedium(join(folder, 'medium'));

describe('a folder is a medium', () => {
  test('with the names, sizes and contents of its files', async () => {
    const { tree, source } = await open();
    expect([tree.naming, tree.label, tree.fileCount, source.size]).toEqual(['folder', 'medium', 3, 19]);
    expect(allFiles(tree).map(({ path, size }) => `${path} ${size}`)).toEqual([
      '.disk/info 6',
      'install.amd/vmlinuz 6',
      'pool/main/a.deb 7',
    ]);
    expect(await textOf(tree, 'INSTALL.AMD/VMLINUZ')).toBe('kernel');
    await source.close();
    await expect(textOf(tree, '.disk/info')).rejects.toMatchObject({ code: 'MEDIUM_GONE' });
  });

  test('links are followed inside, and never out of it', async () => {
    writeFileSync(join(folder, 'secret'), 'secret');
    symlinkSync('../.disk/info', at('pool/inside'));
    symlinkSync('../../secret', at('pool/out'));
    symlinkSync(join(folder, 'secret'), at('pool/absolute'));
    symlinkSync(folder, at('pool/up'));
    symlinkSync('loop', at('loop'));
    const { tree } = await open();
    expect(await textOf(tree, 'pool/inside')).toBe('Debian');
    for (const path of ['pool/out', 'pool/absolute', 'pool/up/secret', '../secret', 'loop'])
      expect(tree.find(path)).toBeUndefined();
    expect(tree.list('pool')?.map(({ path }) => path)).toEqual(['pool/inside', 'pool/main']);
    expect(tree.links?.('pool').map(({ name }) => name)).toEqual(['absolute', 'inside', 'out', 'up']);
  });

  test('a file or folder that a link took the place of is not read through it', async () => {
    writeFileSync(join(folder, 'secret'), 'kernel');
    const { tree } = await open();
    rmSync(at('install.amd/vmlinuz'));
    symlinkSync(join(folder, 'secret'), at('install.amd/vmlinuz'));
    await expect(textOf(tree, 'install.amd/vmlinuz')).rejects.toMatchObject({ code: 'MEDIUM_CHANGED' });
    renameSync(at('pool'), join(folder, 'pool'));
    symlinkSync(join(folder, 'pool'), at('pool'));
    await expect(textOf(tree, 'pool/main/a.deb')).rejects.toMatchObject({ code: 'MEDIUM_CHANGED' });
  });

  test('harmful names are made harmless, and what is no file is left out', async () => {
    put('bell\x07', '1');
    put('gpj.\u202eexe', '2');
    execFileSync('mkfifo', [at('pipe')]);
    writeFileSync(Buffer.concat([Buffer.from(at('')), Buffer.from([0x2f, 0xff, 0xfe])]), 'not UTF-8');
    linkSync(at('.disk/info'), at('hard'));
    const { tree } = await open();
    const names = tree.list('')?.map(({ path }) => path);
    expect(names).toEqual(['.disk', 'bell_', 'gpj._exe', 'hard', 'install.amd', 'pool']);
    expect(await textOf(tree, 'gpj._exe')).toBe('2');
  });
});

describe('a folder that changes', () => {
  test('is noticed when a name comes or goes, and when a file is written to', async () => {
    const first = await openFolder(join(folder, 'medium'));
    expect(await first.isCurrent()).toBe(true);
    put('pool/main/b.deb', 'another');
    expect(await first.isCurrent()).toBe(false);
    const second = await openFolder(join(folder, 'medium'));
    expect([second.stamp === first.stamp, await second.isCurrent()]).toEqual([false, true]);
    put('pool/main/a.deb', 'longer than before');
    await expect(textOf(second.tree, 'pool/main/a.deb')).rejects.toMatchObject({ code: 'MEDIUM_CHANGED' });
    expect(await second.isCurrent()).toBe(false);
  });

  test('the same folder has the same stamp', async () => {
    const [one, two] = [await openFolder(join(folder, 'medium')), await openFolder(join(folder, 'medium'))];
    expect(one.stamp).toBe(two.stamp);
  });
});

describe('bounds', () => {
  test.each([
    ['entries', { ...INDEX_LIMITS, entries: 3 }, 'it has more than 3 entries'],
    ['depth', { ...INDEX_LIMITS, depth: 1 }, 'lies 2 folders deep'],
    ['memory', { ...INDEX_LIMITS, memory: 500 }, 'its index would take more than 0 MiB of memory'],
  ])('%s', async (_, limits, detail) => {
    expect(await refusalOf(indexFolder(join(folder, 'medium'), limits))).toContain(detail);
  });

  test('a large file is read where it is asked for, without being read whole', async () => {
    put('huge', '');
    truncateSync(at('huge'), 2 ** 40);
    const { tree } = await open();
    const file = tree.find('huge');
    if (file?.kind !== 'file') throw new Error('no file');
    expect(await tree.read(file, 2 ** 40 - 10, new Uint8Array(100))).toBe(10);
    const plain = await tree.plain?.(file);
    expect(plain?.extents).toEqual([{ offset: 0, length: 2 ** 40 }]);
    await plain?.file.close();
  });
});

test('what is no folder and no file is refused in words', async () => {
  expect(await refusalOf(openMedium(join(folder, 'nothing')))).toContain('FILE_MISSING');
  expect(readFileSync(at('.disk/info'), 'utf8')).toBe('Debian');
});
