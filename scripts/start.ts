/**
 * `npm start`: boot files, window, engine, and the window open, in Electron or else in the default browser.
 *
 *   npm start -- --data FOLDER     state and library somewhere else than in the home folder
 *   FIELDBOOT_BROWSER=1 npm start  the browser, whether Electron is there or not
 *   FIELDBOOT_OPEN=0 npm start     open nothing, only print the address
 *
 * A second start shows the window of the first.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { checkRights } from '../core/host/rights.ts';
import { ensureBootFiles } from '../resources/fetch.ts';
import { buildDesktop, buildWindow } from './build.ts';
import { findElectron } from './find-electron.ts';

const ROOT = resolve(import.meta.dirname, '..');
const ARGUMENTS = process.argv.slice(2);
const say = (line: string) => console.log(line);

/** An Electron that ends with an error this soon has not started at all (no sandbox, missing libraries). */
const STILLBORN_MS = 8000;

async function main(): Promise<number> {
  await sayBootFiles();
  await sayRights();
  if (await buildWindow()) say('built the window');
  void fetchOptional();
  const found = await findElectron(say);
  if ('because' in found) return openBrowser(found.because);
  await buildDesktop();
  say('opening the window in Electron');
  const started = Date.now();
  const code = await exitOf(spawn(found.binary, [ROOT, ...ARGUMENTS], { stdio: 'inherit', cwd: ROOT }));
  if (code === 0 || Date.now() - started > STILLBORN_MS) return code;
  return openBrowser(`Electron ended at once with status ${code}`);
}

/** Without them Fieldboot starts all the same: media can be looked at, and files can be brought later. */
async function sayBootFiles(): Promise<void> {
  const { missing, problems, fetched } = await ensureBootFiles({ optional: 'no', say });
  for (const problem of problems) say(`boot files: ${problem}`);
  if (missing.length > 0)
    say(`boot files: ${missing.length} are missing, machines cannot boot until they are here`);
  else if (fetched.length > 0) say('boot files are complete');
}

/** Only media of an older Debian need these, and they are large: the window does not wait for them. */
async function fetchOptional(): Promise<void> {
  for (const problem of (await ensureBootFiles({ say })).problems) say(`boot files: ${problem}`);
}

async function sayRights(): Promise<void> {
  const { missing } = await checkRights();
  for (const { sentence } of missing) say(sentence);
  for (const advice of new Set(missing.map((problem) => problem.advice))) say(advice);
}

/** Starts the engine, which serves the window, and shows its address in the default browser. */
async function openBrowser(because: string): Promise<number> {
  say(`opening the window in the browser: ${because}`);
  const cli = join(ROOT, 'core/cli.js');
  const engine = spawn(process.execPath, [cli, 'window', '--join', '--json', ...ARGUMENTS], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: ROOT,
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => engine.kill('SIGTERM'));
  onReadyLine(engine, (url) => {
    say(`Fieldboot is at ${url}`);
    if (process.env.FIELDBOOT_OPEN !== '0') showInBrowser(url);
  });
  return exitOf(engine);
}

/** Calls back once, with the address in the engine's first line of JSON; other lines are passed on. */
function onReadyLine(engine: ChildProcess, ready: (url: string) => void): void {
  let text = '';
  engine.stdout?.setEncoding('utf8').on('data', (part: string) => {
    text += part;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      const url = urlIn(text.slice(0, end));
      if (url) ready(url);
      else say(text.slice(0, end));
      text = text.slice(end + 1);
    }
  });
}

function urlIn(line: string): string | null {
  try {
    const { url } = JSON.parse(line) as { url?: unknown };
    return typeof url === 'string' ? url : null;
  } catch {
    return null;
  }
}

/** Best effort: the address is printed anyway. */
function showInBrowser(url: string): void {
  const [program, ...args] = browserCommand(url);
  if (!program) return;
  const browser = spawn(program, args, { stdio: 'ignore', detached: true });
  browser.on('error', () => say('no browser could be opened; open the address above yourself'));
  browser.unref();
}

function browserCommand(url: string): string[] {
  if (process.platform === 'darwin') return ['open', url];
  // `start` takes its first quoted argument for a title.
  if (process.platform === 'win32') return ['cmd', '/c', 'start', '""', url.replaceAll('&', '^&')];
  return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? ['xdg-open', url] : [];
}

function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((done) => {
    child.on('error', () => done(127));
    child.on('exit', (code) => done(code ?? 1));
  });
}

// What is still being fetched is fetched at the next start.
process.exit(await main());
