/**
 * Pictures of the window in its states, to be looked at: `node test/ui/shots.ts FOLDER [NAME…]`. One that cannot be
 * taken does not keep the others from it; the exit status says so. Two minutes on an idle machine.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { problem } from '../../core/errors.ts';
import { buildWindow } from '../../scripts/build.ts';
import { startFakeEngine } from '../support/fake-engine.ts';
import {
  busyState,
  emptyState,
  type FakeState,
  failingState,
  handsFullState,
  takenCable,
} from '../support/fake-scenarios.ts';
import { ensurePackages } from '../support/packages.ts';
import { launchChromium, openWindow } from './support/browser.ts';

interface Shot {
  readonly name: string;
  readonly state: () => FakeState;
  readonly size?: { width: number; height: number };
  readonly dark?: boolean;
  /** How long bytes flow before the picture, milliseconds. */
  readonly traffic?: number;
  readonly language?: 'en' | 'zh-CN';
  readonly before?: (page: Page) => Promise<void>;
}

const busy = () => busyState(Date.now());
const full = () => handsFullState(Date.now());
const failing = () => failingState(Date.now());
const taken = () => ({ ...emptyState(), preflight: takenCable });
/** Serving goes on, but something should be known: a door that is not open, another server that has appeared. */
function warned(): FakeState {
  const state = busyState(Date.now());
  const warnings = [
    problem('NFS_NO_PORT_MAPPER', { detail: 'port 111 is used by rpcbind.', nfs: 2049, mount: 20048 }),
    problem('POOL_EXHAUSTED', { range: '10.77.0.100-10.77.0.199' }),
  ];
  const server = {
    address: '192.168.1.1',
    mac: null,
    vendor: 'TP-Link',
    kind: 'dhcp' as const,
    seenAt: Date.now(),
  };
  return { ...state, status: { ...state.status, warnings, otherServers: [server] } };
}
const paused = (): FakeState => {
  const state = full();
  return { ...state, policy: { ...state.policy, paused: true } };
};
const oneByOne = (): FakeState => {
  const state = full();
  const named = state.machines.map((machine, n) =>
    machine.confirm ? { ...machine, name: `node-${n + 1}` } : machine,
  );
  return { ...state, machines: named, policy: { ...state.policy, confirm: 'per-machine' } };
};
const toEnd = async (page: Page) => {
  await page.locator('tr[data-mac]').first().focus();
  await page.keyboard.press('End');
};
const openWarnings = (page: Page) => page.getByRole('button', { name: '2 warnings' }).click();
const wide = { width: 1920, height: 1080 };
const openMachine = (name: string) => async (page: Page) => page.getByText(name, { exact: true }).click();
const pick = async (page: Page) => {
  await page
    .getByRole('button', { name: /: Choose…$/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: 'web node' }).click();
};

/** The profile editor, scrolled to what a button of it has opened. */
async function openProfile(page: Page, button: string | RegExp): Promise<void> {
  await page
    .getByRole('button', { name: /web node$/ })
    .first()
    .click();
  // The button has another name once it is pressed.
  const opener = await page.getByRole('complementary').getByRole('button', { name: button }).elementHandle();
  await opener?.click();
  await opener?.evaluate((element) => element.scrollIntoView({ block: 'start' }));
}

/** A tab of the desk, by its place. */
async function openDesk(page: Page, place: number): Promise<void> {
  await page.keyboard.press('j');
  await page.getByRole('tab').nth(place).click();
}

