/** Makes sure that what is tested is what is written: builds the window when a source is newer than the build. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const ROOT = join(import.meta.dirname, '../../..');

export async function buildWindowIfStale(): Promise<void> {
  const page = join(ROOT, 'dist/renderer/index.html');
  const sources = ['renderer', 'core/api'].flatMap((folder) => filesOf(join(ROOT, folder)));
  const newest = Math.max(...sources.map((file) => statSync(file).mtimeMs));
  if (existsSync(page) && statSync(page).mtimeMs > newest) return;
  await build({ root: join(ROOT, 'renderer'), logLevel: 'warn' });
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
