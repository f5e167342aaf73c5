import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const CLI = join(import.meta.dirname, '../../core/cli.js');
const run = (...words: string[]) => spawnSync(process.execPath, [CLI, ...words], { encoding: 'utf8' });

it.each([
  ['a file that is missing', ['import', '--json']],
  ['a command that does not exist', ['frobnicate', '--json']],
  ['an option that does not exist', ['images', '--frobnicate', '--json']],
])('%s is told as every other error', (_, words) => {
  const { status, stdout, stderr } = run(...words);
  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(JSON.parse(stderr)).toMatchObject({ code: 'BAD_REQUEST' });
});

it('help and version are no errors', () => {
  expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('serve') });
  expect(run('serve', '--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('--interface') });
  expect(run('--version')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});
