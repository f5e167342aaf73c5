/** Debian's Chromium with a fresh profile each time; everything it complains about is kept. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';

export interface OpenBrowser {
  readonly page: Page;
  /** Errors of the console and of scripts, refusals of the content security policy among them. */
  readonly complaints: string[];
  close(): Promise<void>;
}

const EXECUTABLE = process.env.FIELDBOOT_CHROMIUM ?? '/usr/bin/chromium';

export async function openBrowser(options: BrowserContextOptions = {}): Promise<OpenBrowser> {
  const folder = mkdtempSync(join(tmpdir(), 'fieldboot-ui-'));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: EXECUTABLE,
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb'],
    viewport: { width: 1280, height: 800 },
    locale: 'en',
    reducedMotion: 'reduce',
    ...options,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  // Chromium on a busy machine takes seconds to draw what takes milliseconds elsewhere.
  page.setDefaultTimeout(30_000);
  return {
    page,
    complaints,
    async close() {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
