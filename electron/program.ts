/**
 * What the desktop program adds around the engine's window, and nothing else.
 *
 * The engine runs in a process of its own; the window loads the engine's page over loopback exactly as a browser does.
 */
import { basename, join } from 'node:path';
import {
  app,
  type BrowserWindow,
  dialog,
  type OpenDialogOptions,
  powerMonitor,
  screen,
  session,
} from 'electron';
import { z } from 'zod';
import { ApiError } from '../core/api/client.ts';
import { asFieldbootError, type Problem } from '../core/errors.ts';
import { CHOOSE_ISO, CONNECTION } from './channels.ts';
import { EngineHost } from './engine-host.ts';
import { handle, type Trusted } from './ipc.ts';
import { locate } from './locations.ts';
import { installMenu } from './menu.ts';
import { createKeepAwake } from './power.ts';
import { mayQuit } from './quit.ts';
import { recall, remember, visibleBounds } from './remembered.ts';
import { lockSession } from './session.ts';
import { createWindow } from './window.ts';
import { type Words, wordsFor } from './words.ts';

/** Milliseconds a question may wait for the engine: an ISO on a slow stick, and a technician who wants to quit. */
const PATIENCE = { importing: 120_000, quitting: 3_000 };
/** Milliseconds before a crashed page is loaded again. */
const RELOAD_PAUSE = 1_000;

/** Made once Electron is ready. */
export class Program {
  readonly #places = locate(
    join(import.meta.dirname, '../..'),
    app.isPackaged ? { resources: process.resourcesPath } : null,
  );
  readonly #rememberedFile = join(app.getPath('userData'), 'remembered.json');
  readonly #remembered = recall(this.#rememberedFile);
  readonly #host: EngineHost;
  readonly #words: Words = wordsFor(app.getLocale());
  #window: BrowserWindow | null = null;
  /** Origin whose page is in the window; null when loading failed. */
  #loaded: string | null = null;
  #asking = false;
  #leaving = false;

  /** @param data folder of state and library; null: the usual one. */
  constructor(data: string | null) {
    this.#host = new EngineHost({
      script: this.#places.engine,
      environment: this.#places.environment,
      port: this.#remembered.port,
      data,
    });
  }

  readonly origin = (): string | null => this.#host.origin;

  /** The order matters: everything that shuts the window off is there before the window is. */
  run(): void {
    installMenu(this.#words);
    lockSession(session.defaultSession, this.origin);
    this.#answerWindow();
    this.#followEngine();
    powerMonitor.on('shutdown', () => void this.leave({ ask: false }));
    this.#host.start();
  }

  /** A second start of the program: the window comes to the front, and takes the media that start named. */
  secondStart(isos: readonly string[]): void {
    if (this.#window?.isMinimized()) this.#window.restore();
    this.#window?.show();
    this.#window?.focus();
    this.importAll(isos);
  }

  /** Imports media once the engine is ready; what cannot be imported is told one by one. */
  importAll(paths: readonly string[]): void {
    for (const path of paths) void this.#import(path);
  }

  /** Quitting, by whatever way, comes through here: the question, the engine's end in order, then the end. */
  beforeQuit(event: { preventDefault(): void }): void {
    if (this.#leaving) return;
    event.preventDefault();
    void this.leave({ ask: true });
  }

  async leave({ ask }: { ask: boolean }): Promise<void> {
    if (this.#leaving || (ask && this.#asking)) return;
    if (ask && !(await this.#agreed())) return;
    this.#leaving = true;
    this.#keep();
    await this.#host.stop();
    app.quit();
  }

  async #agreed(): Promise<boolean> {
    this.#asking = true;
    const machines = () => this.#host.client(PATIENCE.quitting)('machines', {});
    const agreed = await mayQuit(machines, this.#window, this.#words);
    this.#asking = false;
    return agreed;
  }

  async #import(path: string): Promise<void> {
    try {
      await this.#host.address();
      await this.#host.client(PATIENCE.importing)('importImage', { path });
    } catch (thrown) {
      const { sentence, advice } = problemOf(thrown);
      dialog.showErrorBox(this.#words.notImported(basename(path)), `${sentence}\n${advice}`);
    }
  }

  #answerWindow(): void {
    const trusted: Trusted = { contents: () => this.#window?.webContents ?? null, origin: this.origin };
    handle(CONNECTION, z.tuple([]), trusted, () => this.#host.address());
    handle(CHOOSE_ISO, z.tuple([]), trusted, () => this.#chooseIso());
  }

  async #chooseIso(): Promise<string[]> {
    const options: OpenDialogOptions = {
      title: this.#words.chooseIso,
      filters: [{ name: this.#words.isoFiles, extensions: ['iso', 'ISO'] }],
      properties: ['openFile', 'multiSelections'],
    };
    const window = this.#window;
    const chosen = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));
    return chosen.canceled ? [] : chosen.filePaths;
  }

  #followEngine(): void {
    const awake = createKeepAwake();
    this.#host.on('status', ({ serving }) => awake.update(serving !== null));
    this.#host.on('state', (state) => {
      if (state.name === 'ready') this.#showPage(state.address.url);
      if (state.name === 'failed') void this.#tellFailure(state.problem);
      if (state.name === 'failed' || state.name === 'ended') awake.update(false);
    });
  }

  /** The page asks for the token itself, so it stands in no address; a page that is there finds the new engine by itself. */
  #showPage(origin: string): void {
    this.#window ??= this.#openWindow();
    if (this.#loaded === origin) return;
    this.#loaded = origin;
    this.#window.loadURL(`${origin}/`).catch(() => {
      this.#loaded = null;
    });
  }

  #openWindow(): BrowserWindow {
    const screens = screen.getAllDisplays().map(({ workArea }) => workArea);
    const window = createWindow({
      preload: this.#places.preload,
      bounds: visibleBounds(this.#remembered.bounds, screens),
      maximized: this.#remembered.maximized,
    });
    window.on('close', (event) => this.beforeQuit(event));
    window.on('closed', () => {
      this.#window = null;
    });
    // Windows ends the session without asking the program to quit.
    window.on('session-end', () => void this.leave({ ask: false }));
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') setTimeout(() => this.#window?.webContents.reload(), RELOAD_PAUSE);
    });
    return window;
  }

  async #tellFailure({ sentence, advice }: Problem): Promise<void> {
    const { response } = await dialog.showMessageBox({
      type: 'error',
      message: this.#words.engineFailed,
      detail: `${sentence}\n${advice}`,
      buttons: [this.#words.tryAgain, this.#words.quit],
      defaultId: 0,
      cancelId: 1,
      noLink: true,
    });
    if (response === 0) this.#host.start();
    else void this.leave({ ask: false });
  }

  #keep(): void {
    const window = this.#window;
    const port = Number(URL.parse(this.#host.origin ?? '')?.port ?? 0);
    remember(this.#rememberedFile, {
      bounds: window?.getNormalBounds() ?? this.#remembered.bounds,
      maximized: window?.isMaximized() ?? this.#remembered.maximized,
      port: port === 0 ? this.#remembered.port : port,
    });
  }
}

function problemOf(thrown: unknown): Problem {
  return thrown instanceof ApiError ? thrown.problem : asFieldbootError(thrown).problem;
}
