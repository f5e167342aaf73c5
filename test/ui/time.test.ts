/** How long it takes over the cable: the answer in one sentence, the queue's limit set from it and put back, and not knowing. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildWindow } from '../../scripts/build.ts';
import { type FakeEngine, startFakeEngine } from '../support/fake-engine.ts';
import { busyState, emptyState, type FakeState } from '../support/fake-scenarios.ts';
import { type OpenBrowser, openBrowser } from './support/browser.ts';

let browser: OpenBrowser;
beforeAll(async () => {
  await buildWindow();
  browser = await openBrowser();
});
afterAll(() => browser?.close());

async function withTime(
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
    await page.getByRole('tab', { name: 'Time needed' }).click();
    await work(page, engine);
    expect(browser.complaints).toEqual([]);
  } finally {
    await page.goto('about:blank');
    await engine.close();
  }
}

test('the answer is for what there is to do, and follows what is asked', () =>
  withTime(busyState(Date.now()), async (page) => {
    // Of 15 with this profile four are done and one starts from its disk.
    await page.getByText(/^11 machines, about .*, in batches of 6: /).waitFor();
    await page.getByLabel('Machines', { exact: true }).fill('24');
    await page.getByText(/^24 machines, about 1 h \d\d, in batches of 6: /).waitFor();
    await page.getByLabel('Cable', { exact: true }).last().selectOption('10000');
    await page.getByText(/^24 machines, about \d+ min, all at the same time$/).waitFor();
  }));

test('the queue is limited to such a batch, and the limit before is put back from the notice', () =>
  withTime(busyState(Date.now()), async (page, engine) => {
    await page.getByRole('button', { name: 'Install 6 at a time' }).click();
    await page.getByText('The queue now: 6 at a time').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('The queue now: as many as there are').waitFor();
    expect(engine.calls.filter(({ name }) => name === 'changePolicy').map(({ input }) => input)).toEqual([
      { most: 6 },
      { most: null },
    ]);
  }));

test('a profile that was never installed to its end says so, and so does a cable without a speed', () =>
  withTime({ ...busyState(Date.now()), status: emptyState().status }, async (page) => {
    await page.getByText('The speed of the cable is not known.').waitFor();
    await page.getByLabel('Profile', { exact: true }).selectOption('storage');
    await page.getByText('This profile was never installed to its end on this laptop.').waitFor();
  }));

test('without a profile it says what to do', () =>
  withTime(emptyState(), async (page) => {
    await page.getByText('Drop an ISO and make one.').waitFor();
  }));
