/** The window in a real browser against the pretended engine: what a technician does, step by step. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildWindow } from '../../scripts/build.ts';
import { type FakeEngine, startFakeEngine } from '../support/fake-engine.ts';
import {
  busyState,
  crowdMac,
  crowdState,
  emptyState,
  type FakeState,
  failingState,
  fakeMachine,
  takenCable,
} from '../support/fake-scenarios.ts';
import { type OpenBrowser, openBrowser } from './support/browser.ts';

let browser: OpenBrowser;
let engine: FakeEngine;

beforeAll(async () => {
  await buildWindow();
  browser = await openBrowser({ permissions: ['clipboard-read', 'clipboard-write'] });
});
afterAll(() => browser?.close());

/** A fresh engine and window for one test; afterwards nothing may have been complained about. */
async function withWindow(
  state: FakeState,
  work: (page: OpenBrowser['page']) => Promise<void>,
  refusals = 0,
) {
  engine = await startFakeEngine(state);
  browser.complaints.length = 0;
  const { page } = browser;
  try {
    await page.goto('about:blank');
    await page.goto(engine.address);
    await work(page);
    // Refused requests are in the console as such; anything else, a CSP refusal above all, is a defect.
    const others = browser.complaints.filter((text) => !text.startsWith('Failed to load resource'));
    expect(others).toEqual([]);
    expect(browser.complaints.length - others.length).toBeLessThanOrEqual(refusals);
  } finally {
    await page.goto('about:blank');
    await engine.close();
  }
}

const callsOf = (name: string) => engine.calls.filter((call) => call.name === name).map(({ input }) => input);

