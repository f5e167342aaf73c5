/** Builds the window and the desktop program when their sources are newer than what was built. */

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'vite';

const ROOT = resolve(import.meta.dirname, '..');

/** Builds the window into dist/renderer if need be; resolves to whether it did. */
export async function buildWindow(): Promise<boolean> {
  const sources = ['renderer', 'core/api', 'core/progress', 'core/errors.ts', 'package-lock.json'];
  if (!isOlder('dist/renderer/index.html', sources)) return false;
  await build({ root: join(ROOT, 'renderer'), logLevel: 'warn' });
  return true;
}

/** Bundles what Electron runs into dist/electron and dist/engine if need be; resolves to whether it did. */
export async function buildDesktop(): Promise<boolean> {
  if (!isOlder('dist/electron/main.js', ['electron', 'core', 'package-lock.json'])) return false;
  const { buildElectron } = await import('../electron/build.ts');
  await buildElectron();
  return true;
}

/** Whether a built file is absent, or older than any file of its sources. */
function isOlder(built: string, sources: readonly string[]): boolean {
  const file = join(ROOT, built);
  const newest = Math.max(...sources.map((path) => newestBelow(join(ROOT, path))));
  return !existsSync(file) || statSync(file).mtimeMs < newest;
}

/** Latest modification of a file, or of any file below a folder, in milliseconds since 1970; 0 when absent. */
function newestBelow(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return stats?.mtimeMs ?? 0;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newestBelow(join(path, name))));
}
