/** The window: how it is shut off from everything but our page, and what it may open. */
import { BrowserWindow, type Rectangle, shell, type WebContents } from 'electron';

export interface WindowOptions {
  readonly preload: string;
  readonly bounds: Rectangle | null;
  readonly maximized: boolean;
}

/** Makes the window, hidden until its page has painted. Most of the preferences are defaults, said all the same. */
export function createWindow({ preload, bounds, maximized }: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    ...(bounds ?? { width: 1280, height: 800 }),
    minWidth: 900,
    minHeight: 600,
    show: false,
    title: 'Fieldboot',
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      // It would fetch dictionaries from the internet.
      spellcheck: false,
    },
  });
  if (maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  return window;
}

/** The address when it is one to give to the browser: the web, with nothing hidden in it; else null. */
export function externalAddress(address: string): string | null {
  const url = URL.parse(address);
  if (url === null || address.length > 2048) return null;
  const web = url.protocol === 'https:' || url.protocol === 'http:';
  const here = /^(localhost|127\.|0\.0\.0\.0$|\[)/.test(url.hostname);
  return web && !here && url.username === '' && url.password === '' ? url.href : null;
}

/** Keeps contents at our page: every other navigation, window and embedded page is refused. */
export function guardContents(contents: WebContents, origin: () => string | null): void {
  const home = (address: string) => origin() !== null && address.split('#')[0] === `${origin()}/`;
  contents.on('will-frame-navigate', (event) => {
    // The page may load itself again; a file dropped beside the drop zone would replace it.
    if (!(event.isMainFrame && home(event.url))) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!home(event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    const address = externalAddress(url);
    if (address !== null) void shell.openExternal(address);
    return { action: 'deny' };
  });
}
