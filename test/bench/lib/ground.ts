/**
 * Where a benchmark runs: a network namespace that only its processes are in. Its loopback is empty, every port is
 * free, and it goes away with the last of them. Without root a user namespace gives the same.
 */

import { spawn, spawnSync } from 'node:child_process';

const INSIDE = 'FIELDBOOT_BENCH_INSIDE';

export const isInside = (): boolean => process.env[INSIDE] === '1';

/** Runs this same program again inside a namespace of its own; resolves to its exit status. */
export function runInside(): Promise<number> {
  const asRoot = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  const again = [...process.execArgv, ...process.argv.slice(1)];
  const child = spawn('unshare', [...asRoot, '--net', process.execPath, ...again], {
    stdio: 'inherit',
    env: { ...process.env, [INSIDE]: '1' },
  });
  // Ctrl-C reaches the child by itself, and it has things to end first.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(`unshare: ${error.message}`);
      resolve(1);
    });
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** A new namespace's loopback is down. */
export function raiseLoopback(): void {
  const done = spawnSync('ip', ['link', 'set', 'lo', 'up'], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`ip link set lo up: ${done.stderr || done.error?.message}`);
}
