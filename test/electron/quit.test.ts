import { beforeEach, describe, expect, test, vi } from 'vitest';
import { installingMachines, mayQuit } from '../../electron/quit.ts';
import { wordsFor } from '../../electron/words.ts';
import { dialog, resetElectron, world } from './fake-electron.ts';
import { machine } from './views.ts';

vi.mock('electron', () => import('./fake-electron.ts'));

beforeEach(() => {
  resetElectron();
  dialog.showMessageBox.mockClear();
});

describe('machines that quitting would leave half installed', () => {
  test.each([
    ['one that installs', machine({ state: 'installing', name: 'rack 1' }), ['rack 1 (52:54:00:12:34:56)']],
    ['one that fetches its kernel', machine({ state: 'booting', stage: 'kernel' }), ['52:54:00:12:34:56']],
    ['not one that was only assigned', machine({ state: 'booting', stage: null }), []],
    ['not one that waits', machine({ state: 'waiting' }), []],
    ['not one that is done', machine({ state: 'installed', stage: 'finished' }), []],
  ])('%s', (_what, one, names) => {
    expect(installingMachines([one])).toEqual(names);
  });

  test('a name from the wire is one short line', () => {
    const product = `A\n\u202e\u0007${'B'.repeat(500)}`;
    expect(installingMachines([machine({ state: 'installing', product })])).toEqual([
      `A   ${'B'.repeat(36)} (52:54:00:12:34:56)`,
    ]);
  });
});

const many = Array.from({ length: 7 }, (_, i) => machine({ state: 'installing', name: `m${i}` }));

test('nothing installs: nothing is asked', async () => {
  expect(await mayQuit(async () => [machine({})], null, wordsFor('en'))).toBe(true);
  expect(dialog.showMessageBox).not.toHaveBeenCalled();
});

test('an engine that does not answer keeps nobody from quitting', async () => {
  expect(await mayQuit(() => Promise.reject(new Error('hung')), null, wordsFor('en'))).toBe(true);
});

test('machines install: the technician is asked, and keeping on is the safe answer', async () => {
  world.buttons = [0, 1];
  expect(await mayQuit(async () => many, null, wordsFor('en'))).toBe(false);
  expect(await mayQuit(async () => many, null, wordsFor('en'))).toBe(true);
  expect(dialog.showMessageBox).toHaveBeenCalledWith({
    type: 'warning',
    message: '7 machines are installing.',
    detail: expect.stringMatching(/^m0 .*\n.*\n.*\n.*\nm4 \(.*\nand 2 more\n\nThey install/),
    buttons: ['Keep serving', 'Quit anyway'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
});

test('the question is in Chinese for a Chinese desktop, in English for any other', async () => {
  await mayQuit(async () => many, null, wordsFor('zh-CN'));
  expect(dialog.showMessageBox.mock.calls[0]?.[0]).toMatchObject({
    message: '有 7 台机器正在安装。',
    buttons: ['继续服务', '仍然退出'],
  });
  expect(wordsFor('fr')).toBe(wordsFor('en-GB'));
  expect(wordsFor('zh')).toBe(wordsFor('zh-TW'));
});

test('every word is said in both languages', () => {
  const kinds = (words: object) => Object.entries(words).map(([key, value]) => [key, typeof value]);
  expect(kinds(wordsFor('zh-CN'))).toEqual(kinds(wordsFor('en')));
});
