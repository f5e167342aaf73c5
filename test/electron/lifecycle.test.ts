import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { start as startProgram } from '../../electron/lifecycle.ts';
import type { Locations } from '../../electron/locations.ts';
import {
  app,
  BrowserWindow,
  calls,
  dialog,
  handlers,
  powerMonitor,
  resetElectron,
  world,
} from './fake-electron.ts';

vi.mock('electron', () => import('./fake-electron.ts'));

/** Set by a test before it starts the program: how the stand-in engine behaves. */
const engine: Record<string, string> = {};

vi.mock('../../electron/locations.ts', () => ({
  locate: (): Locations => ({
    engine: join(import.meta.dirname, 'stand-in-engine.ts'),
    preload: '/dist/electron/preload.cjs',
    environment: { NODE_OPTIONS: '', ...engine },
  }),
}));

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Processes start and end here, which takes a busy machine its time. */
const PATIENT = { timeout: 60_000 };

/** Starts the program as main does, and waits until `call` has been made. */
async function start(call: string): Promise<void> {
  void startProgram();
  await made(call);
}

/** Waits until a call that begins so has been made, so many times. */
const made = (call: string, times = 1) =>
  vi.waitFor(
    () => expect(calls.filter((one) => one.startsWith(call)).length).toBeGreaterThanOrEqual(times),
    PATIENT,
  );

const window = () => BrowserWindow.all[0] as BrowserWindow;
const frame = () => ({ sender: window().webContents, senderFrame: window().webContents.mainFrame });
const connection = () =>
  handlers.get('fieldboot:connection')?.(frame()) as Promise<{ url: string; token: string }>;

beforeEach(() => {
  resetElectron();
  world.userData = mkdtempSync(join(tmpdir(), 'fieldboot-electron-'));
  for (const key of Object.keys(engine)) delete engine[key];
});

afterEach(async () => {
  // What a test left running is ended as a terminal would end it.
  if (!calls.includes('quit')) process.emit('SIGTERM');
  if (calls.some((call) => call.startsWith('fork'))) await made('quit');
  for (const signal of signals) process.removeAllListeners(signal);
  resetElectron();
  rmSync(world.userData, { recursive: true, force: true });
});

