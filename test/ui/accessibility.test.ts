/**
 * Every screen looked over by axe: names for screen readers, contrast, roles. Each in English and light, and in Chinese
 * and dark, so that both themes and both languages are seen on all of them.
 */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildWindow } from '../../scripts/build.ts';
import { startFakeEngine } from '../support/fake-engine.ts';
import {
  busyState,
  emptyState,
  type FakeState,
  failingState,
  handsFullState,
} from '../support/fake-scenarios.ts';
import { type OpenBrowser, openBrowser } from './support/browser.ts';

const AXE = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

interface Screen {
  readonly name: string;
  readonly state: () => FakeState;
  /** What leads to it; the selectors say nothing of a language. */
  readonly open?: (page: Page) => Promise<void>;
  /** A menu is open: it stands beside the landmarks, as menus do. */
  readonly menu?: boolean;
}

const busy = () => busyState(Date.now());
const firstRow = (page: Page) => page.locator('tr[data-mac]').first();
const key = (name: string) => async (page: Page) => {
  await firstRow(page).waitFor();
  await page.keyboard.press(name);
  await page.getByRole('complementary').waitFor();
};

const focused = (page: Page) => page.locator('tr[data-mac]:focus');

/** Presses a key that goes to another row, and waits until it is there. */
const go = async (page: Page, name: string) => {
  const from = await focused(page).getAttribute('data-mac');
  await page.keyboard.press(name);
  await page.locator(`tr[data-mac]:focus:not([data-mac="${from}"])`).waitFor();
};

const toLast = async (page: Page) => {
  await firstRow(page).focus();
  await go(page, 'End');
};

/** A tab of the desk, by its place. */
const deskTab = (place: number) => async (page: Page) => {
  await page.getByRole('button', { name: /^(Job: |任务：)/ }).waitFor();
  await page.keyboard.press('j');
  await page.getByRole('tab').nth(place).click();
  await page.getByRole('tabpanel').waitFor();
};

const SCREENS: readonly Screen[] = [
  { name: 'first run', state: emptyState },
  { name: 'machines at work', state: busy, open: (page) => firstRow(page).waitFor() },
  { name: 'machines that need a hand', state: () => handsFullState(Date.now()), open: toLast },
  {
    name: 'one machine that is stuck',
    state: () => handsFullState(Date.now()),
    open: async (page) => {
      await toLast(page);
      await page.keyboard.press('Enter');
      await page.getByRole('complementary').waitFor();
    },
  },
  {
    name: 'what can be done with a machine',
    state: busy,
    menu: true,
    open: async (page) => {
      await firstRow(page).click({ button: 'right' });
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'question that lists disks',
    state: () => handsFullState(Date.now()),
    open: async (page) => {
      await toLast(page);
      for (let step = 0; step < 4; step++) await go(page, 'ArrowUp');
      await page.keyboard.press('c');
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'rack',
    state: busy,
    open: async (page) => {
      await page.getByRole('button', { name: /^(As a rack|机架)$/ }).click();
      await page.locator('li[data-mac]').first().waitFor();
    },
  },
  {
    name: 'one machine',
    state: busy,
    open: async (page) => {
      await firstRow(page).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('complementary').waitFor();
    },
  },
  {
    name: 'question before a disk is erased',
    state: busy,
    open: async (page) => {
      await firstRow(page).focus();
      await page.keyboard.press('Space');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Space');
      await page.keyboard.press('i');
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'profile',
    state: busy,
    open: async (page) => {
      await page
        .getByRole('button', { name: /web node$/ })
        .first()
        .click();
      await page.getByRole('complementary').waitFor();
    },
  },
  {
    name: 'image',
    state: busy,
    open: async (page) => {
      await page
        .getByRole('button', { name: /Rocky Linux 9.6$/ })
        .first()
        .click();
      await page.getByRole('complementary').waitFor();
    },
  },
  { name: 'jobs', state: busy, open: deskTab(0) },
  { name: 'job sheet, before one is brought', state: emptyState, open: deskTab(1) },
  {
    name: 'job sheet with conflicts',
    state: busy,
    open: async (page) => {
      await deskTab(1)(page);
      const csv = 'serial,name,profile\nS1,node,web node\nS1,node,nothing\n';
      const file = { name: 'rack.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) };
      await page.locator('input[type="file"][accept*=".xlsx"]').setInputFiles(file);
      await page.locator('td[data-fault]').first().waitFor();
    },
  },
  { name: 'rules', state: busy, open: deskTab(2) },
  { name: 'report', state: busy, open: deskTab(3) },
  { name: 'time needed', state: busy, open: deskTab(4) },
  { name: 'keys', state: busy, open: key('?') },
  { name: 'a day when much goes wrong', state: () => failingState(Date.now()) },
];

const LOOKS = [
  { locale: 'en', colorScheme: 'light' },
  { locale: 'zh-CN', colorScheme: 'dark' },
] as const;

describe.each(LOOKS)('in $locale and $colorScheme axe finds nothing on', (look) => {
  let browser: OpenBrowser;

  beforeAll(async () => {
    await buildWindow();
    browser = await openBrowser({ ...look });
  });
  afterAll(() => browser?.close());

  test.each(SCREENS)('$name', async ({ state, open, menu = false }) => {
    const engine = await startFakeEngine(state());
    const { page } = browser;
    try {
      await page.goto('about:blank');
      await page.goto(engine.address);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await open?.(page);
      expect(await lookOver(page, !menu)).toEqual([]);
    } finally {
      await page.goto('about:blank');
      await engine.close();
    }
  });
});

/** What axe objects to, by rule and place. */
async function lookOver(page: Page, landmarks: boolean): Promise<string[]> {
  await page.evaluate(AXE);
  const findings = await page.evaluate(async (region) => {
    const axe = (
      globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Finding[] }> } }
    ).axe;
    const { violations } = await axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      resultTypes: ['violations'],
      // Experimental in axe: it takes a figure beside a name, such as how many machines have a profile, for the name.
      rules: { 'label-content-name-mismatch': { enabled: false }, region: { enabled: region } },
    });
    return violations;
  }, landmarks);
  return findings.flatMap(({ id, nodes }) =>
    nodes.slice(0, 5).map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  );
}
