/**
 * The hand-over report in the window, before the real engine: looked at, printed, saved in its formats, copied; how far
 * the sum of its medium is, and going on without it.
 */
import { readFileSync, statSync, truncateSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTable } from '../../core/host/spreadsheets.ts';
import { buildWindow } from '../../scripts/build.ts';
import { type OpenBrowser, openBrowser } from './support/browser.ts';
import { type DeskEngine, openDeskEngine } from './support/desk-engine.ts';

const [A, B] = ['52:54:00:00:00:01', '52:54:00:00:00:02'] as const;

let browser: OpenBrowser;
beforeAll(async () => {
  await buildWindow();
  browser = await openBrowser({ permissions: ['clipboard-read', 'clipboard-write'] });
});
afterAll(() => browser?.close());

type Page = OpenBrowser['page'];

async function withReport(
  work: (page: Page, desk: DeskEngine) => Promise<void>,
  prepare: (desk: DeskEngine) => void | Promise<void> = () => {},
) {
  const desk = await openDeskEngine();
  const { page } = browser;
  browser.complaints.length = 0;
  try {
    await prepare(desk);
    await page.goto('about:blank');
    await page.goto(desk.address);
    await page.getByRole('button', { name: /^Job: / }).waitFor();
    await page.keyboard.press('j');
    await page.getByRole('tab', { name: 'Report and labels' }).click();
    await work(page, desk);
    expect(browser.complaints).toEqual([]);
  } finally {
    await page.goto('about:blank');
    await desk.close();
  }
}

/** A job with one machine that was installed, and one that only came. */
async function finished(desk: DeskEngine): Promise<void> {
  await desk.profile('web node');
  const { jobs, machines, hub } = desk.engine;
  jobs.create({ customer: 'Acme', site: 'Rack 4', technician: 'Ada' });
  desk.comes(A, '=HYPERLINK("x")', { manufacturer: 'Dell Inc.', product: 'R640' });
  desk.comes(B, 'SN-2');
  machines.change(A, { name: 'node-01' });
  machines.assign(A, 'web-node');
  hub.emit({ mac: A, kind: 'script', detail: { profile: 'web-node' } });
  hub.emit({ mac: A, kind: 'answers', detail: { sha256: 'ab12', files: 3, bytes: 5e6 } });
  machines.finished(machines.assignment(A) as never);
}

/** Playwright looks into open shadow trees by itself. */
const paper = (page: Page) => page.getByRole('region', { name: 'The paper as it is printed' });

async function saved(page: Page, format: string): Promise<{ name: string; bytes: Buffer }> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as', exact: true }).click();
  await page.getByRole('menuitem', { name: format }).click();
  const file = await download;
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

test('the report is looked at as it is printed, with the sum of its medium', () =>
  withReport(async (page) => {
    await paper(page).getByRole('heading', { name: 'Hand-over: Acme · Rack 4' }).waitFor();
    await paper(page).getByText('1 of 2 machines installed').waitFor();
    await paper(page)
      .getByText(/^[0-9a-f]{64}$/)
      .waitFor();
    const background = await page.evaluate(() => {
      const host = document.querySelector('section[tabindex="0"] > div');
      return getComputedStyle(host?.shadowRoot?.querySelector('table') as Element).borderCollapse;
    });
    expect(background).toBe('collapse');
  }, finished));

test('it is saved for a spreadsheet, and nothing in it runs there', () =>
  withReport(async (page) => {
    await paper(page).getByRole('heading', { level: 1 }).waitFor();
    const xlsx = await saved(page, 'Excel (XLSX)');
    expect(xlsx.name).toMatch(/^hand-over-acme-rack-4.*\.xlsx$/);
    const [heading = [], ...rows] = await readTable(xlsx.bytes, xlsx.name);
    expect(heading.slice(0, 2)).toEqual(['Name', 'Serial']);
    expect(rows.map(([name]) => name)).toContain('node-01');
    const csv = await saved(page, 'CSV');
    expect(csv.bytes.toString()).toContain('node-01');
    expect(csv.bytes.toString()).not.toMatch(/(^|,)"?=HYPERLINK/m);
    const html = await saved(page, 'Web page (HTML)');
    expect(html.bytes.toString()).toContain('Acme · Rack 4');
  }, finished));

test('it is written in the language of the window, for the customer of that country', () =>
  withReport(async (page) => {
    await page.getByRole('button', { name: 'Language' }).click();
    const chinese = page.getByRole('region', { name: '打印出来的样子' });
    await chinese.getByRole('heading', { name: '交接报告: Acme · Rack 4' }).waitFor();
    await chinese.getByText('2 台机器中已安装 1 台').waitFor();
    await page.getByRole('button', { name: '语言' }).click();
    await paper(page).getByText('1 of 2 machines installed').waitFor();
  }, finished));

test('it is copied as a table', () =>
  withReport(async (page) => {
    await paper(page).getByRole('heading', { level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    expect(text).toContain('Hand-over: Acme · Rack 4');
    expect(text).toMatch(/node-01\t/);
  }, finished));

test('on paper stands the report alone, and nothing of the window', () =>
  withReport(async (page) => {
    await paper(page).getByRole('heading', { level: 1 }).waitFor();
    await page.evaluate(() => {
      window.print = () => {};
    });
    await page.getByRole('button', { name: 'Print, or PDF' }).click();
    await page.emulateMedia({ media: 'print' });
    await page.locator('#paper').getByText('1 of 2 machines installed').waitFor();
    expect(await page.locator('#root').isVisible()).toBe(false);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await page.emulateMedia({ media: 'screen' });
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    expect(await page.locator('#paper').count()).toBe(0);
  }, finished));

test('labels have a QR code for each machine', () =>
  withReport(async (page) => {
    await page.getByText('Labels', { exact: true }).click();
    await paper(page).getByText('node-01').waitFor();
    expect(await paper(page).locator('svg').count()).toBe(2);
    expect((await saved(page, 'Web page (HTML)')).name).toMatch(/^labels-acme/);
  }, finished));

test('the sum of a large medium shows how far it is, and the report goes on without it when it is told to', () =>
  withReport(
    async (page) => {
      const bar = page.getByRole('progressbar', { name: /^SHA-256 of Debian/ });
      await bar.waitFor();
      await page.getByRole('button', { name: 'Go on without it' }).click();
      await expect.poll(() => bar.count()).toBe(0);
      await paper(page).getByText('node-01').first().waitFor();
      expect(await paper(page).getByText('Image SHA-256').count()).toBe(0);
    },
    async (desk) => {
      truncateSync(desk.iso, statSync(desk.iso).size + 16 * 2 ** 30);
      await finished(desk);
    },
  ));

test('a job without machines says so; a closed one keeps the report of that day', () =>
  withReport(
    async (page, { engine }) => {
      await page.getByText('No machine belongs to this job yet.').waitFor();
      const { id } = engine.jobs.list().find(({ customer }) => customer === 'Acme') ?? { id: '' };
      engine.jobs.close(id, await engine.handOvers.collect(id), engine.machines, false);
      await page.getByLabel('Job', { exact: true }).selectOption(id);
      await page.getByText('This job is closed: the report is as it was then.').waitFor();
      await paper(page).getByText('1 of 2 machines installed').waitFor();
    },
    async (desk) => {
      await finished(desk);
      desk.engine.jobs.create({ customer: 'Next', site: '', technician: '' });
    },
  ));
