import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { KeepAwake, keeperFor } from '../../core/host/keep-awake.ts';

const folder = mkdtempSync(join(tmpdir(), 'fieldboot-awake-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Stands for systemd-inhibit: says which process it is, and runs `cat`. */
const keeper = (name: string) => ['sh', '-c', `echo $$ > ${join(folder, name)}; exec cat`];
const numberIn = (name: string) => {
  const file = join(folder, name);
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
};
const runs = (pid: number) => pid > 0 && existsSync(`/proc/${pid}`);

it.skipIf(process.platform !== 'linux')('runs the program while it is on, once, and ends it', async () => {
  const awake = new KeepAwake(keeper('first'));
  awake.set(true);
  awake.set(true);
  await expect.poll(() => runs(numberIn('first'))).toBe(true);
  awake.set(false);
  await expect.poll(() => runs(numberIn('first'))).toBe(false);
});

it.skipIf(process.platform !== 'linux')('leaves nothing behind when the process is killed', async () => {
  const module = new URL('../../core/host/keep-awake.ts', import.meta.url).href;
  const script = `const { KeepAwake } = await import(${JSON.stringify(module)});
    new KeepAwake(${JSON.stringify(keeper('second'))}).set(true); setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
  await expect.poll(() => runs(numberIn('second')), { timeout: 20_000 }).toBe(true);
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  await expect.poll(() => runs(numberIn('second'))).toBe(false);
});

it('a system without such a program is no trouble', async () => {
  const awake = new KeepAwake([join(folder, 'absent')]);
  awake.set(true);
  await new Promise((resolve) => setImmediate(resolve));
  awake.set(false);
  expect([keeperFor('linux', 7)?.[0], keeperFor('darwin', 7)?.at(-1), keeperFor('win32', 7)]).toEqual([
    'systemd-inhibit',
    '7',
    null,
  ]);
});
