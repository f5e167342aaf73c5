/**
 * Electron's API as far as Fieldboot calls it, for `vi.mock('electron')`. It keeps what it was told; its utility
 * processes are real processes of Node, so that the engine host is tested on real starts, crashes and ends.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';

/** What Fieldboot did, in order: `enableSandbox`, `loadURL http://…`, … */
export const calls: string[] = [];

/** What the fake answers; a test sets it before it loads the program. */
export const world = {
  locale: 'en-US',
  alone: true,
  userData: join(tmpdir(), 'fieldboot-no-such-folder'),
  /** Index of the button pressed in the next message boxes; the last one stays. */
  buttons: [0],
  chosen: { canceled: true, filePaths: [] as string[] },
};

const told = (call: string): void => {
  calls.push(call);
};

class FakeApp extends EventEmitter {
  isPackaged = false;
  commandLine = { hasSwitch: () => false };
  getPath = (name: string) => (name === 'userData' ? world.userData : `/appdata`);
  getLocale = () => world.locale;
  setPath = (name: string, path: string) => told(`setPath ${name} ${path}`);
  setAppUserModelId = (id: string) => told(`setAppUserModelId ${id}`);
  enableSandbox = () => told('enableSandbox');
  requestSingleInstanceLock = (data: unknown) => {
    told(`requestSingleInstanceLock ${JSON.stringify(data)}`);
    return world.alone;
  };
  whenReady = async () => told('whenReady');
  /** As Electron does: `before-quit` may refuse. */
  quit = () => {
    let refused = false;
    this.emit('before-quit', { preventDefault: () => (refused = true) });
    told(refused ? 'quit refused' : 'quit');
  };
}
export const app = new FakeApp();

export class FakeContents extends EventEmitter {
  mainFrame = { origin: 'null' };
  openHandler: ((details: { url: string }) => { action: string }) | undefined;
  setWindowOpenHandler = (handler: (details: { url: string }) => { action: string }) => {
    this.openHandler = handler;
  };
  reload = () => told('reload');
}

export class BrowserWindow extends EventEmitter {
  static all: BrowserWindow[] = [];
  readonly webContents = new FakeContents();
  readonly options: Record<string, unknown>;
  constructor(options: Record<string, unknown>) {
    super();
    this.options = options;
    BrowserWindow.all.push(this);
    told('new BrowserWindow');
    app.emit('web-contents-created', {}, this.webContents);
  }
  loadURL = async (address: string) => {
    this.webContents.mainFrame = { origin: new URL(address).origin };
    told(`loadURL ${address}`);
  };
  isMinimized = () => true;
  isMaximized = () => false;
  getNormalBounds = () => ({ x: 1, y: 2, width: 1000, height: 700 });
  maximize = () => told('maximize');
  restore = () => told('restore');
  show = () => told('show');
  focus = () => told('focus');
}

export class FakeSession {
  permissionRequest:
    | ((contents: null, permission: string, answer: (yes: boolean) => void) => void)
    | undefined;
  permissionCheck: (() => boolean) | undefined;
  devicePermission: (() => boolean) | undefined;
  beforeRequest: ((details: { url: string }, answer: (verdict: unknown) => void) => void) | undefined;
  headersReceived: ((details: object, answer: (verdict: unknown) => void) => void) | undefined;
  setPermissionRequestHandler = (handler: never) => {
    told('setPermissionRequestHandler');
    this.permissionRequest = handler;
  };
  setPermissionCheckHandler = (handler: never) => {
    this.permissionCheck = handler;
  };
  setDevicePermissionHandler = (handler: never) => {
    this.devicePermission = handler;
  };
  setProxy = async () => {};
  webRequest = {
    onBeforeRequest: (handler: never) => {
      this.beforeRequest = handler;
    },
    onHeadersReceived: (handler: never) => {
      this.headersReceived = handler;
    },
  };
}
export const session = { defaultSession: new FakeSession() };

export const Menu = {
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu: () => told('setApplicationMenu'),
};

export const dialog = {
  showMessageBox: vi.fn(async (...given: unknown[]) => {
    const { message } = given.at(-1) as { message: string };
    told(`showMessageBox ${message}`);
    const response = world.buttons.length > 1 ? world.buttons.shift() : world.buttons[0];
    return { response: response ?? 0 };
  }),
  showErrorBox: (title: string, text: string) => told(`showErrorBox ${title} ${text}`),
  showOpenDialog: vi.fn(async () => world.chosen),
};

export const shell = {
  openExternal: async (address: string) => told(`openExternal ${address}`),
};

type Handler = (event: unknown, ...values: unknown[]) => Promise<unknown>;
export const handlers = new Map<string, Handler>();
export const ipcMain = {
  handle: (channel: string, handler: Handler) => {
    told(`handle ${channel}`);
    handlers.set(channel, handler);
  },
};

export const exposed = new Map<string, unknown>();
export const contextBridge = {
  exposeInMainWorld: (name: string, value: unknown) => exposed.set(name, value),
};
export const ipcRenderer = {
  invoke: async (channel: string, ...values: unknown[]) => {
    told(`invoke ${[channel, ...values].join(' ')}`);
    return channel;
  },
};
export const webUtils = { getPathForFile: (file: File) => `/media/${file.name}` };

let blockers = 0;
export const powerSaveBlocker = {
  start: (type: string) => {
    told(`powerSaveBlocker.start ${type}`);
    blockers += 1;
    return blockers;
  },
  stop: (id: number) => told(`powerSaveBlocker.stop ${id}`),
};

export const powerMonitor = new EventEmitter();
export const screen = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }],
};

interface ForkOptions {
  readonly env: NodeJS.ProcessEnv;
}

/** A process of Node in place of a utility process; `process.parentPort` is made by the script `parent-port.ts`. */
export class FakeUtilityProcess extends EventEmitter {
  readonly #child: ChildProcess;
  readonly stdout;
  readonly stderr;
  constructor(script: string, words: readonly string[], options: ForkOptions) {
    super();
    told(`fork ${words.join(' ')}`);
    this.#child = fork(script, words, {
      env: options.env,
      silent: true,
      execArgv: ['--import', new URL('./parent-port.ts', import.meta.url).href],
    });
    this.stdout = this.#child.stdout;
    this.stderr = this.#child.stderr;
    this.#child.on('exit', (code) => this.emit('exit', code ?? 1));
    running.add(this.#child);
  }
  get pid() {
    return this.#child.pid;
  }
  postMessage(message: unknown) {
    if (this.#child.connected) this.#child.send(message as string);
  }
}
const running = new Set<ChildProcess>();
export const utilityProcess = {
  fork: (script: string, words: string[], options: ForkOptions) =>
    new FakeUtilityProcess(script, words, options),
};

/** Forgets everything and ends every process still running. */
export function resetElectron(): void {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
  calls.length = 0;
  handlers.clear();
  exposed.clear();
  blockers = 0;
  BrowserWindow.all = [];
  session.defaultSession = new FakeSession();
  app.removeAllListeners();
  powerMonitor.removeAllListeners();
  Object.assign(world, {
    locale: 'en-US',
    alone: true,
    buttons: [0],
    chosen: { canceled: true, filePaths: [] },
  });
}
