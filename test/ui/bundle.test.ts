/** The support bundle of a machine, before the real engine: saved as an archive, copied as text, and no secret in either. */
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildWindow } from '../../scripts/build.ts';
import { type OpenBrowser, openBrowser } from './support/browser.ts';
import { openDeskEngine } from './support/desk-engine.ts';

const MAC = '52:54:00:00:00:01';
const SECRET = 'correct-horse-battery';

let browser: OpenBrowser;
beforeAll(async () => {
  await buildWindow();
  browser = await openBrowser({ permissions: ['clipboard-read', 'clipboard-write'] });
});
afterAll(() => browser?.close());

test('a bundle is saved and copied, with the sentence that secrets are removed, and they are', async () => {
  const desk = await openDeskEngine();
  const { page } = browser;
  try {
    await desk.profile('web node', { root_password: SECRET, wifi_token: SECRET });
    desk.comes(MAC, 'SN-1');
    desk.engine.machines.assign(MAC, 'web-node');
    await page.goto(desk.address);
    await page.locator(`tr[data-mac="${MAC}"]`).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Passwords, keys and tokens are removed.').waitFor();

    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as an archive' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('fieldboot-52-54-00-00-00-01.zip');
    const files = unzipSync(readFileSync(await file.path()));
    expect(Object.keys(files)).toContain('fieldboot-52-54-00-00-00-01/summary.txt');
    const saved = Object.values(files).map((bytes) => new TextDecoder().decode(bytes));

    await page.getByRole('button', { name: 'Copy as text' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain('## summary.txt');
    expect([...saved, copied].filter((text) => text.includes(SECRET))).toEqual([]);
    expect(browser.complaints).toEqual([]);
  } finally {
    await page.goto('about:blank');
    await desk.close();
  }
});
