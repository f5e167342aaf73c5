/** Jobs in the window, with the keyboard where that is the point: which one is current, a new one, closing, opening again. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildWindow } from '../../scripts/build.ts';
import { ACME } from '../support/fake-desk.ts';
import { type FakeEngine, startFakeEngine } from '../support/fake-engine.ts';
import { busyState, emptyState, type FakeState } from '../support/fake-scenarios.ts';
import { type OpenBrowser, openBrowser } from './support/browser.ts';

let browser: OpenBrowser;
beforeAll(async () => {
  await buildWindow();
  browser = await openBrowser();
});
afterAll(() => browser?.close());

async function withJobs(
  state: FakeState,
  work: (page: OpenBrowser['page'], engine: FakeEngine) => Promise<void>,
) {
  const engine = await startFakeEngine(state);
  const { page } = browser;
  browser.complaints.length = 0;
  try {
    await page.goto('about:blank');
    await page.goto(engine.address);
    await page.getByRole('button', { name: /^Job: / }).waitFor();
    await page.keyboard.press('j');
    await page.getByRole('tab', { name: 'Jobs' }).waitFor();
    await work(page, engine);
    expect(browser.complaints.filter((text) => !text.startsWith('Failed to load resource'))).toEqual([]);
  } finally {
    await page.goto('about:blank');
    await engine.close();
  }
}

const inputsOf = (engine: FakeEngine, name: string) =>
  engine.calls.filter((call) => call.name === name).map(({ input }) => input);

test('the bar names the current job; j opens the desk and Escape leaves it for the machines', () =>
  withJobs(busyState(Date.now()), async (page) => {
    await page.getByRole('button', { name: 'Job: Acme Logistics · Rack 4' }).waitFor();
    await page.getByRole('heading', { name: 'Acme Logistics · Rack 4' }).waitFor();
    await page.getByText('Next: node-25. 16 left.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('grid').or(page.getByRole('table')).first().waitFor();
  }));

test('keys that are about machines do nothing while they are not seen', () =>
  withJobs(busyState(Date.now()), async (page) => {
    await page.keyboard.press('i');
    await page.keyboard.press('a');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await page.getByRole('menu').count()).toBe(0);
  }));

test('a job is begun with its names in rack order, and becomes the current one', () =>
  withJobs(emptyState(), async (page, engine) => {
    await page.getByRole('button', { name: 'New job' }).click();
    await page.getByLabel('Customer').fill('Acme');
    await page.getByLabel('Site').fill('Rack 4');
    await page.getByLabel('Technician').fill('Ada');
    await page.getByLabel('Names in rack order').fill('node-{01..03}');
    await page.keyboard.press('Enter');
    await page.getByText('Next: node-01. 3 left.').waitFor();
    await page.getByRole('button', { name: 'Job: Acme · Rack 4' }).waitFor();
    expect(inputsOf(engine, 'createJob')).toMatchObject([
      { customer: 'Acme', site: 'Rack 4', technician: 'Ada' },
    ]);
    expect(inputsOf(engine, 'changeJob')).toMatchObject([{ names: 'node-{01..03}' }]);
  }));

test('only what was changed is saved, and names that are used up meanwhile are not put back', () =>
  withJobs(busyState(Date.now()), async (page, engine) => {
    await page.getByLabel('Site').fill('Rack 4, top');
    await page.getByText('not saved yet').waitFor();
    engine.state.jobs = engine.state.jobs.map((job) => ({ ...job, names: job.names.slice(1) }));
    engine.changed('jobs');
    await page.getByText('Next: node-26. 15 left.').waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect.poll(() => inputsOf(engine, 'changeJob')).toEqual([{ id: ACME, site: 'Rack 4, top' }]);
  }));

test('a job whose machines are being installed is closed only all the same, and opened again from the notice', () =>
  withJobs(busyState(Date.now()), async (page, engine) => {
    await page.getByRole('button', { name: 'Close this job' }).click();
    await page.getByText('are still being installed').waitFor();
    await page.getByRole('button', { name: 'Close it all the same' }).click();
    await expect.poll(() => inputsOf(engine, 'closeJob')).toEqual([{ id: ACME, insist: true }]);
    await page.getByText('Acme Logistics · Rack 4 is closed and archived.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => inputsOf(engine, 'reopenJob')).toEqual([{ id: ACME }]);
  }));

test('a closed job shows its facts and no form', () =>
  withJobs(busyState(Date.now()), async (page, engine) => {
    await page.getByRole('button', { name: /North Clinic/ }).click();
    await page.getByText('It is kept with its report and cannot be changed.').waitFor();
    expect(await page.getByLabel('Customer').count()).toBe(0);
    await page.getByRole('button', { name: 'Open it again' }).click();
    await expect.poll(() => inputsOf(engine, 'reopenJob')).toEqual([{ id: 'north-clinic' }]);
  }));

test('what the engine refuses is said with its code and a next step', () =>
  withJobs(busyState(Date.now()), async (page, engine) => {
    engine.failNext('changeJob', 'BAD_REQUEST', { detail: '"a b" is no host name' });
    await page.getByLabel('Names in rack order').fill('a_b');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('BAD_REQUEST').waitFor();
    await page.getByRole('button', { name: 'Copy this message' }).waitFor();
  }));
