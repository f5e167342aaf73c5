/** What is done with machines, by keys and by the mouse, each with the engine's way back; and what is said of those that need a hand. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildWindow } from '../../scripts/build.ts';
import { type FakeEngine, startFakeEngine } from '../support/fake-engine.ts';
import { busyState, type FakeState, handsFullState } from '../support/fake-scenarios.ts';
import { type OpenBrowser, openBrowser } from './support/browser.ts';

let browser: OpenBrowser;
beforeAll(async () => {
  await buildWindow();
  browser = await openBrowser({ permissions: ['clipboard-read', 'clipboard-write'] });
});
afterAll(() => browser?.close());

type Page = OpenBrowser['page'];

async function withMachines(state: FakeState, work: (page: Page, engine: FakeEngine) => Promise<void>) {
  const engine = await startFakeEngine(state);
  const { page } = browser;
  browser.complaints.length = 0;
  try {
    await page.goto('about:blank');
    await page.goto(engine.address);
    await page.locator('tr[data-mac]').first().waitFor();
    await work(page, engine);
    expect(browser.complaints).toEqual([]);
  } finally {
    await page.goto('about:blank');
    await engine.close();
  }
}

const inputsOf = (engine: FakeEngine, name: string) =>
  engine.calls.filter((call) => call.name === name).map(({ input }) => input);
const full = () => handsFullState(Date.now());
const row = (page: Page, mac: string) => page.locator(`tr[data-mac="${mac}"]`);
const macOf = (state: FakeState, index: number) => state.machines[index]?.mac ?? '';

describe('by keys alone', () => {
  test('a machine is held and let go, sent to its disk once, woken, let wait and forgotten, and that is taken back', () => {
    const state = busyState(Date.now());
    const mac = macOf(state, 0);
    return withMachines(state, async (page, engine) => {
      const log = page.getByRole('log');
      await row(page, mac).focus();
      await page.keyboard.press('h');
      await row(page, mac).getByText('Held').waitFor();
      await page.keyboard.press('h');
      await row(page, mac).getByText('Installed').waitFor();
      await page.keyboard.press('s');
      await row(page, mac).getByText('next boot: own disk').waitFor();
      await page.keyboard.press('w');
      await log.getByText('A wake-up packet was sent to 1 machine.').waitFor();
      await page.keyboard.press('u');
      await row(page, mac).getByText('Waiting').waitFor();
      await page.keyboard.press('Delete');
      await row(page, mac).waitFor({ state: 'detached' });
      await page.keyboard.press('Control+z');
      await log.getByText('Taken back: forgotten, 1 machine.').waitFor();
      await row(page, mac).waitFor();
      for (const name of ['hold', 'release', 'skip', 'wake', 'unassignAll', 'forgetAll'])
        expect([name, inputsOf(engine, name)]).toEqual([name, [{ macs: [mac] }]]);
    });
  });

  test('is named, and a note is written about it', () => {
    const state = busyState(Date.now());
    const mac = macOf(state, 1);
    return withMachines(state, async (page, engine) => {
      await row(page, mac).focus();
      await page.keyboard.press('n');
      const note = page.getByRole('textbox', { name: 'Note' });
      await expect.poll(() => note.evaluate((field) => field === document.activeElement)).toBe(true);
      await page.keyboard.type('loose cable');
      await page.keyboard.press('Control+Enter');
      await row(page, mac).getByRole('img', { name: 'loose cable' }).waitFor();
      await row(page, mac).focus();
      await page.keyboard.press('F2');
      await page.getByRole('textbox', { name: 'Name', exact: true }).fill('db-02');
      await page.keyboard.press('Enter');
      await row(page, mac).getByText('db-02').waitFor();
      expect(inputsOf(engine, 'changeMachine')).toEqual([
        { mac, note: 'loose cable' },
        { mac, name: 'db-02' },
      ]);
    });
  });

  test('new installations are paused, which is said, and go on', () =>
    withMachines(full(), async (page, engine) => {
      await page.keyboard.press('p');
      await page.getByText('Paused: no new installation begins.').waitFor();
      await page.keyboard.press('p');
      await page.getByText('Paused: no new installation begins.').waitFor({ state: 'detached' });
      expect(inputsOf(engine, 'changePolicy')).toEqual([{ paused: true }, { paused: false }]);
    }));
});

describe('before disks are erased', () => {
  test('several are confirmed in one question that lists model, serial and disks', () =>
    withMachines(full(), async (page, engine) => {
      await page.getByRole('button', { name: /Waiting$/ }).click();
      await page.getByRole('checkbox', { name: 'Select all shown' }).check();
      await page
        .getByRole('region', { name: '2 selected' })
        .getByRole('button', { name: 'Confirm…' })
        .click();
      const dialog = page.getByRole('dialog', { name: 'Erase the disks of 2 machines?' });
      await dialog.getByText('LENOVO ThinkSystem SR630').waitFor();
      await dialog.getByText('4F2K80H').waitFor();
      await dialog.getByText('Disks: sda 480 GB SAMSUNG MZVL21T0').waitFor();
      await dialog.getByText('disks not known: no installer has reported them yet').waitFor();
      await dialog.getByRole('button', { name: 'Erase and install 2' }).click();
      await page.getByRole('log').getByText('2 machines may be erased and installed.').waitFor();
      expect(inputsOf(engine, 'confirm')).toEqual([{ macs: ['3c:ec:ef:23:ab:b4', '3c:ec:ef:24:b4:b5'] }]);
    }));

  test('machine by machine each is ticked by hand, and a batch is only chosen for', () => {
    const state = full();
    state.policy = { ...state.policy, confirm: 'per-machine' };
    return withMachines(state, async (page, engine) => {
      await page.getByRole('button', { name: /Waiting$/ }).click();
      await page.getByRole('checkbox', { name: 'Select all shown' }).check();
      await page.getByRole('button', { name: 'Assign profile' }).click();
      await page.getByRole('menuitem', { name: 'storage' }).click();
      await page.getByText('you confirm each machine by itself').waitFor();
      await page.getByRole('button', { name: 'Choose for 2' }).click();
      await page.getByRole('log').getByText('2 machines will get storage.').waitFor();
      expect(inputsOf(engine, 'assignAll')).toMatchObject([{ profile: 'storage', confirmed: false }]);
      await page.getByRole('checkbox', { name: 'Select all shown' }).check();
      await page
        .getByRole('region', { name: '2 selected' })
        .getByRole('button', { name: 'Confirm…' })
        .click();
      const yes = page.getByRole('dialog').getByRole('button', { name: /^Erase and install/ });
      expect(await yes.isDisabled()).toBe(true);
      await page.getByRole('checkbox', { name: 'node-24b4b5 is meant' }).check();
      await yes.click();
      await page.getByRole('log').getByText('1 machine may be erased').waitFor();
      expect(inputsOf(engine, 'confirm')).toEqual([{ macs: ['3c:ec:ef:24:b4:b5'] }]);
    });
  });

  test('a profile that nobody could log in to is said to be one, with the way to mend it', () =>
    withMachines(busyState(Date.now()), async (page) => {
      await row(page, '3c:ec:ef:23:ab:b4')
        .getByRole('button', { name: /Choose…$/ })
        .click();
      await page.getByRole('menuitem', { name: 'Rocky Linux 9.6' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('This profile has no password and no SSH key').waitFor();
      await dialog.getByRole('button', { name: 'Edit Rocky Linux 9.6' }).click();
      await page.getByRole('complementary').getByRole('textbox', { name: 'Password of root' }).waitFor();
      expect(await dialog.count()).toBe(0);
    }));

  test('what erases nothing is done at once: a look at the hardware, its own disk', () =>
    withMachines(busyState(Date.now()), async (page, engine) => {
      const mac = '3c:ec:ef:23:ab:b4';
      await row(page, mac)
        .getByRole('button', { name: /Choose…$/ })
        .click();
      await page.getByRole('menuitem', { name: 'Only take it down in the inventory' }).click();
      await page.getByRole('log').getByText('1 machine will get').waitFor();
      expect(inputsOf(engine, 'assignAll')).toEqual([
        { macs: [mac], profile: 'inventory', confirmed: false },
      ]);
    }));
});

describe('a machine that does not go on', () => {
  test('says why and what to do in its row, with a code, copied by a click', () => {
    const state = full();
    const mac = macOf(state, 17);
    return withMachines(state, async (page) => {
      await page.getByRole('button', { name: /Stuck$/ }).click();
      const stuck = row(page, mac);
      await stuck.getByText('It has the kernel and the RAM disks and has been silent for 190 s.').waitFor();
      await stuck.getByText(/^Next: Look at its screen/).waitFor();
      await stuck.getByRole('button', { name: 'Copy this message' }).click();
      await expect
        .poll(() => page.evaluate(() => navigator.clipboard.readText()))
        .toMatch(/^STUCK_KERNEL_SILENT\n3c:ec:ef:21:99:b2\nIt has the kernel/);
    });
  });

  test('beside another DHCP server is helped by a complete lease, it alone, and left to the other again', () => {
    const state = full();
    const mac = macOf(state, 23);
    return withMachines(state, async (page, engine) => {
      await page.getByRole('button', { name: /Stuck$/ }).click();
      await row(page, mac).getByText('node-27cfb8').click();
      const panel = page.getByRole('complementary');
      await panel.getByText('Only this machine gets an address of 10.77.0.240-10.77.0.249').waitFor();
      await panel.getByRole('button', { name: 'Give it a complete lease' }).click();
      await panel.getByRole('button', { name: 'Leave it to the other server again' }).click();
      await panel.getByRole('button', { name: 'Give it a complete lease' }).waitFor();
      expect([inputsOf(engine, 'allowRescue'), inputsOf(engine, 'endRescue')]).toEqual([
        [{ mac }],
        [{ mac }],
      ]);
    });
  });
});

describe('the messages', () => {
  test('what was done can be taken back from the messages, long after the notice went', () =>
    withMachines(busyState(Date.now()), async (page, engine) => {
      const mac = '3c:ec:ef:10:00:a1';
      await row(page, mac).focus();
      await page.keyboard.press('h');
      await page.getByRole('log').getByRole('button', { name: 'Put away' }).click();
      await page.getByRole('button', { name: /^Messages/ }).click();
      await page.getByRole('complementary').getByRole('button', { name: 'Undo' }).click();
      await row(page, mac).getByText('Installed').waitFor();
      expect(inputsOf(engine, 'undo')).toEqual([{ id: '1' }]);
      expect(await page.getByRole('complementary').getByRole('button', { name: 'Undo' }).count()).toBe(0);
    }));
});

describe('the room there is', () => {
  test('at 1280 pixels with a machine open the views stand beside the filter', () =>
    withMachines(full(), async (page) => {
      await page.getByText('node-05', { exact: true }).click();
      await page.getByRole('complementary').waitFor();
      const top = async (name: string, role: 'searchbox' | 'button') => {
        const box = await page.getByRole(role, { name }).boundingBox();
        return box && Math.round(box.y + box.height / 2);
      };
      expect(await top('As a rack', 'button')).toBe(await top('Filter', 'searchbox'));
    }));

  test('at 200 % zoom nothing runs over the side, and everything can be reached', () =>
    withMachines(full(), async (page) => {
      await page.setViewportSize({ width: 640, height: 400 });
      try {
        const tooWide = () =>
          page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
        expect(await tooWide()).toBe(false);
        await page.getByText('node-05', { exact: true }).click();
        await page.getByRole('complementary').getByRole('button', { name: 'Hold' }).click();
        await page.getByRole('log').getByText('1 machine held').waitFor();
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'Add an ISO' }).scrollIntoViewIfNeeded();
        expect(await tooWide()).toBe(false);
      } finally {
        await page.setViewportSize({ width: 1280, height: 800 });
      }
    }));
});
