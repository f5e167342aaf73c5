/** The panel of an image: where its medium lies, what vouches for it, copying and checking. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { problem } from '../../core/errors.ts';
import { buildWindow } from '../../scripts/build.ts';
import { startFakeEngine } from '../support/fake-engine.ts';
import { busyState } from '../support/fake-scenarios.ts';
import { type OpenBrowser, openBrowser } from './support/browser.ts';

let browser: OpenBrowser;
beforeAll(async () => {
  await buildWindow();
  browser = await openBrowser({});
});
afterAll(() => browser?.close());

/** The busy window with its first image changed, and the calls that the window makes. */
async function withImage(change: object, work: (page: OpenBrowser['page'], engine: Engine) => Promise<void>) {
  const state = busyState(Date.now());
  const [image] = state.images;
  if (image === undefined) throw new Error('no image');
  Object.assign(image, change);
  const engine = await startFakeEngine(state);
  const { page } = browser;
  try {
    await page.goto('about:blank');
    await page.goto(engine.address);
    await page.getByRole('button', { name: image.name }).first().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('complementary').getByText(image.path).waitFor();
    await work(page, engine);
  } finally {
    await page.goto('about:blank');
    await engine.close();
  }
}
type Engine = Awaited<ReturnType<typeof startFakeEngine>>;

const called = (engine: Engine) => engine.calls.map(({ name }) => name);
const running = { state: 'running' as const, against: ['SHA256SUMS'], problem: null };

test('a medium on a removable disk is copied into the library, with the keyboard alone', () =>
  withImage({ warnings: [problem('MEDIUM_REMOVABLE', { device: '/dev/sdb1' })] }, async (page, engine) => {
    await page.getByText('On a removable disk: leave it plugged in, or copy it').waitFor();
    await page.getByRole('button', { name: 'Copy into the library' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => called(engine)).toContain('copyImage');
    const [image] = engine.state.images;
    Object.assign(image ?? {}, { copying: { bytesDone: 30, bytesTotal: 120 } });
    engine.changed('images');
    const bar = page.getByRole('progressbar', { name: /^Copying/ });
    await bar.waitFor();
    expect(await bar.getAttribute('value')).toBe('25');
    await page.getByRole('button', { name: 'Stop copying' }).click();
    await expect.poll(() => called(engine)).toContain('cancelCopy');
  }));

test('a medium is checked: how far, against what, and how it ended', () =>
  withImage({}, async (page, engine) => {
    await page.getByText('Not checked yet').waitFor();
    await page.getByRole('button', { name: 'Check the medium' }).click();
    await expect.poll(() => called(engine)).toContain('verifyImage');
    const [image] = engine.state.images;
    const tell = (verification: object) => {
      Object.assign(image ?? {}, { verification });
      engine.changed('images');
    };
    tell({ ...running, bytesDone: 1, bytesTotal: 2 });
    await page.getByText('Checking against SHA256SUMS 50 %').waitFor();
    await page.getByRole('button', { name: 'Stop checking' }).waitFor();
    tell({ ...running, state: 'good', bytesDone: 2, bytesTotal: 2 });
    await page.getByText('As its maker made it: SHA256SUMS').waitFor();
    const detail = 'debian.iso has another SHA256 than SHA256SUMS says';
    const wrong = problem('MEDIUM_CORRUPT', { detail });
    tell({ ...running, state: 'bad', bytesDone: 2, bytesTotal: 2, problem: wrong });
    await page.getByText('Damaged, or not what it should be').waitFor();
    await page.getByText(detail).waitFor();
    await page.getByRole('button', { name: 'Check again' }).waitFor();
  }));

test('a copy of ours is said to be one, and need not be copied', () =>
  withImage({ path: `${busyState(0).status.data}/library/debian.iso` }, async (page) => {
    await page.getByText('In the library of this laptop').waitFor();
    expect(await page.getByRole('button', { name: 'Copy into the library' }).count()).toBe(0);
  }));
