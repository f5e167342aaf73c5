/**
 * Job sheets in the window, before the real engine: a customer's sheet that another program wrote, looked over, applied,
 * taken back; sheets that cannot be read; and the one question before disks are erased.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTable } from '../../core/host/spreadsheets.ts';
import { buildWindow } from '../../scripts/build.ts';
import { type OpenBrowser, openBrowser } from './support/browser.ts';
import { type DeskEngine, openDeskEngine } from './support/desk-engine.ts';

const RACK = join(import.meta.dirname, '../golden/sheets/rack.xlsx');
const [A, B, C] = ['52:54:00:00:00:01', '52:54:00:00:00:02', '52:54:00:00:00:03'];

let browser: OpenBrowser;
let folder: string;
beforeAll(async () => {
  await buildWindow();
  browser = await openBrowser();
  folder = mkdtempSync(join(tmpdir(), 'fieldboot-sheets-'));
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function withSheets(work: (page: OpenBrowser['page'], desk: DeskEngine) => Promise<void>) {
  const desk = await openDeskEngine();
  const { page } = browser;
  browser.complaints.length = 0;
  try {
    await desk.profile('web node');
    await desk.profile('storage');
    for (const [mac, serial] of [
      [A, 'SN-1001'],
      [B, '1002'],
      [C, 'SN-1003'],
    ])
      desk.comes(mac ?? '', serial ?? '');
    await page.goto('about:blank');
    await page.goto(desk.address);
    await page.getByRole('button', { name: /^Job: / }).click();
    await page.getByRole('menuitem', { name: 'Job sheet' }).click();
    await work(page, desk);
    expect(browser.complaints.filter((text) => !text.startsWith('Failed to load resource'))).toEqual([]);
  } finally {
    await page.goto('about:blank');
    await desk.close();
  }
}

const bring = (page: OpenBrowser['page'], path: string) =>
  page.locator('input[type="file"][accept*=".xlsx"]').setInputFiles(path);
const row = (page: OpenBrowser['page'], text: string) =>
  page.getByRole('table').getByRole('row').filter({ hasText: text });

function written(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test('a sheet that openpyxl wrote: its conflict is marked in its cell, the rest is applied and taken back', () =>
  withSheets(async (page, { engine }) => {
    await bring(page, RACK);
    await row(page, 'SN-1001').getByText('Changes').waitFor();
    await row(page, 'SN-9999').getByText('When it comes').waitFor();
    await row(page, 'node-03').getByText('2026-11-27').waitFor();
    await row(page, 'node-04').getByText('Left out').waitFor();
    expect(await page.locator('td[data-fault]').allTextContents()).toEqual(['web nodes']);
    await page.getByText('Row 6: there is no profile "web nodes".').waitFor();
    await page.getByText('SHEET_NO_PROFILE').waitFor();
    await page.getByRole('button', { name: 'Apply 3 rows' }).click();
    const question = page.getByRole('dialog');
    await question.getByText('3 machines get a profile that erases disks').waitFor();
    await question.getByText('SN-1001').waitFor();
    await question.getByRole('button', { name: 'Apply, confirm later' }).click();
    await page.getByText('2 rows applied. 1 machine will get theirs when they come.').waitFor();
    const { machines } = engine;
    expect(machines.get(A)).toMatchObject({ name: 'node-01', reserved: '10.77.0.21', profile: 'web-node' });
    expect(machines.assignment(A)?.confirmed).toBe(false);
    expect(machines.get(C)).toMatchObject({ name: null, profile: null });
    await page.getByRole('button', { name: 'Take it back' }).click();
    await page.getByText('The sheet was taken back').waitFor();
    expect(machines.get(A)).toMatchObject({ name: null, reserved: null, profile: null });
    expect(engine.sheets.waiting()).toEqual([]);
  }));

test('rows whose machines have not come are seen, and given up one by one or all', () =>
  withSheets(async (page, { engine }) => {
    const csv = 'serial,name,profile\nSN-7,n7,web node\nSN-8,n8,\nSN-9,n9,\n';
    await engine.sheets.apply('rack.csv', new TextEncoder().encode(csv));
    const waiting = page.getByRole('region', { name: /^\d rows? waits? for/ });
    await waiting.getByText('n7').waitFor();
    await page.getByRole('button', { name: 'Wait no more for SN-8' }).click();
    await page.getByText('2 rows wait for their machines').waitFor();
    await page.getByRole('button', { name: 'Wait for none of them' }).click();
    await page.getByText('2 rows of job sheets are given up').waitFor();
    await page.getByRole('button', { name: 'Wait for none of them' }).click();
    await expect.poll(() => engine.sheets.waiting()).toEqual([]);
    await waiting.waitFor({ state: 'detached' });
  }));

test('a profile that was missing is made, and the row is no longer left out; erasing is confirmed at once', () =>
  withSheets(async (page, desk) => {
    await bring(page, RACK);
    await row(page, 'node-04').getByText('Left out').waitFor();
    await desk.profile('web nodes');
    await row(page, 'node-04').getByText('Changes').waitFor();
    await page.getByRole('button', { name: 'Apply 4 rows' }).click();
    await page.getByRole('button', { name: 'Apply and erase 4' }).click();
    await page.getByText('3 rows applied.').waitFor();
    const chosen = desk.engine.machines.assignment(C);
    expect([chosen?.profile, chosen?.confirmed]).toEqual(['web-nodes', undefined]);
  }));

test('two rows with the same address are marked both, and a name that another machine has', () =>
  withSheets(async (page, { engine }) => {
    engine.machines.change(C, { name: 'db' });
    const csv = `mac;name;address\n${A};a;10.77.0.9\n${B};b;10.77.0.9\n52:54:00:00:00:77;db;\nzz;x;\n`;
    await bring(page, written('twice.csv', csv));
    await page.getByText('Rows 2 and 3 have the same address, 10.77.0.9.').waitFor();
    await page.getByText(`Row 4: the name db belongs to the machine ${C}.`).waitFor();
    await page.getByText('Row 5: "zz" cannot be used as MAC.').waitFor();
    expect(await page.locator('td[data-fault]').count()).toBe(4);
    expect(await page.getByRole('button', { name: 'Nothing to apply' }).isDisabled()).toBe(true);
  }));

test('what is no sheet, has no key or no rows is said with its code and what to do', () =>
  withSheets(async (page) => {
    await bring(page, written('broken.xlsx', readFileSync(RACK).subarray(0, 900)));
    await page.getByText('SHEET_UNREADABLE').waitFor();
    await bring(page, written('huge.csv', `serial,note\nS1,${'x'.repeat(9 << 20)}\n`));
    await page.getByText('it is larger than 8 MiB').waitFor();
    await bring(page, written('key.csv', 'name,address\nnode,10.0.0.1\n'));
    await page.getByText('Give one column the heading "MAC" or "Serial".').waitFor();
    await bring(page, written('empty.csv', 'serial,name\n'));
    await page.getByText('This sheet has a heading and no rows.').waitFor();
    await page.getByRole('button', { name: 'Put it away' }).click();
    await page.getByRole('heading', { name: 'Say in a sheet what each machine shall be' }).waitFor();
  }));

test('the sheet to fill in has the machines that are here, and changes nothing when it is read again', () =>
  withSheets(async (page, { engine }) => {
    engine.machines.change(A, { name: 'first', note: 'check the fan' });
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Sheet for Excel (XLSX)' }).click();
    const saved = await download;
    expect(saved.suggestedFilename()).toBe('job-sheet.xlsx');
    const path = join(folder, 'template.xlsx');
    await saved.saveAs(path);
    expect(await readTable(readFileSync(path), 'template.xlsx')).toEqual([
      ['MAC', 'Serial', 'Name', 'Address', 'Profile', 'Note'],
      [A, 'SN-1001', 'first', '', '', 'check the fan'],
      [B, '1002', '', '', '', ''],
      [C, 'SN-1003', '', '', '', ''],
    ]);
    await bring(page, path);
    await row(page, 'SN-1001').getByText('As it is').waitFor();
    expect(await page.getByRole('button', { name: 'Nothing to apply' }).isDisabled()).toBe(true);
  }));

test('a sheet that is dropped on the window is looked over, wherever the window is', () =>
  withSheets(async (page) => {
    await page.keyboard.press('Escape');
    await page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['serial,name\nSN-1001,dropped\n'], 'rack.csv'));
      document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
    });
    await row(page, 'dropped').getByText('Changes').waitFor();
  }));

test('a sheet of thousands of rows is read and shown', () =>
  withSheets(async (page) => {
    const rows = Array.from({ length: 4000 }, (_, n) => `S${n},node-${n},a note that takes some room ${n}`);
    await bring(page, written('large.csv', `serial,name,note\n${rows.join('\n')}\n`));
    await page.getByRole('button', { name: '4000 When it comes' }).waitFor();
    await page.getByRole('button', { name: 'Show 3800 more' }).waitFor();
  }));
