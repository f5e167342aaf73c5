/** What the lab asks of the operating system: commands, waiting, and leaving nothing behind. */

import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Runs a command to its end; throws with its own words when it fails. Returns its output. */
export function sh(program: string, ...args: string[]): string {
  const done = spawnSync(program, args, { encoding: 'utf8' });
  if (done.status === 0) return done.stdout;
  const words = done.error?.message ?? done.stderr.trim();
  throw new Error(`${program} ${args.join(' ')}: ${words}`);
}

/** Runs a command and does not mind if it fails (for clearing away). */
export function quietly(program: string, ...args: string[]): void {
  spawnSync(program, args, { stdio: 'ignore' });
}

/** Starts a command inside a network namespace. `ip` becomes the command, so the process id is the command's. */
export function spawnIn(
  namespace: string,
  program: string,
  args: readonly string[],
  options: SpawnOptions = {},
): ChildProcess {
  const child = spawn('ip', ['netns', 'exec', namespace, program, ...args], options);
  child.on('error', () => {});
  return child;
}

/** Resolves when a child has ended, at once when it already has. */
export function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

/** Asks a child to end, and makes it end after some seconds. */
export async function endGently(child: ChildProcess, seconds = 10): Promise<void> {
  child.kill('SIGTERM');
  const stop = new AbortController();
  await Promise.race([
    ended(child),
    sleep(seconds * 1000, undefined, { signal: stop.signal }).catch(() => {}),
  ]);
  stop.abort();
  child.kill('SIGKILL');
  await ended(child);
}

/** Polls every so many milliseconds until `look` returns something; rejects with `what` when the time is over. */
export async function until<T>(
  what: string,
  seconds: number,
  look: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  every = 500,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`);
    await sleep(every);
  }
}

/** Text of a file, empty while there is none. */
export function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

const leftovers: (() => void)[] = [];
let watching = false;

/** Registers something to clear away when this process ends, however it ends. Last in, first out. Must be synchronous. */
export function atEnd(clear: () => void): void {
  if (!watching) watchTheEnd();
  leftovers.push(clear);
}

function watchTheEnd(): void {
  watching = true;
  process.on('exit', clearAway);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => process.exit(signal === 'SIGINT' ? 130 : 143));
}

/** Clears everything away now. */
export function clearAway(): void {
  for (let clear = leftovers.pop(); clear; clear = leftovers.pop()) {
    try {
      clear();
    } catch (error) {
      console.error(`while clearing away: ${error instanceof Error ? error.message : error}`);
    }
  }
}
