import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, renameSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFileSource } from '../../core/media/file-source.ts';
import type { BlockSource } from '../../core/media/source.ts';
import { refusalOf } from '../support/medium.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fieldboot-source-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const bytes = Uint8Array.from({ length: 10_000 }, (_, i) => i % 256);

/** A file with `bytes` in it, a source on it, and a clock that the test moves. */
async function served(
  name: string,
): Promise<{ path: string; source: BlockSource; wait: (ms: number) => void }> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  utimesSync(path, 1000, 1000);
  let now = 0;
  const source = await openFileSource(path, { now: () => now });
  return {
    path,
    source,
    wait: (ms) => {
      now += ms;
    },
  };
}

const readSome = (source: BlockSource) => source.read(100, new Uint8Array(10));

describe('opening', () => {
  test.skipIf(process.platform === 'win32')(
    'a pipe is refused at once, without waiting for a writer',
    async () => {
      const path = join(folder, 'pipe.iso');
      execFileSync('mkfifo', [path]);
      expect(await refusalOf(openFileSource(path))).toBe(
        `FILE_UNREADABLE The file ${path} cannot be read: it is a device or a pipe, not a file.`,
      );
    },
  );

  test('a folder is refused', async () => {
    expect(await refusalOf(openFileSource(folder))).toBe(
      `FILE_UNREADABLE The file ${folder} cannot be read: it is a folder.`,
    );
  });

  test.each([
    ['a path where nothing is', 'nothing.iso'],
    ['a path through a file', 'file/nothing.iso'],
  ])('%s is refused', async (_, name) => {
    writeFileSync(join(folder, 'file'), '');
    const path = join(folder, name);
    expect(await refusalOf(openFileSource(path))).toBe(`FILE_MISSING There is no file at ${path}.`);
  });

  test('a path that no file can have is refused', async () => {
    expect(await refusalOf(openFileSource('/tmp/a\0b'))).toMatch(/^FILE_UNREADABLE /);
  });
});

describe('reading', () => {
  test.each([
    ['in the middle', 5000, 20, 20],
    ['over the end', 9990, 20, 10],
    ['behind the end', 20_000, 20, 0],
  ])('%s', async (_, offset, length, expected) => {
    const { source } = await served('read.iso');
    const into = new Uint8Array(length);
    expect([source.size, await source.read(offset, into)]).toEqual([10_000, expected]);
    expect(into.subarray(0, expected)).toEqual(bytes.subarray(offset, offset + expected));
    await source.close();
  });

  test('after close is refused', async () => {
    const { source, path } = await served('closed.iso');
    await source.close();
    await source.close();
    expect(await refusalOf(readSome(source))).toBe(
      `MEDIUM_GONE The medium of closed.iso is no longer at ${path}.`,
    );
  });
});

describe('while serving', () => {
  test('a deleted file is missed a second later, although it could still be read', async () => {
    const { source, path, wait } = await served('deleted.iso');
    rmSync(path);
    expect(await readSome(source)).toBe(10);
    wait(1000);
    const many = await Promise.all([readSome(source), readSome(source)].map(refusalOf));
    expect(new Set(many)).toEqual(
      new Set([`MEDIUM_GONE The medium of deleted.iso is no longer at ${path}.`]),
    );
    await source.close();
  });

  test('a file that comes back is served again', async () => {
    const { source, path, wait } = await served('back.iso');
    cpSync(path, `${path}.copy`, { preserveTimestamps: true });
    rmSync(path);
    wait(1000);
    expect(await refusalOf(readSome(source))).toMatch(/^MEDIUM_GONE /);
    renameSync(`${path}.copy`, path);
    expect(await readSome(source)).toBe(10);
    await source.close();
  });

  test('other bytes of the same size at the path are not served as if they were the medium', async () => {
    const { source, path, wait } = await served('other.iso');
    rmSync(path);
    writeFileSync(path, new Uint8Array(10_000));
    wait(1000);
    expect(await refusalOf(readSome(source))).toBe(
      `MEDIUM_CHANGED The file of other.iso at ${path} is not the one that was imported.`,
    );
    await source.close();
  });

  test('a file cut short is noticed by the read itself', async () => {
    const { source, path } = await served('cut.iso');
    truncateSync(path, 105);
    expect(await refusalOf(readSome(source))).toMatch(/^MEDIUM_CHANGED /);
    await source.close();
  });

  test('the path is looked at once a second, not for every read', async () => {
    const { source, path, wait } = await served('often.iso');
    wait(1000);
    await readSome(source);
    rmSync(path);
    wait(999);
    expect(await readSome(source)).toBe(10);
    await source.close();
  });
});
