import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { dataArgument, isoArguments } from '../../electron/arguments.ts';
import { locate } from '../../electron/locations.ts';
import { menuTemplate } from '../../electron/menu.ts';
import { createKeepAwake } from '../../electron/power.ts';
import { recall, remember, visibleBounds } from '../../electron/remembered.ts';
import { wordsFor } from '../../electron/words.ts';
import type { Desktop } from '../../renderer/desktop.ts';
import { calls, exposed, resetElectron } from './fake-electron.ts';

vi.mock('electron', () => import('./fake-electron.ts'));

let folder = '';
beforeEach(() => {
  resetElectron();
  folder = mkdtempSync(join(tmpdir(), 'fieldboot-electron-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the preload gives the window its four verbs and nothing else', async () => {
  await import('../../electron/preload.ts');
  const desktop = exposed.get('fieldboot') as Desktop;
  expect(Object.keys(desktop)).toEqual(['platform', 'pathForFile', 'chooseIso', 'connection']);
  expect([...exposed.keys()]).toEqual(['fieldboot']);
  expect(desktop.pathForFile(new File([], 'debian.iso'))).toBe('/media/debian.iso');
  await desktop.chooseIso();
  await desktop.connection();
  expect(calls).toEqual(['invoke fieldboot:choose-iso', 'invoke fieldboot:connection']);
});

test('the laptop is kept awake from the first news of serving to the last', () => {
  const awake = createKeepAwake();
  for (const serving of [false, true, true, false, false, true]) awake.update(serving);
  expect(calls).toEqual([
    'powerSaveBlocker.start prevent-app-suspension',
    'powerSaveBlocker.stop 1',
    'powerSaveBlocker.start prevent-app-suspension',
  ]);
});

test('media on the command line are those that end in .iso, from the folder it was typed in', () => {
  const argv = ['/opt/fieldboot', '--no-sandbox', 'debian.iso', '/m/W.ISO', 'a.txt', '--x=y.iso'];
  expect(isoArguments(argv, '/home/tech')).toEqual(['/home/tech/debian.iso', '/m/W.ISO']);
});

test.each([
  [['electron', '.', '--data', 'jobs/a', 'x.iso'], '/home/tech/jobs/a'],
  [['electron', '.', '--data=/srv/b'], '/srv/b'],
  [['electron', '.', '--data'], null],
  [['electron', '.'], null],
])('the data folder of %j is %s', (argv, folder) => {
  expect(dataArgument(argv, '/home/tech')).toBe(folder);
});

test('the parts lie in the source tree, or in the archive with the boot files beside it', () => {
  expect(locate('/src', null)).toEqual({
    engine: '/src/dist/engine/engine.js',
    preload: '/src/dist/electron/preload.cjs',
    environment: {
      FIELDBOOT_WINDOW: '/src/dist/renderer',
      FIELDBOOT_TEMPLATES: '/src/resources/answers',
      FIELDBOOT_BOOTFILES: '/src/.cache/bootfiles',
    },
  });
  expect(locate('/r/app.asar', { resources: '/r' })).toMatchObject({
    engine: '/r/app.asar/dist/engine/engine.js',
    environment: { FIELDBOOT_BOOTFILES: '/r/bootfiles', FIELDBOOT_WINDOW: '/r/app.asar/dist/renderer' },
  });
});

test('only macOS gets the menus that its shortcuts need, only developers the tools', () => {
  const words = wordsFor('zh-CN');
  const shape = (platform: NodeJS.Platform, developing: boolean) =>
    menuTemplate(platform, developing, words).map(({ role, label }) => role ?? label);
  expect(shape('darwin', false)).toEqual(['appMenu', 'editMenu', '显示', 'windowMenu']);
  expect(shape('win32', false)).toEqual(['显示']);
  expect(JSON.stringify(menuTemplate('linux', false, words))).not.toContain('toggleDevTools');
  expect(JSON.stringify(menuTemplate('linux', true, words))).toContain('toggleDevTools');
});

const KEPT = { bounds: { x: 5, y: 6, width: 1000, height: 700 }, maximized: true, port: 40123 };

test('what is remembered comes back; a file that cannot be written is no harm', () => {
  const file = join(folder, 'remembered.json');
  remember(file, KEPT);
  expect(recall(file)).toEqual(KEPT);
  remember(join(folder, 'no/such/folder'), KEPT);
});

test.each([
  ['a missing file', null, { bounds: null, maximized: false, port: null }],
  ['text', 'not json', { bounds: null, maximized: false, port: null }],
  ['a bad port', JSON.stringify({ ...KEPT, port: 80 }), { ...KEPT, port: null }],
  [
    'bounds too small',
    JSON.stringify({ ...KEPT, bounds: { x: 0, y: 0, width: 1, height: 1 } }),
    { ...KEPT, bounds: null },
  ],
])('%s is remembered as what is good in it', (_what, text, expected) => {
  const file = join(folder, 'remembered.json');
  if (text !== null) writeFileSync(file, text);
  expect(recall(file)).toEqual(expected);
});

test.each([
  ['on the screen', { x: 100, y: 100, width: 900, height: 600 }, true],
  ['half off the side', { x: -400, y: 100, width: 900, height: 600 }, true],
  ['on a screen that is gone', { x: 2500, y: 100, width: 900, height: 600 }, false],
  ['with its title bar above the screen', { x: 100, y: -200, width: 900, height: 600 }, false],
])('a window %s keeps its place: %s', (_what, bounds, keeps) => {
  const screens = [{ x: 0, y: 0, width: 1920, height: 1040 }];
  expect(visibleBounds(bounds, screens)).toEqual(keeps ? bounds : null);
});
