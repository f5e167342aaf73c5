/** Images that are folders: a copy of a medium's files, and a medium that is mounted. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openMedium } from '../../core/media/open-medium.ts';
import { openTestEngine, type TestEngine } from '../support/engine.ts';
import { allFiles, contentOf, textOf } from '../support/medium.ts';

let used: TestEngine;
beforeEach(async () => {
  used = await openTestEngine();
});
afterEach(() => used.close());

/** The files of the engine's medium in a folder. */
async function unpacked(): Promise<string> {
  const folder = join(used.folder, 'unpacked');
  const { tree, source } = await openMedium(used.iso);
  for (const { path } of allFiles(tree)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), await contentOf(tree, path));
  }
  await source.close();
  return folder;
}

const listed = async () => (await used.engine.library.list()).map(({ id, present }) => [id, present]);

test('a copy of a medium is the same image, and is indexed anew when it changed', async () => {
  const { library } = used.engine;
  const folder = await unpacked();
  const image = await library.import(folder);
  expect([image.family, image.version, image.folder]).toEqual([
    'debian',
    '13.7',
    { mark: 'install.amd/vmlinuz' },
  ]);
  expect(() => library.get(image.id)).not.toThrow();
  await expect(library.copyHere(image.id)).rejects.toMatchObject({ code: 'MEDIUM_IS_FOLDER' });
  const before = await library.open(image.id);
  expect(before?.isFolder).toBe(true);
  writeFileSync(join(folder, 'added'), 'added');
  await expect.poll(async () => (await library.open(image.id))?.tree.find('added')?.kind).toBe('file');
  expect((await library.open(image.id))?.stamp).not.toBe(before?.stamp);
  rmSync(folder, { recursive: true });
  expect(await listed()).toEqual([[image.id, false]]);
});

const mayMount = process.getuid?.() === 0 && existsSync('/dev/fuse') && existsSync('/usr/bin/fuseiso');

test.skipIf(!mayMount)(
  'a mounted medium is an image, gone when it is unmounted, and back when it is mounted',
  async () => {
    const { library } = used.engine;
    const place = join(used.folder, 'mounted');
    mkdirSync(place);
    const mount = () => execFileSync('fuseiso', ['-n', used.iso, place]);
    const unmount = () => spawnSync('umount', [place]);
    mount();
    try {
      const image = await library.import(place);
      expect(image.family).toBe('debian');
      const tree = (await library.open(image.id))?.tree;
      expect(tree && (await textOf(tree, 'install.amd/vmlinuz'))).toBe('the kernel of the CD');
      await library.close();
      const again = await used.reopen();
      unmount();
      expect(await listed()).toEqual([[image.id, false]]);
      await expect(again.library.open(image.id)).rejects.toMatchObject({ code: 'MEDIUM_GONE' });
      mount();
      expect(await listed()).toEqual([[image.id, true]]);
      expect((await again.library.open(image.id))?.tree.find('.disk/info')?.kind).toBe('file');
    } finally {
      await used.engine.library.close();
      unmount();
    }
  },
);
