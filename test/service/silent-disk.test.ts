/** A disk that stops answering, really: a FUSE file system whose process is stopped. */
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Disks } from '../../core/host/disks.ts';
import { Library } from '../../core/service/library.ts';
import { openTestEngine } from '../support/engine.ts';

const mayMount = process.getuid?.() === 0 && existsSync('/dev/fuse') && existsSync('/usr/bin/bindfs');

test.skipIf(!mayMount)(
  'a disk that does not answer is told, and other media are served meanwhile',
  async () => {
    const used = await openTestEngine();
    const [real, share] = [join(used.folder, 'real'), join(used.folder, 'share')];
    for (const folder of [real, share]) mkdirSync(folder);
    copyFileSync(used.iso, join(real, 'far.iso'));
    const bindfs = spawn('bindfs', ['-f', '-o', 'attr_timeout=0,entry_timeout=0', real, share], {
      stdio: 'ignore',
    });
    const { store, hub, uploads } = used.engine;
    const library = new Library({
      ...{ store, hub, uploads, clock: Date.now, bootFile: () => null, repositories: used.folder },
      look: new Disks({ patienceMs: 300 }).look,
    });
    try {
      await expect.poll(() => existsSync(join(share, 'far.iso'))).toBe(true);
      const far = await library.import(join(share, 'far.iso'));
      const near = await library.import(used.iso);
      bindfs.kill('SIGSTOP');
      const listed = async () =>
        (await library.list()).map(({ id, present, warnings }) => [
          id,
          present,
          warnings.map(({ code }) => code).includes('MEDIUM_SILENT'),
        ]);
      expect(await listed()).toEqual([
        [far.id, false, true],
        [near.id, true, false],
      ]);
      await expect(library.open(far.id)).rejects.toMatchObject({ code: 'MEDIUM_SILENT' });
      await expect(library.inspect(join(share, 'far.iso'))).rejects.toMatchObject({ code: 'MEDIUM_SILENT' });
      const tree = (await library.open(near.id))?.tree;
      expect(tree?.find('install.amd/vmlinuz')?.kind).toBe('file');
      expect(readFileSync(used.iso).length).toBe(near.bytes);
      bindfs.kill('SIGCONT');
      await expect.poll(listed).toEqual([
        [far.id, true, false],
        [near.id, true, false],
      ]);
    } finally {
      bindfs.kill('SIGCONT');
      await library.close();
      await used.close().catch(() => {});
      spawnSync('umount', ['-l', share]);
      bindfs.kill('SIGKILL');
    }
  },
);
