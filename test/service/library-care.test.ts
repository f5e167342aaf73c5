/** What the library does for its media: sums, copies, disks that come and go. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { copyMedium } from '../../core/service/copying.ts';
import type { ListedImage } from '../../core/service/library.ts';
import { Verifications } from '../../core/service/verification.ts';
import { openTestEngine, type TestEngine } from '../support/engine.ts';

let used: TestEngine;
beforeEach(async () => {
  used = await openTestEngine();
});
afterEach(() => used.close());

const library = () => used.engine.library;
const listed = async (id: string) => (await library().list()).find((image) => image.id === id);

/** Imports the medium, checks it and waits for the end. */
async function verified(path = used.iso): Promise<ListedImage['verified']> {
  const { id } = await library().import(path);
  await library().verify(id);
  const going = async () => expect(['waiting', 'running']).not.toContain((await listed(id))?.verified?.state);
  await vi.waitFor(going, { timeout: 50_000, interval: 50 });
  return (await listed(id))?.verified;
}

const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

describe('sums', () => {
  test('nothing to check against is said', async () => {
    expect(await verified()).toMatchObject({ state: 'unknown', problem: { code: 'NO_CHECKSUM' } });
  });

  test('a checksum file beside the medium, right and wrong', async () => {
    writeFileSync(join(used.folder, 'SHA256SUMS'), `${sha256(used.iso)}  ${basename(used.iso)}\n`);
    expect(await verified()).toMatchObject({ state: 'good', against: ['SHA256SUMS'] });
    writeFileSync(join(used.folder, 'SHA256SUMS'), `${'0'.repeat(64)} *${basename(used.iso)}\n`);
    expect(await verified()).toMatchObject({
      state: 'bad',
      problem: {
        sentence: 'The medium is not what it should be: debian.iso has another SHA256 than SHA256SUMS says.',
      },
    });
    const told = used.engine.store.events.list({ limit: 10 }).filter(({ kind }) => kind === 'verified');
    expect(told.map(({ detail }) => detail.state)).toEqual(['good', 'bad']);
  });

  test.skipIf(spawnSync('implantisomd5', ['--help']).error !== undefined)(
    'isomd5sum as implantisomd5 writes it, and as checkisomd5 sees it, before and after harm',
    async () => {
      // Its sum leaves the last 15 sectors out: there must be more.
      const iso = join(used.folder, 'sum.iso');
      copyFileSync(used.iso, iso);
      truncateSync(iso, 4 << 20);
      const bytes = readFileSync(iso);
      bytes.writeUInt32LE(bytes.length / 2048, 32768 + 80);
      bytes.writeUInt32BE(bytes.length / 2048, 32768 + 84);
      writeFileSync(iso, bytes);
      execFileSync('implantisomd5', ['--force', iso], { stdio: 'pipe' });
      const byThem = () => spawnSync('checkisomd5', [iso]).status === 0;
      expect([byThem(), (await verified(iso))?.state]).toEqual([true, 'good']);
      const harmed = readFileSync(iso);
      harmed[40_000] = (harmed[40_000] ?? 0) ^ 1;
      writeFileSync(iso, harmed);
      expect([byThem(), (await verified(iso))?.state]).toEqual([false, 'bad']);
    },
  );

  test('one that waits is cancelled at once, whatever is checked before it', async () => {
    // Hours of zeros that take no room on the disk.
    const large = join(used.folder, 'large.iso');
    copyFileSync(used.iso, large);
    truncateSync(large, 2 ** 42);
    writeFileSync(join(used.folder, 'SHA256SUMS'), `${'0'.repeat(64)}  large.iso\n`);
    const [first, second] = [await library().import(large), await library().import(used.iso)];
    await library().verify(first.id);
    await library().verify(second.id);
    expect((await library().cancelVerification(second.id)).verified?.state).toBe('cancelled');
    expect(['waiting', 'running']).toContain((await listed(first.id))?.verified?.state);
    expect((await library().cancelVerification(first.id)).verified?.state).toBe('cancelled');
  });

  test('an end that cannot be kept does not end what waits behind it', async () => {
    const ends: string[] = [];
    const verifications = new Verifications((id, { state }) => {
      if (state === 'waiting' || state === 'running') return;
      ends.push(id);
      if (id === 'one') throw new Error('the disk is full');
    });
    for (const id of ['one', 'two']) verifications.start({ id, name: id, path: join(used.folder, id) });
    await vi.waitFor(() => expect(ends).toEqual(['one', 'two']), { timeout: 50_000 });
  });
});

