/** Rules in the window, before the real engine: tried while they are written, added, in the order they are asked, removed. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildWindow } from '../../scripts/build.ts';
import { type OpenBrowser, openBrowser } from './support/browser.ts';
import { type DeskEngine, openDeskEngine } from './support/desk-engine.ts';

const [A, B, C] = ['52:54:00:00:00:01', '52:54:00:00:00:02', '52:55:00:00:00:03'] as const;

let browser: OpenBrowser;
beforeAll(async () => {
  await buildWindow();
  browser = await openBrowser();
});
afterAll(() => browser?.close());

async function withRules(work: (page: OpenBrowser['page'], desk: DeskEngine) => Promise<void>) {
  const desk = await openDeskEngine();
  const { page } = browser;
  browser.complaints.length = 0;
  try {
    await desk.profile('web node');
    desk.comes(A, 'S1', { manufacturer: 'Dell Inc.', product: 'PowerEdge R640' });
    desk.comes(B, 'S2', { manufacturer: 'Dell Inc.', product: 'PowerEdge R750' });
    desk.comes(C, 'S3', { manufacturer: 'HPE', product: 'DL360' });
    await page.goto('about:blank');
    await page.goto(desk.address);
    await page.getByRole('button', { name: /^Job: / }).waitFor();
    await page.keyboard.press('j');
    await page.getByRole('tab', { name: 'Rules' }).click();
    await work(page, desk);
    expect(browser.complaints.filter((text) => !text.startsWith('Failed to load resource'))).toEqual([]);
  } finally {
    await page.goto('about:blank');
    await desk.close();
  }
}

const trial = (page: OpenBrowser['page']) => page.getByRole('region', { name: /match/ });

test('what is written is tried at once on the machines that are here; nothing is kept until it is added', () =>
  withRules(async (page, { engine }) => {
    await page.getByText('No rule yet.').waitFor();
    await page.getByLabel('Maker').fill('Dell*');
    await trial(page).getByText('2 of 3 machines').waitFor();
    await page.getByLabel('Model').fill('*R640*');
    await trial(page).getByText('1 of 3 machines').waitFor();
    await trial(page).getByText('not by model').waitFor();
    await trial(page).getByText('not by maker').waitFor();
    expect(engine.rules.list()).toEqual([]);
  }));

test('a machine that was chosen for by hand, and one that a narrower rule takes, are said', () =>
  withRules(async (page, { engine }) => {
    engine.machines.assign(A, 'web-node');
    engine.rules.add({ selector: { serial: 'S2' }, profile: 'local-disk', armed: false });
    await page.getByLabel('Maker').fill('Dell*');
    await trial(page).getByText('matches, but you have chosen for it').waitFor();
    await trial(page).getByText('matches, but rule 1 goes first').waitFor();
  }));

test('the rule that asks most is asked first, and says that an erasing profile still asks', () =>
  withRules(async (page, { engine }) => {
    const add = async (field: string, value: string, profile: string) => {
      await page.getByLabel(field).fill(value);
      await page.getByLabel('Profile', { exact: true }).selectOption(profile);
      await page.getByRole('button', { name: 'Add rule' }).click();
      await expect.poll(() => page.getByLabel(field).inputValue()).toBe('');
    };
    await add('Maker', 'Dell*', 'web-node');
    await add('Serial', 'S3', 'inventory');
    const list = page.getByRole('list', { name: 'Rules in the order they are asked' }).getByRole('listitem');
    await expect.poll(() => list.count()).toBe(2);
    expect(await list.first().textContent()).toContain('S3');
    await list.first().getByText('erases nothing').waitFor();
    await list.last().getByText('asks before it erases').waitFor();
    engine.rules.chooseFor(engine.machines.known(A));
    expect(engine.machines.assignment(A)).toMatchObject({ profile: 'web-node', confirmed: false });
    await list.last().getByText('chose for 1 machine').waitFor();
  }));

test('a rule is tested, removed, and put back from the notice', () =>
  withRules(async (page, { engine }) => {
    engine.rules.add({ selector: { manufacturer: 'HPE' }, profile: 'web-node', armed: true });
    await page.getByText('armed: erases without asking').waitFor();
    await page.getByRole('button', { name: 'Test rule 1' }).click();
    await page.getByRole('region', { name: 'Machines that rule 1 matches' }).getByText('1 of 3').waitFor();
    await page.getByRole('button', { name: 'Remove rule 1' }).click();
    await page.getByText('No rule yet.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => engine.rules.list()).toMatchObject([{ profile: 'web-node', armed: true }]);
  }));

test('what is no beginning of a MAC is said where it is tried', () =>
  withRules(async (page) => {
    await page.getByLabel('MAC begins with').fill('5x');
    await trial(page).getByText('RULE_INVALID').waitFor();
    await page.getByLabel('MAC begins with').fill('52:55');
    await trial(page).getByText('1 of 3 machines').waitFor();
  }));