/** A sheet of four rows: one changes its machine, one waits for it, two have the same address. */
async function bringSheet(page: Page): Promise<void> {
  await openDesk(page, 1);
  const [first, second, third] = busyState(0).machines.map(({ mac }) => mac);
  const rows = [
    'MAC,Serial,Name,Address,Profile',
    `${first},,acme-1,10.77.0.20,`,
    ',SN-NEW-1,acme-2,,web node',
    `${second},,acme-3,10.77.0.9,`,
    `${third},,acme-4,10.77.0.9,`,
  ];
  const file = { name: 'Acme rack 4.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) };
  await page.locator('input[type="file"][accept*=".xlsx"]').setInputFiles(file);
  await page.locator('td[data-fault]').first().waitFor();
}

const SHOTS: readonly Shot[] = [
  { name: 'empty-light', state: emptyState },
  { name: 'empty-dark-zh', state: emptyState, dark: true, language: 'zh-CN' },
  { name: 'empty-wide', state: emptyState, size: wide },
  { name: 'busy-light', state: busy, traffic: 20_000 },
  { name: 'busy-dark', state: busy, dark: true },
  { name: 'busy-zh', state: busy, language: 'zh-CN' },
  { name: 'busy-wide', state: busy, size: wide },
  { name: 'busy-confirm', state: busy, before: pick },
  { name: 'rack', state: busy, before: (page) => page.getByRole('button', { name: 'As a rack' }).click() },
  {
    name: 'rack-dark-wide',
    state: busy,
    dark: true,
    size: wide,
    before: (page) => page.getByRole('button', { name: 'As a rack' }).click(),
  },
  {
    name: 'groups-zh-dark',
    state: busy,
    language: 'zh-CN',
    dark: true,
    before: async (page) => {
      await page.getByRole('button', { name: /^分组/ }).click();
      await page.getByRole('menuitem', { name: '按状态' }).click();
    },
  },
  { name: 'drawer-light', state: busy, before: openMachine('node-09') },
  { name: 'drawer-dark', state: busy, dark: true, traffic: 20_000, before: openMachine('node-09') },
  { name: 'drawer-dark-wide', state: busy, dark: true, size: wide, before: openMachine('node-09') },
  { name: 'drawer-zh-failed', state: busy, language: 'zh-CN', before: openMachine('node-19') },
  {
    name: 'profile-light',
    state: busy,
    before: (page) => page.getByRole('button', { name: 'Edit profile web node' }).click(),
  },
  {
    name: 'profile-more-dark',
    state: busy,
    dark: true,
    before: (page) => openProfile(page, /^More settings/),
  },
  {
    name: 'profile-preview',
    state: busy,
    before: async (page) => {
      await openProfile(page, 'Show');
      await page.getByText('Difference to the template').click();
    },
  },
  { name: 'profile-zh', state: busy, language: 'zh-CN', before: (page) => openProfile(page, /^更多设置/) },
  {
    name: 'bulk',
    state: busy,
    before: async (page) => {
      await page.getByRole('button', { name: /Waiting$/ }).click();
      for (const name of ['node-23abb4', 'node-24b4b5', 'node-26c6b7'])
        await page.getByRole('checkbox', { name: `Select ${name}` }).check();
      await page.getByRole('button', { name: 'Assign profile' }).click();
      await page.getByRole('menuitem', { name: 'storage' }).click();
    },
  },
  { name: 'job', state: busy, before: (page) => openDesk(page, 0) },
  {
    name: 'job-dark-zh-wide',
    state: busy,
    dark: true,
    language: 'zh-CN',
    size: wide,
    before: (page) => openDesk(page, 0),
  },
  { name: 'sheet-empty', state: emptyState, before: (page) => openDesk(page, 1) },
  { name: 'sheet-conflicts-dark', state: busy, dark: true, before: bringSheet },
  { name: 'rules', state: busy, before: (page) => openDesk(page, 2) },
  { name: 'report', state: busy, before: (page) => openDesk(page, 3) },
  { name: 'report-zh-dark', state: busy, dark: true, language: 'zh-CN', before: (page) => openDesk(page, 3) },
  { name: 'time', state: busy, before: (page) => openDesk(page, 4) },
  {
    name: 'cable-open',
    state: emptyState,
    before: (page) => page.getByRole('button', { name: 'Network interface' }).click(),
  },
  { name: 'cable-taken', state: taken },
  { name: 'cable-taken-dark-zh', state: taken, dark: true, language: 'zh-CN' },
  {
    name: 'cable-mode',
    state: emptyState,
    before: async (page) => {
      await page.getByRole('button', { name: 'Options' }).click();
      await page.getByLabel('How to serve').selectOption('proxy-dhcp');
    },
  },
  { name: 'status-warnings', state: warned, before: openWarnings },
  { name: 'status-warnings-dark-wide', state: warned, dark: true, size: wide, before: openWarnings },
  { name: 'full-light', state: full, before: toEnd },
  { name: 'full-dark-wide', state: full, dark: true, size: wide },
  { name: 'full-zh', state: full, language: 'zh-CN', before: toEnd },
  { name: 'full-paused', state: paused },
  {
    name: 'full-rack',
    state: full,
    before: (page) => page.getByRole('button', { name: 'As a rack' }).click(),
  },
  {
    name: 'stuck-drawer',
    state: full,
    before: async (page) => {
      await toEnd(page);
      await openMachine('node-27cfb8')(page);
    },
  },
  { name: 'stuck-drawer-dark', state: full, dark: true, before: openMachine('node-18') },
  { name: 'confirm-drawer', state: oneByOne, before: openMachine('node-20') },
  {
    name: 'confirm-one-by-one',
    state: oneByOne,
    before: async (page) => {
      for (const name of ['node-20', 'node-21'])
        await page.getByRole('checkbox', { name: `Select ${name}` }).check();
      await page.getByRole('button', { name: 'Confirm…' }).last().click();
    },
  },
  {
    name: 'no-login',
    state: busy,
    before: async (page) => {
      await page
        .getByRole('button', { name: /: Choose…$/ })
        .first()
        .click();
      await page.getByRole('menuitem', { name: 'Rocky Linux 9.6' }).click();
    },
  },
  {
    name: 'row-menu',
    state: full,
    before: (page) => page.locator('tr', { hasText: 'node-04' }).click({ button: 'right' }),
  },
  { name: 'zoom-200', state: full, size: { width: 640, height: 400 } },
  { name: 'zoom-200-drawer', state: full, size: { width: 640, height: 400 }, before: openMachine('node-05') },
  { name: 'failing-light', state: failing },
  { name: 'failing-dark', state: failing, dark: true },
  { name: 'failing-zh', state: failing, language: 'zh-CN' },
  {
    name: 'image',
    state: busy,
    before: (page) => page.getByRole('button', { name: 'About Rocky Linux 9.6' }).click(),
  },
  {
    name: 'browse-failed',
    state: emptyState,
    before: async (page) => {
      await page.getByRole('button', { name: 'Find it on this laptop…' }).first().click();
      await page.getByRole('button', { name: 'iso', exact: false }).filter({ hasText: /^iso$/ }).click();
      await page.getByText('broken.iso').click();
    },
  },
];

/** About 110 MB/s, with some unrest. */
function serveMore(state: FakeState): void {
  const bytes = Math.round(11e6 + Math.sin(Date.now() / 1500) * 2e6);
  if (state.status.serving) state.status = { ...state.status, bytesServed: state.status.bytesServed + bytes };
}

async function take(browser: Browser, shot: Shot, folder: string): Promise<void> {
  const engine = await startFakeEngine(shot.state());
  const window = await openWindow(browser, {
    viewport: shot.size ?? { width: 1280, height: 800 },
    colorScheme: shot.dark ? 'dark' : 'light',
    locale: shot.language ?? 'en',
  });
  try {
    const { page } = window;
    await page.goto(engine.address);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForTimeout(300);
    const traffic = setInterval(() => serveMore(engine.state), 100);
    if (engine.state.status.serving) await page.waitForTimeout(shot.traffic ?? 2500);
    await shot.before?.(page);
    await page.waitForTimeout(400);
    for (const complaint of window.complaints) console.log('!', complaint);
    clearInterval(traffic);
    await page.screenshot({ path: join(folder, `${shot.name}.png`) });
  } finally {
    await window.close();
    await engine.close();
  }
}

const [folder = 'shots', ...names] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
// Without a Chinese font the Chinese pictures show boxes.
ensurePackages(['chromium', 'fonts-wqy-microhei'], (line) => console.log(line));
await buildWindow();
const browser = await launchChromium();
for (const shot of SHOTS.filter(({ name }) => names.length === 0 || names.includes(name))) {
  try {
    await take(browser, shot, folder);
    console.log(shot.name);
  } catch (error) {
    process.exitCode = 1;
    console.log(`! ${shot.name}: ${error instanceof Error ? error.message : error}`);
  }
}
await browser.close();
