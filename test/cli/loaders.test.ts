import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const CLI = join(import.meta.dirname, '../../core/cli.js');
const DELL = { manufacturer: 'Dell Inc.', product: 'PowerEdge R650', firmware: 'uefi-x64' };
const LEARNT = [{ ...DELL, block: '52:54:00', rung: 'shim', at: 1_790_000_000_000 }];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fieldboot-loaders-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const loaders = (laptop: string, ...words: string[]) =>
  spawnSync(process.execPath, [CLI, 'loaders', ...words, '--data', join(folder, laptop), '--json'], {
    encoding: 'utf8',
  });

it('what ran on a model is carried to a colleague’s laptop', () => {
  const [given, carried] = [join(folder, 'given.json'), join(folder, 'carried.json')];
  writeFileSync(given, JSON.stringify(LEARNT));
  expect(loaders('mine', '--import', given, '--export', carried).status).toBe(0);
  expect(JSON.parse(readFileSync(carried, 'utf8'))).toEqual(LEARNT);
  expect(JSON.parse(loaders('theirs', '--import', carried).stdout)).toEqual(LEARNT);
});

it('a file that holds no such list is refused, and nothing is forgotten', () => {
  const file = join(folder, 'bad.json');
  writeFileSync(file, '[{"rung":"floppy"}]');
  const { status, stderr } = loaders('mine', '--import', file);
  expect(status).toBe(1);
  expect(JSON.parse(stderr)).toMatchObject({ code: 'BAD_REQUEST' });
  expect(JSON.parse(loaders('mine').stdout)).toEqual(LEARNT);
});