describe('the first run', () => {
  test('says what is good, what is missing with its fix, and where to begin', () =>
    withWindow(emptyState(), async (page) => {
      await page.getByRole('heading', { name: 'Install machines from this laptop' }).waitFor();
      const checks = page.getByRole('region', { name: 'Before you start' });
      await checks.getByText('enp3s0 is connected.').waitFor();
      await checks.getByText('Fieldboot may use the ports it needs.').waitFor();
      await checks.getByText('npm run bootfiles').waitFor();
      await page.getByText('npm run demo').waitFor();
    }));

  test('listens for other DHCP servers and says that nobody else is there', () =>
    withWindow(emptyState(), async (page) => {
      await page.getByText('Nobody else gives addresses on enp3s0.').waitFor();
    }));

  test('keeps the token out of the address bar, and in this tab', () =>
    withWindow(emptyState(), async (page) => {
      await page.getByRole('button', { name: 'Start serving' }).waitFor();
      await expect.poll(() => page.url()).toBe(engine.address.replace(/#.*/, ''));
      await page.reload();
      await page.getByRole('button', { name: 'Start serving' }).waitFor();
    }));

  test('without the token says where to find it', () =>
    withWindow(
      emptyState(),
      async (page) => {
        await page.evaluate(() => sessionStorage.clear());
        await page.goto(engine.address.replace(/#.*/, '?again'));
        await page.getByRole('heading', { name: 'This window has no key to the engine' }).waitFor();
      },
      99,
    ));
});

describe('the cable', () => {
  test('a wireless interface is refused until it is insisted on', () =>
    withWindow(emptyState(), async (page) => {
      await page.getByRole('button', { name: 'Network interface' }).click();
      await page.getByRole('menuitem', { name: /wlp2s0/ }).click();
      const start = page.getByRole('button', { name: 'Start serving' });
      await expect.poll(() => start.isDisabled()).toBe(true);
      await page.getByRole('checkbox', { name: 'Serve on wlp2s0 anyway' }).check();
      await start.click();
      await page.getByText('Serving', { exact: true }).waitFor();
      expect(callsOf('serve')).toMatchObject([{ interface: 'wlp2s0' }]);
    }));

  test('beside another DHCP server it says which, and serves only when insisted on', () =>
    withWindow({ ...emptyState(), preflight: takenCable }, async (page) => {
      await page.getByText('192.168.1.1 (TP-Link)').first().waitFor();
      await page.getByRole('button', { name: 'Check again' }).waitFor();
      const start = page.getByRole('button', { name: 'Start serving' });
      await expect.poll(() => start.isDisabled()).toBe(true);
      await page.getByRole('checkbox', { name: 'Serve on enp3s0 anyway' }).check();
      await start.click();
      await page.getByText('Serving', { exact: true }).waitFor();
      expect(callsOf('serve')).toMatchObject([{ interface: 'enp3s0', insist: true }]);
    }));

  test('beside another DHCP server one click serves beside it', () =>
    withWindow({ ...emptyState(), preflight: takenCable }, async (page) => {
      await page.getByRole('button', { name: 'Serve beside it' }).click();
      await page.getByText('Fieldboot adds the boot files').waitFor();
      await page.getByRole('button', { name: 'Start serving' }).click();
      await page.getByText('Serving', { exact: true }).waitFor();
      expect(callsOf('serve')).toEqual([{ interface: 'enp3s0', mode: 'proxy-dhcp' }]);
    }));

  test('while serving, another server that appears is said', () =>
    withWindow(busyState(Date.now()), async (page) => {
      engine.state.status.otherServers.push({
        address: '192.168.1.1',
        mac: null,
        vendor: 'TP-Link',
        kind: 'dhcp',
        seenAt: Date.now(),
      });
      engine.changed('status');
      await page.getByText('Another server answers machines here: 192.168.1.1 · TP-Link').waitFor();
    }));

  test('an interface without an address gets the one offered, and says so', () =>
    withWindow(emptyState(), async (page) => {
      await page.getByRole('button', { name: 'Network interface' }).click();
      await page.getByRole('menuitem', { name: /enx00e04c680001/ }).click();
      const address = page.getByLabel('It has no address. Set this one while serving:');
      await expect.poll(() => address.inputValue()).toBe('10.78.0.1/24');
      await address.fill('10.90.0.1/24');
      await page.getByRole('button', { name: 'Start serving' }).click();
      await page.getByText('10.90.0.1/24').waitFor();
      expect(callsOf('serve')).toEqual([{ interface: 'enx00e04c680001', address: '10.90.0.1/24' }]);
    }));

  test('a busy port is told with its code and what to do, and can be read again', () =>
    withWindow(
      emptyState(),
      async (page) => {
        engine.failNext('serve', 'PORT_BUSY', { door: 'DHCP', protocol: 'UDP', port: 67, hint: 'dnsmasq' });
        await page.getByRole('button', { name: 'Start serving' }).click();
        const toast = page.getByRole('log');
        await toast.getByText('PORT_BUSY').waitFor();
        await toast.getByRole('button', { name: 'Put away' }).click();
        await page.getByRole('button', { name: 'Messages: 1' }).click();
        await page.getByRole('complementary').getByText('Stop that program (dnsmasq)').waitFor();
      },
      1,
    ));

  test('stopping while machines are under way asks first', () =>
    withWindow(busyState(Date.now()), async (page) => {
      await page.getByRole('button', { name: 'Stop', exact: true }).click();
      await page.getByText('13 machines under way will lose this laptop.').waitFor();
      await page.getByRole('button', { name: 'Go on serving' }).click();
      expect(callsOf('stop')).toEqual([]);
      await page.getByRole('button', { name: 'Stop', exact: true }).click();
      await page.getByRole('button', { name: 'Stop now' }).click();
      await page.getByRole('button', { name: 'Start serving' }).waitFor();
    }));

  test('serving that ended by itself says why', () =>
    withWindow(failingState(Date.now()), async (page) => {
      await page.getByText('Serving has ended by itself.').waitFor();
      await page.getByText('INTERFACE_GONE').waitFor();
      await page.getByRole('button', { name: '2 things are missing' }).first().click();
      await page.getByText(/setcap cap_net_bind_service/).waitFor();
    }));
});

describe('the shelf', () => {
  test('a dropped ISO appears at once, is sent, and offers a profile', () =>
    withWindow(emptyState(), async (page) => {
      const letOn = engine.holdUploads();
      await dropFile(page, 'mini.iso');
      await page.getByRole('article').getByText('mini.iso').waitFor();
      letOn();
      await page.getByRole('button', { name: 'About Debian 13.7 "trixie"' }).waitFor();
      await page.getByRole('button', { name: 'Make a profile' }).click();
      await page.getByRole('complementary').getByRole('heading', { name: 'Debian 13.7' }).waitFor();
      expect(callsOf('createProfile')).toEqual([
        { name: 'Debian 13.7', image: 'mini', settings: {}, answers: null },
      ]);
    }));

  test('an upload can be cancelled', () =>
    withWindow(emptyState(), async (page) => {
      engine.holdUploads();
      await dropFile(page, 'slow.iso');
      await page.getByRole('button', { name: 'Cancel slow.iso' }).click();
      await page.getByText('No image yet').waitFor();
      expect(engine.state.images).toEqual([]);
    }));

  test('a text file named .iso is not taken, and the entry says why', () =>
    withWindow(
      emptyState(),
      async (page) => {
        await dropFile(page, 'broken.iso');
        const entry = page.getByRole('article');
        await entry.getByText('MEDIUM_NOT_ISO').waitFor();
        await entry.getByRole('button', { name: 'Put away: broken.iso' }).click();
        await page.getByText('No image yet').waitFor();
      },
      1,
    ));

  test('an ISO of this laptop is found by walking folders, or by its path', () =>
    withWindow(emptyState(), async (page) => {
      await page.getByRole('button', { name: 'Find it on this laptop…' }).first().click();
      const panel = page.getByRole('complementary');
      await panel.getByRole('button', { name: 'folder iso' }).click();
      await panel.getByText('debian-13.7.0-amd64-DVD-1.iso').click();
      await page.getByRole('button', { name: 'About Debian 13.7 "trixie"' }).waitFor();
      await panel.getByLabel('Path of an .iso file or a folder').fill('/media/stick/other.iso');
      await panel.getByRole('button', { name: 'Take it' }).click();
      await expect
        .poll(() => callsOf('importImage'))
        .toEqual([
          { path: '/home/tech/iso/debian-13.7.0-amd64-DVD-1.iso' },
          { path: '/media/stick/other.iso' },
        ]);
    }));
});

describe('the machines', () => {
  test('a profile is assigned after one question that names model and serial, and can be undone', () =>
    withWindow(busyState(Date.now()), async (page) => {
      const mac = '3c:ec:ef:23:ab:b4';
      await page
        .locator(`[data-mac="${mac}"]`)
        .getByRole('button', { name: /Choose…$/ })
        .click();
      await page.getByRole('menuitem', { name: 'web node' }).click();
      await page
        .getByRole('dialog', { name: 'Install web node on LENOVO ThinkSystem SR630, serial 4F2K80H?' })
        .waitFor();
      await page.getByText('Its disk is erased.').waitFor();
      expect(callsOf('assignAll')).toEqual([]);
      await page.getByRole('button', { name: 'Erase and install', exact: true }).click();
      await page.getByRole('log').getByText('1 machine will get web node.').waitFor();
      expect(callsOf('assignAll')).toEqual([{ macs: [mac], profile: 'web-node', confirmed: true }]);
      await page.getByRole('log').getByRole('button', { name: 'Undo' }).click();
      // Asked for first: before the list has been read again the row says Waiting all the same.
      await expect.poll(() => callsOf('undo')).toEqual([{ id: '1' }]);
      await page.locator(`[data-mac="${mac}"]`).getByText('Waiting').waitFor();
    }));

  test('what is taken back is left to the engine: nothing is assigned, let alone confirmed, by the window', () =>
    withWindow(busyState(Date.now()), async (page) => {
      const mac = '3c:ec:ef:10:00:a1';
      await page
        .locator(`[data-mac="${mac}"]`)
        .getByRole('button', { name: /web node$/ })
        .click();
      await page.getByRole('menuitem', { name: 'None: let it wait' }).click();
      await page.getByRole('log').getByText('1 machine will wait.').waitFor();
      await page.getByRole('log').getByRole('button', { name: 'Undo' }).click();
      await page.getByRole('log').getByText('Taken back: profile taken away, 1 machine.').waitFor();
      await page.locator(`[data-mac="${mac}"]`).getByText('Installed').waitFor();
      expect(callsOf('undo')).toEqual([{ id: '1' }]);
      expect([...callsOf('assign'), ...callsOf('assignAll')]).toEqual([]);
    }));

  test('several are assigned at once with one question, and one of them can be left out', () =>
    withWindow(busyState(Date.now()), async (page) => {
      await page.getByRole('button', { name: /Waiting$/ }).click();
      await page.getByRole('checkbox', { name: 'Select all shown' }).check();
      await page.getByRole('button', { name: 'Assign profile' }).click();
      await page.getByRole('menuitem', { name: 'storage' }).click();
      const dialog = page.getByRole('dialog', { name: 'Install storage on 4 machines?' });
      await dialog.getByText('HPE ProLiant DL360 Gen10').waitFor();
      await dialog.getByRole('checkbox', { name: 'node-24b4b5 is meant' }).uncheck();
      await dialog.getByRole('button', { name: 'Erase and install 3' }).click();
      const macs = ['3c:ec:ef:23:ab:b4', '3c:ec:ef:25:bd:b6', '3c:ec:ef:26:c6:b7'];
      await expect.poll(() => callsOf('assignAll')).toEqual([{ macs, profile: 'storage', confirmed: true }]);
    }));

  test('take a profile that is dragged from the shelf, all that are selected at once', () =>
    withWindow(busyState(Date.now()), async (page) => {
      await page.getByRole('button', { name: /Waiting$/ }).click();
      const row = (mac: string) => page.locator(`[data-mac="${mac}"]`);
      await page.getByText('node-23abb4').click({ modifiers: ['Control'] });
      await page.getByText('node-25bdb6').click({ modifiers: ['Shift'] });
      await page.getByText('3 selected').waitFor();
      await page
        .getByRole('button', { name: 'Edit profile storage' })
        .dragTo(row('3c:ec:ef:24:b4:b5').getByText('node-24b4b5'));
      await page.getByRole('dialog', { name: 'Install storage on 3 machines?' }).waitFor();
      await page.keyboard.press('Escape');
      await row('3c:ec:ef:26:c6:b7').getByText('node-26c6b7').waitFor();
      expect(callsOf('assignAll')).toEqual([]);
    }));

  test('stand under headings by state, model or profile', () =>
    withWindow(busyState(Date.now()), async (page) => {
      await page.getByRole('button', { name: /^Group by/ }).click();
      await page.getByRole('menuitem', { name: 'state' }).click();
      await page.getByRole('checkbox', { name: 'Select all of Waiting' }).check();
      await page.getByText('4 selected').waitFor();
    }));

  test('stand as units of a rack, whose order is kept', () =>
    withWindow(busyState(Date.now()), async (page) => {
      await page.getByRole('button', { name: 'As a rack' }).click();
      const rack = page.getByRole('list', { name: 'Machines from the top of the rack' });
      await rack.getByRole('button', { name: '1: node-01' }).focus();
      await page.keyboard.press('Alt+ArrowDown');
      await rack.getByRole('button', { name: '2: node-01' }).waitFor();
      await page.reload();
      await page.getByRole('button', { name: 'As a rack' }).click();
      await rack.getByRole('button', { name: '1: node-02' }).waitFor();
      await page.evaluate(() => localStorage.clear());
    }));

  test('a thousand are as quick to walk as ten: only those in sight are drawn', () =>
    withWindow(crowdState(Date.now(), 1000), async (page) => {
      await page.getByRole('button', { name: /^1000/ }).waitFor();
      await page.locator('tr[data-mac]').first().focus();
      await page.keyboard.press('End');
      await expect.poll(() => focusedRow(page)).toBe(crowdMac(999));
      expect(await page.locator('tr[data-mac]').count()).toBeLessThan(60);
      await page.keyboard.press('Home');
      await expect.poll(() => focusedRow(page)).toBe(crowdMac(0));
    }));

  test('a running installation says that it would be broken off', () =>
    withWindow(busyState(Date.now()), async (page) => {
      await page
        .locator('tr', { hasText: 'node-09' })
        .getByRole('button', { name: /^Profile of node-09/ })
        .click();
      await page.getByRole('menuitem', { name: 'None: let it wait' }).click();
      await page.getByText('An installation is running on it and is broken off.').waitFor();
      await page.keyboard.press('Escape');
      expect(callsOf('unassignAll')).toEqual([]);
    }));

  test('are walked, selected, filtered and opened by keys alone', () =>
    withWindow(busyState(Date.now()), async (page) => {
      await page.locator('[data-mac]').first().focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Space');
      await page.getByText('1 selected').waitFor();
      await page.keyboard.press('a');
      const menu = page.getByRole('menu');
      await menu.getByRole('menuitem', { name: 'storage' }).waitFor();
      // A menu takes the keyboard a moment after it opens, and gives it back a moment after it closes.
      await expect.poll(() => menu.evaluate((open) => open.contains(document.activeElement))).toBe(true);
      await page.keyboard.press('Escape');
      await menu.waitFor({ state: 'hidden' });
      await page.locator('[data-mac]').nth(1).focus();
      await page.keyboard.press('Enter');
      await page
        .getByRole('complementary', { name: 'Machine' })
        .getByRole('heading', { name: 'node-02' })
        .waitFor();
      await page.keyboard.press('Escape');
      await expect.poll(() => focusedRow(page)).toBe('3c:ec:ef:11:09:a2');
      await page.keyboard.press('/');
      await page.keyboard.type('4F2K57C');
      await expect.poll(() => page.locator('[data-mac]').count()).toBe(1);
      await page.keyboard.press('Escape');
      await page.keyboard.press('?');
      await page.getByRole('complementary', { name: 'Keys' }).waitFor();
    }));

  test('a MAC is copied by a click', () =>
    withWindow(busyState(Date.now()), async (page) => {
      await page.getByRole('button', { name: /^3c:ec:ef:10:00:a1/ }).click();
      await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('3c:ec:ef:10:00:a1');
    }));

  test('one that appears, and what it does, is shown as it happens', () =>
    withWindow(busyState(Date.now()), async (page) => {
      const mac = '52:54:00:12:34:56';
      await page.getByRole('button', { name: /^24 ?All/ }).waitFor();
      engine.state.machines.push(fakeMachine(mac, Date.now(), { product: 'Standard PC', state: 'waiting' }));
      engine.changed('machines');
      await page.getByRole('button', { name: /^5 ?Waiting/ }).click();
      await page.locator(`[data-mac="${mac}"]`).getByText('node-123456').click();
      await page.getByRole('complementary').getByText('It waits for you: choose a profile').waitFor();
      engine.tell({
        mac,
        kind: 'offered',
        detail: { address: '10.77.0.150', packet: 'OFFER to 52:54:00:12:34:56' },
      });
      await page.getByRole('complementary').getByText('the packet').click();
      await page.getByText('OFFER to 52:54:00:12:34:56').waitFor();
      engine.tell({ mac, kind: 'kernel', detail: { bytes: 12_000_000 } });
      await page.getByRole('complementary').getByText('Fetched the kernel').waitFor();
    }));

  test('the panel renames, keeps an address, shows the answers and forgets', () =>
    withWindow(busyState(Date.now()), async (page) => {
      const mac = '3c:ec:ef:10:00:a1';
      await page.getByText('node-01', { exact: true }).click();
      const panel = page.getByRole('complementary', { name: 'Machine' });
      await panel.getByRole('button', { name: 'Rename' }).click();
      await panel.getByRole('textbox', { name: 'Name' }).fill('db-01');
      await panel.getByRole('button', { name: 'Save', exact: true }).click();
      await panel.getByRole('heading', { name: 'db-01' }).waitFor();
      await panel.getByRole('textbox', { name: 'Address kept for it' }).fill('10.77.0.50');
      await panel.getByRole('button', { name: 'Keep' }).click();
      await panel.getByRole('button', { name: 'Show' }).click();
      await panel.getByText('d-i mirror/http/hostname string 10.77.0.1').waitFor();
      await panel.getByRole('button', { name: 'More' }).click();
      await page.getByRole('menuitem', { name: 'Forget' }).click();
      await expect.poll(() => page.locator(`[data-mac="${mac}"]`).count()).toBe(0);
      await page.getByRole('log').getByText('1 machine forgotten').waitFor();
      await expect
        .poll(() => callsOf('changeMachine'))
        .toEqual([
          { mac, name: 'db-01' },
          { mac, reserved: '10.77.0.50' },
        ]);
    }));
});

describe('the profile editor', () => {
  test('saves what was changed and nothing else; a password is written, never shown', () =>
    withWindow(busyState(Date.now()), async (page) => {
      await page.getByRole('button', { name: 'Edit profile web node' }).click();
      const panel = page.getByRole('complementary');
      const password = panel.getByRole('textbox', { name: 'Password of root' });
      await expect.poll(() => password.inputValue()).toBe('');
      await panel.getByRole('textbox', { name: 'Keyboard' }).fill('de');
      await panel.getByRole('button', { name: 'Take back Time zone' }).click();
      await panel.getByRole('textbox', { name: 'Password of the user' }).fill('secret');
      await panel.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Profile saved.').waitFor();
      expect(callsOf('changeProfile')).toEqual([
        { id: 'web-node', settings: { keyboard: 'de', timezone: '', user_password: 'secret' } },
      ]);
      expect(await page.content()).not.toContain('$6$');
    }));

  test('opens the other settings, several lines and choices among them, by the keyboard', () =>
    withWindow(busyState(Date.now()), async (page) => {
      await page.getByRole('button', { name: 'Edit profile web node' }).click();
      const panel = page.getByRole('complementary');
      const more = panel.getByRole('button', { name: /^More settings/ });
      await more.focus();
      await page.keyboard.press('Enter');
      await panel.getByRole('textbox', { name: 'Script at the end' }).fill('echo one\necho two');
      await panel.getByLabel('File system').selectOption('xfs');
      await panel.getByLabel('Partitions').selectOption('raid1');
      await panel.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Profile saved.').waitFor();
      expect(callsOf('changeProfile')).toEqual([
        {
          id: 'web-node',
          settings: { post_script: 'echo one\necho two', filesystem: 'xfs', layout: 'raid1' },
        },
      ]);
    }));

  test('shows what a machine will get, and the difference to the template', () =>
    withWindow(busyState(Date.now()), async (page) => {
      await page.getByRole('button', { name: 'Edit profile web node' }).click();
      const panel = page.getByRole('complementary');
      const section = panel.locator('section', { hasText: 'What a machine will get' });
      await section.getByRole('button', { name: 'Show' }).click();
      await section.getByText('d-i netcfg/get_hostname string node-07').waitFor();
      await section.getByText('Nothing was found').waitFor();
      await section.getByText('Difference to the template').click();
      await section.getByText('d-i netcfg/get_hostname string {{ hostname | preseed }}').waitFor();
    }));

  test('looks over an own template while it is written, with the line', () =>
    withWindow(busyState(Date.now()), async (page) => {
      await page.getByRole('button', { name: 'Edit profile web node' }).click();
      const panel = page.getByRole('complementary');
      const file = {
        name: 'own.cfg',
        mimeType: 'text/plain',
        buffer: Buffer.from('# own\nd-i a/b bolean true\n'),
      };
      await panel.getByLabel('Read a file…').setInputFiles(file);
      const own = panel.getByRole('textbox', { name: 'Own answer template' });
      await expect.poll(() => own.inputValue()).toContain('bolean');
      await panel.getByText('Error · preseed.cfg · line 2').waitFor();
      await own.fill('# own\nd-i a/b boolean true\n');
      await panel.getByText('Nothing was found').waitFor();
      await panel.getByRole('button', { name: 'Back to the family’s' }).click();
      await panel.getByText('The family’s own template is used.').waitFor();
    }));
});

describe('the window itself', () => {
  test('says calmly that the engine is gone, and goes on by itself', () =>
    withWindow(
      busyState(Date.now()),
      async (page) => {
        await page.getByRole('button', { name: /^24 ?All/ }).waitFor();
        await engine.down();
        await page.getByText('The connection to the engine is lost.').waitFor();
        engine.state.machines.length = 3;
        await engine.up();
        await page.getByRole('button', { name: /^3 ?All/ }).waitFor();
        await expect.poll(() => page.getByText('The connection to the engine is lost.').count()).toBe(0);
      },
      99,
    ));

  test('speaks Chinese, the engine’s problems and the states too', () =>
    withWindow(failingState(Date.now()), async (page) => {
      await page.getByRole('button', { name: 'Language' }).click();
      await page.getByText('服务已自行结束。').waitFor();
      await page.getByText('接口 enx00e04c680001 在服务中消失了').waitFor();
      await page.getByRole('button', { name: /待分配/ }).waitFor();
      await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
      await page.getByRole('button', { name: '语言' }).click();
      await page.getByText('Serving has ended by itself.').waitFor();
    }));

  test('is light or dark by choice', () =>
    withWindow(emptyState(), async (page) => {
      const scheme = () => page.evaluate(() => document.documentElement.dataset.mantineColorScheme);
      await page.getByRole('button', { name: /^Light or dark/ }).click();
      await page.getByRole('button', { name: /^Light or dark/ }).click();
      await expect.poll(scheme).toBe('dark');
      await page.getByRole('button', { name: /^Light or dark/ }).click();
      await expect.poll(scheme).toBe('light');
    }));

  test('fits 1280 by 800: nothing runs over, with the panel open too', () =>
    withWindow(busyState(Date.now()), async (page) => {
      await page.getByText('node-09', { exact: true }).click();
      const panel = page.getByRole('complementary', { name: 'Machine' });
      await panel.getByRole('heading', { name: 'node-09' }).waitFor();
      const overflow = () =>
        page.evaluate(() =>
          [document.documentElement, ...document.querySelectorAll('header, main, aside, table')]
            .filter((part) => part.scrollWidth > part.clientWidth + 1)
            .map((part) => part.tagName),
        );
      // Fonts and data move things about while they come; what counts is where it ends.
      await expect.poll(overflow).toEqual([]);
    }));
});

/** MAC of the row that has the keyboard; null when something else has it. */
const focusedRow = (page: OpenBrowser['page']) =>
  page.evaluate(() => document.activeElement?.getAttribute('data-mac') ?? null);

/** Drops a file on the window as the mouse would. */
async function dropFile(page: OpenBrowser['page'], name: string): Promise<void> {
  await page.getByRole('heading', { name: 'Shelf' }).waitFor();
  const transfer = await page.evaluateHandle((file) => {
    const data = new DataTransfer();
    data.items.add(new File(['not much of a medium'], file));
    return data;
  }, name);
  await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
  await page.getByText('Drop an ISO or a job sheet anywhere here').waitFor();
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
}
