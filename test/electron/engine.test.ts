/** The engine host and the real engine, bundled as Electron runs it; only the utility process is one of Node. */
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { buildElectron } from '../../electron/build.ts';
import { EngineHost } from '../../electron/engine-host.ts';
import { resetElectron } from './fake-electron.ts';

vi.mock('electron', () => import('./fake-electron.ts'));

const ROOT = resolve(import.meta.dirname, '../..');
let dist = '';
let data = '';

// Inside the project, where the native libraries are found.
beforeAll(async () => {
  mkdirSync(join(ROOT, '.cache/test'), { recursive: true });
  dist = mkdtempSync(join(ROOT, '.cache/test/electron-'));
  data = mkdtempSync(join(tmpdir(), 'fieldboot-data-'));
  writeFileSync(join(dist, 'index.html'), '<!doctype html><title>Fieldboot</title>');
  await buildElectron(dist);
}, 60_000);

afterAll(() => {
  resetElectron();
  for (const folder of [dist, data]) rmSync(folder, { recursive: true, force: true });
});

test('the bundled engine starts, is started again after a kill, and ends in order', {
  timeout: 60_000,
}, async () => {
  const host = new EngineHost({
    script: join(dist, 'engine/engine.js'),
    environment: {
      FIELDBOOT_DATA: data,
      FIELDBOOT_WINDOW: dist,
      FIELDBOOT_TEMPLATES: join(ROOT, 'resources/answers'),
      FIELDBOOT_BOOTFILES: join(data, 'none'),
      NODE_OPTIONS: '',
    },
    port: null,
  });
  const control = () => JSON.parse(readFileSync(join(data, 'control.json'), 'utf8')) as { pid: number };

  host.start();
  const first = await host.address();
  const page = await fetch(`${first.url}/`);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await host.client(5_000)('machines', {})).toEqual([]);

  process.kill(control().pid, 'SIGKILL');
  while (host.state.name !== 'waiting') await once(host, 'state');
  const second = await host.address();
  expect(second.url).toBe(first.url);
  expect(second.token).not.toBe(first.token);
  expect((await host.client(5_000)('status', {})).data).toBe(data);

  await host.stop();
  // It takes its address back as the last thing it does in order.
  expect(existsSync(join(data, 'control.json'))).toBe(false);
});
