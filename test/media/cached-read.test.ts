import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readCached } from '../../core/media/cached-read.ts';
import { openFileSource } from '../../core/media/file-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'fieldboot-cached-'));
const path = join(folder, 'file');
const bytes = Buffer.alloc(100_000).map((_, at) => (at * 7) & 0xff);
writeFileSync(path, bytes);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('reading what is in memory', () => {
  it('gives the right bytes or none', () => {
    readFileSync(path);
    const into = Buffer.alloc(1000);
    const count = readCached(openSync(path, 'r'), into, 50_000);
    // Not every file system can say (and only Linux is asked): 0 is an answer too.
    expect(count === 0 || into.subarray(0, count).equals(bytes.subarray(50_000, 50_000 + count))).toBe(true);
  });
  it('gives nothing of a file that is not open, and nothing behind the end', () => {
    expect(readCached(-1, Buffer.alloc(10), 0)).toBe(0);
    expect(readCached(9999, Buffer.alloc(10), 0)).toBe(0);
    expect(readCached(openSync(path, 'r'), Buffer.alloc(10), 100_000)).toBe(0);
  });
  it('a source is asked the slow way when it is time to look whether the file is still there', async () => {
    let now = 0;
    const source = await openFileSource(path, { now: () => now });
    const into = Buffer.alloc(1000);
    const count = source.readNow?.(1000, into) ?? 0;
    expect(count === 0 || into.subarray(0, count).equals(bytes.subarray(1000, 1000 + count))).toBe(true);
    now = 1000;
    expect(source.readNow?.(1000, into)).toBe(0);
    await source.close();
    expect(source.readNow?.(1000, into)).toBe(0);
  });
});
