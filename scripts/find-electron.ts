/** Finds Electron's binary, or gets it, or says why the window opens in the browser instead. */

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const FOLDER = resolve(import.meta.dirname, '../node_modules/electron');

/** How long a download of about 100 MB may take before the browser is the better choice. */
const DOWNLOAD_SECONDS = 90;

/** Either the path of the binary, or the reason why there is none, in a sentence's second half. */
export type Found = { readonly binary: string } | { readonly because: string };

export async function findElectron(say: (line: string) => void): Promise<Found> {
  const obstacle = whyBrowser(process.env, process.platform, process.getuid?.());
  if (obstacle) return { because: obstacle };
  const present = binaryPath();
  if (present) return { binary: present };
  if (!existsSync(join(FOLDER, 'install.js')))
    return { because: 'Electron is not among the installed packages' };
  say(`downloading Electron (at most ${DOWNLOAD_SECONDS} s; FIELDBOOT_BROWSER=1 skips this)`);
  const failure = await download();
  const fetched = binaryPath();
  return fetched
    ? { binary: fetched }
    : { because: `Electron's program could not be downloaded (${failure})` };
}

/** What rules Electron out before anything is tried; null when nothing does. */
export function whyBrowser(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  uid: number | undefined,
): string | null {
  if (env.FIELDBOOT_BROWSER === '1') return 'FIELDBOOT_BROWSER=1 says so';
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY)
    return 'there is no graphical session here';
  if (platform === 'linux' && uid === 0) return 'Electron keeps its sandbox, and that does not work as root';
  return null;
}

/** The binary, when its download is complete: path.txt is written last. */
function binaryPath(): string | null {
  const note = join(FOLDER, 'path.txt');
  if (!existsSync(note)) return null;
  const binary = join(FOLDER, 'dist', readFileSync(note, 'utf8').trim());
  return existsSync(binary) ? binary : null;
}

/** Runs the package's own installer; resolves to why it failed, or to an empty text. */
function download(): Promise<string> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [join(FOLDER, 'install.js')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint += text;
    });
    const timer = setTimeout(() => {
      complaint = `not within ${DOWNLOAD_SECONDS} s`;
      child.kill('SIGKILL');
    }, DOWNLOAD_SECONDS * 1000);
    child.on('close', (code) => {
      clearTimeout(timer);
      done(code === 0 ? '' : firstLine(complaint));
    });
  });
}

const firstLine = (text: string) => text.trim().split('\n')[0]?.slice(0, 200) ?? 'no reason given';