describe('the desktop program', () => {
  test('sets everything up in order: nothing is open before it is shut off', async () => {
    await start('loadURL');
    const { url } = await connection();
    expect(calls.slice(0, 13)).toEqual([
      expect.stringMatching(/^setPath userData .appdata.Fieldboot Window$/),
      'setAppUserModelId org.fieldboot.Fieldboot',
      'enableSandbox',
      'requestSingleInstanceLock {"isos":[]}',
      'whenReady',
      'setApplicationMenu',
      'setPermissionRequestHandler',
      'handle fieldboot:connection',
      'handle fieldboot:choose-iso',
      'fork window --json --control 127.0.0.1:0',
      'new BrowserWindow',
      `loadURL ${url}/`,
    ]);
    expect(window().options).toMatchObject({ webPreferences: { preload: '/dist/electron/preload.cjs' } });
    expect(window().webContents.openHandler).toBeDefined();
  });

  test('leaves at once when it already runs', async () => {
    world.alone = false;
    await start('quit');
    expect(calls).not.toContain('whenReady');
    expect(BrowserWindow.all).toEqual([]);
  });

  test('comes to the front at a second start, and imports the media that start named', async () => {
    await start('loadURL');
    app.emit('second-instance', {}, [], '/', { isos: ['/m/gone.iso'] });
    await made('showErrorBox');
    expect(calls.slice(-4)).toEqual([
      'restore',
      'show',
      'focus',
      expect.stringMatching(/^showErrorBox gone.iso was not imported. There is no file at \/m\/gone.iso/),
    ]);
    const { url } = await connection();
    expect(await (await fetch(`${url}/imported`)).json()).toEqual(['/m/gone.iso']);
    app.emit('second-instance', {}, [], '/', { isos: 'nonsense' });
  });

  test('gives the connection and the chosen media to our page, and to nobody else', async () => {
    await start('loadURL');
    world.chosen = { canceled: false, filePaths: ['/m/a.iso'] };
    expect(await handlers.get('fieldboot:choose-iso')?.(frame())).toEqual(['/m/a.iso']);
    expect(dialog.showOpenDialog).toHaveBeenCalledWith(window(), {
      title: 'Choose installation media',
      filters: [{ name: 'ISO images', extensions: ['iso', 'ISO'] }],
      properties: ['openFile', 'multiSelections'],
    });
    const stranger = { ...frame(), senderFrame: { origin: 'https://example.org' } };
    await expect(handlers.get('fieldboot:connection')?.(stranger)).rejects.toThrow('refused');
  });

  test('keeps the laptop awake while it serves, through a crash of the engine; the page stays', async () => {
    engine.STAND_IN_SERVING = 'yes';
    await start('powerSaveBlocker.start');
    const before = await connection();
    await fetch(`${before.url}/crash`).catch(() => {});
    await made('fork', 2);
    const after = await connection();
    expect(after.url).toBe(before.url);
    expect(after.token).not.toBe(before.token);
    expect(calls.filter((call) => /^(loadURL|new Browser|powerSave)/.test(call))).toEqual([
      'new BrowserWindow',
      `loadURL ${before.url}/`,
      'powerSaveBlocker.start prevent-app-suspension',
    ]);
  });

  test('loads the page again when the page crashed', async () => {
    await start('loadURL');
    window().webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    await made('reload');
  });

  test('asks before it quits while machines install, by the window or by the menu', async () => {
    engine.STAND_IN_INSTALLING = 'yes';
    world.buttons = [0, 0, 1];
    await start('loadURL');
    const preventDefault = vi.fn();
    window().emit('close', { preventDefault });
    await made('showMessageBox A machine is installing.');
    expect(preventDefault).toHaveBeenCalled();
    await connection();
    app.quit();
    await made('showMessageBox', 2);
    expect(calls).not.toContain('quit');
    const { url } = await connection();
    app.quit();
    await made('quit');
    await vi.waitFor(() => expect(calls.at(-1)).toBe('quit'), PATIENT);
    await expect(fetch(url)).rejects.toThrow();
    expect(JSON.parse(readFileSync(join(world.userData, 'remembered.json'), 'utf8'))).toEqual({
      bounds: { x: 1, y: 2, width: 1000, height: 700 },
      maximized: false,
      port: Number(new URL(url).port),
    });
  });

  test('quits without a question when nothing installs', async () => {
    await start('loadURL');
    app.quit();
    await vi.waitFor(() => expect(calls.at(-1)).toBe('quit'), PATIENT);
    expect(calls.filter((call) => call.startsWith('showMessageBox'))).toEqual([]);
  });

  test('asks nothing when the system shuts down', async () => {
    engine.STAND_IN_INSTALLING = 'yes';
    await start('loadURL');
    powerMonitor.emit('shutdown');
    await vi.waitFor(() => expect(calls.at(-1)).toBe('quit'), PATIENT);
    expect(calls.filter((call) => call.startsWith('showMessageBox'))).toEqual([]);
  });

  test('says why the engine cannot start, tries again when told to, and quits when told to', async () => {
    engine.STAND_IN = 'data-in-use';
    world.buttons = [0, 1];
    await start('quit');
    expect(calls.filter((call) => /^(fork|showMessageBox|quit)/.test(call))).toEqual([
      'fork window --json --control 127.0.0.1:0',
      'showMessageBox Fieldboot cannot work.',
      'fork window --json --control 127.0.0.1:0',
      'showMessageBox Fieldboot cannot work.',
      'quit',
    ]);
    expect(dialog.showMessageBox.mock.lastCall?.[0]).toMatchObject({
      detail: expect.stringContaining('Another Fieldboot (process 77) is using the data folder'),
      buttons: ['Try again', 'Quit'],
    });
  });
});
