/** Debian's Chromium, each window with a fresh profile; everything it complains about is kept. */
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** One window with cookies and storage of its own. */
export interface OpenWindow {
  readonly page: Page;
  /** Errors of the console and of scripts, refusals of the content security policy among them. */
  readonly complaints: string[];
  close(): Promise<void>;
}

/** A window with a Chromium of its own, which ends with it. */
export type OpenBrowser = OpenWindow;

const EXECUTABLE = process.env.FIELDBOOT_CHROMIUM ?? '/usr/bin/chromium';

/** Starts Chromium, without a window. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: EXECUTABLE,
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb'],
    timeout: 120_000,
  });
}

/** Opens a window of 1280 by 800, in English, unless told otherwise. */
export async function openWindow(browser: Browser, options: BrowserContextOptions = {}): Promise<OpenWindow> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en',
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  // Chromium on a busy machine takes seconds to draw what takes milliseconds elsewhere.
  page.setDefaultTimeout(30_000);
  return { page, complaints, close: () => context.close() };
}

export async function openBrowser(options: BrowserContextOptions = {}): Promise<OpenBrowser> {
  const browser = await launchChromium();
  const { page, complaints } = await openWindow(browser, options);
  return { page, complaints, close: () => browser.close() };
}