describe('a copy into the library', () => {
  const copied = async (id: string) => {
    await library().copyHere(id);
    const ended = async () => expect((await listed(id))?.copying).toBeUndefined();
    await vi.waitFor(ended, { timeout: 50_000, interval: 50 });
  };

  test('is the same medium, served from there when the original is gone', async () => {
    const { id } = await library().import(used.iso);
    const sum = sha256(used.iso);
    await copied(id);
    const image = library().get(id);
    expect([image.path, sha256(image.path)]).toEqual([join(used.engine.uploads, `${id}.iso`), sum]);
    rmSync(used.iso);
    expect((await library().open(id))?.tree.find('install.amd/vmlinuz')?.kind).toBe('file');
  });

  test('goes on where it was broken off, and is thrown away when it is not the same', async () => {
    const { id, modified, bytes } = await library().import(used.iso);
    const partial = join(used.engine.uploads, `.${id}-${modified}-${bytes}.part`);
    mkdirSync(used.engine.uploads, { recursive: true });
    writeFileSync(partial, readFileSync(used.iso).subarray(0, 10_000));
    await copied(id);
    expect(sha256(library().get(id).path)).toBe(sha256(used.iso));
    await library().remove(id);

    const again = await library().import(used.iso);
    writeFileSync(join(used.engine.uploads, `.${again.id}-${modified}-${bytes}.part`), 'something else');
    await copied(again.id);
    expect(library().get(again.id).path).toBe(used.iso);
    const last = used.engine.store.events.list({ limit: 1 })[0];
    expect(last).toMatchObject({ kind: 'copied', detail: { code: 'MEDIUM_CORRUPT' } });
  });

  test('is not begun when it would fill the disk that state is kept on', async () => {
    const image = await library().import(used.iso);
    const folder = join(used.folder, 'small');
    mkdirSync(folder);
    const watch = { signal: new AbortController().signal, progress: () => {} };
    const copy = (free: number) =>
      copyMedium(
        image,
        folder,
        () => join(folder, 'copy.iso'),
        watch,
        async () => free,
      );
    await expect(copy(image.bytes + 1000)).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(readdirSync(folder)).toEqual([]);
    expect(await copy(image.bytes + 2 ** 30)).toBe(join(folder, 'copy.iso'));
  });

  test('is not made of a file that is not the one that was imported', async () => {
    const { id } = await library().import(used.iso);
    const other = readFileSync(used.iso);
    other.fill(0x55, other.length - 2048);
    writeFileSync(used.iso, other);
    utimesSync(used.iso, 1000, 1000);
    await copied(id);
    expect(library().get(id).path).toBe(used.iso);
    expect(readdirSync(used.engine.uploads)).toEqual([]);
    const last = used.engine.store.events.list({ limit: 1 })[0];
    expect(last).toMatchObject({ kind: 'copied', detail: { code: 'MEDIUM_CHANGED' } });
  });

  test('that was broken off goes with its image', async () => {
    const { id, modified, bytes } = await library().import(used.iso);
    mkdirSync(used.engine.uploads, { recursive: true });
    writeFileSync(join(used.engine.uploads, `.${id}-${modified}-${bytes}.part`), 'the beginning');
    await library().remove(id);
    expect(readdirSync(used.engine.uploads)).toEqual([]);
  });
});

test('ten media at once', async () => {
  const paths = Array.from({ length: 10 }, (_, n) => join(used.folder, `${n}.iso`));
  for (const path of paths) copyFileSync(used.iso, path);
  const images = await Promise.all(paths.map((path) => library().import(path)));
  expect(new Set(images.map(({ id }) => id)).size).toBe(10);
});

/** Mounting needs root on Linux. */
const mayMount = process.platform === 'linux' && process.getuid?.() === 0;

test.skipIf(!mayMount)('a medium whose disk is mounted under another name is found there', async () => {
  const [first, second] = [join(used.folder, 'USB'), join(used.folder, 'USB1')];
  const run = (...[program = '', ...args]: string[]) => spawnSync(program, args).status === 0;
  for (const folder of [first, second]) mkdirSync(folder);
  if (!run('mount', '-t', 'tmpfs', '-o', 'size=8m', '/dev/fieldboot-test', first)) return;
  try {
    mkdirSync(join(first, 'iso'));
    copyFileSync(used.iso, join(first, 'iso/debian.iso'));
    utimesSync(join(first, 'iso/debian.iso'), 1000, 1000);
    const { id } = await library().import(join(first, 'iso/debian.iso'));
    run('mount', '--bind', first, second);
    run('umount', first);
    expect((await library().open(id))?.tree.find('install.amd/vmlinuz')?.kind).toBe('file');
    expect(library().get(id).path).toBe(join(second, 'iso/debian.iso'));
    await library().close();
  } finally {
    run('umount', second);
    run('umount', first);
  }
});
