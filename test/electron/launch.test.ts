/** The window in Electron itself: only where its binary is. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron } from 'playwright-core';
import { expect, test } from 'vitest';
import { buildElectron } from '../../electron/build.ts';
import { windowIsBuilt } from './pack-check.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** Electron's executable, or why it cannot be run here. Never `import 'electron'`: outside of Electron that downloads it. */
function findElectron(): { readonly path: string } | { readonly missing: string } {
  const folder = join(ROOT, 'node_modules/electron');
  const name = existsSync(join(folder, 'path.txt'))
    ? readFileSync(join(folder, 'path.txt'), 'utf8')
    : 'electron';
  const path = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'), name);
  if (!existsSync(path)) return { missing: "Electron's binary is not installed (npx install-electron)" };
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) return { missing: 'there is no display' };
  if (!windowIsBuilt()) return { missing: 'the window is not built (npm run build)' };
  return { path };
}

test('the window opens in Electron, shut off, and finds its engine', {
  timeout: 120_000,
}, async (context) => {
  const electron = findElectron();
  if ('missing' in electron) return context.skip(electron.missing);
  await buildElectron();
  const folder = mkdtempSync(join(tmpdir(), 'fieldboot-launch-'));
  const program = await _electron.launch({
    executablePath: electron.path,
    // Chromium refuses root with its sandbox.
    args: ['.', `--user-data-dir=${folder}`, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    cwd: ROOT,
    env: { ...(process.env as Record<string, string>), FIELDBOOT_DATA: join(folder, 'data') },
  });
  try {
    const page = await program.firstWindow();
    await page.waitForSelector('#root > *');
    const seen = await page.evaluate(async () => ({
      platform: window.fieldboot?.platform,
      engine: (await window.fieldboot?.connection())?.url,
      here: window.location.origin,
      node: typeof (globalThis as { require?: unknown }).require,
    }));
    expect(seen).toEqual({ platform: 'electron', engine: seen.here, here: seen.here, node: 'undefined' });
  } finally {
    await program.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
