/** What the desktop program (Electron's preload) gives the window beyond a browser; absent in a browser. */

export interface Desktop {
  readonly platform: 'electron';
  /** Path of a dropped or chosen file on this laptop. */
  pathForFile(file: File): string;
  /** The system's file dialog; paths of the media chosen, none when it was cancelled. */
  chooseIso(): Promise<string[]>;
  /** Address (`http://127.0.0.1:PORT`) and token of the engine that runs now; both change when it is restarted. */
  connection(): Promise<{ url: string; token: string }>;
}

declare global {
  interface Window {
    readonly fieldboot?: Desktop;
  }
}

/** The desktop program, or undefined in a browser. */
export const desktop: Desktop | undefined = globalThis.window?.fieldboot;
