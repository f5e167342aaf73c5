/**
 * The whole job in a real browser, against the real engine and a real machine: choose the interface, serve, drop the
 * medium, see the machine, choose its profile, watch it go to installing.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { machineSpec } from '../lab/catalogue.ts';
import { type Fieldboot, startWindow } from '../lab/fieldboot.ts';
import { runFolder, whyNot } from '../lab/ground.ts';
import { type Machine, makeMachine } from '../lab/machine.ts';
import { smallDebianIso } from '../lab/media.ts';
import { makeRack, type Rack } from '../lab/rack.ts';
import { clearAway } from '../lab/system.ts';
import { type OpenBrowser, openBrowser } from './support/browser.ts';

const obstacle = await whyNot(() => {});
/** TCG takes its time; what the window itself does is far quicker. */
const SLOW = { timeout: 180_000 };

describe.skipIf(obstacle !== null)(
  `the whole job in the window${obstacle ? ` (skipped: ${obstacle})` : ''}`,
  () => {
    let rack: Rack;
    let fieldboot: Fieldboot;
    let machine: Machine;
    let browser: OpenBrowser;

    beforeAll(async () => {
      const folder = runFolder('window');
      rack = makeRack();
      fieldboot = await startWindow(rack, { data: join(folder, 'data'), log: join(folder, 'fieldboot.log') });
      await fieldboot.openToBrowsers();
      machine = makeMachine(rack, machineSpec(1, 'bios', 'bios'), folder);
      browser = await openBrowser();
    });
    afterAll(async () => {
      await browser?.close();
      await machine?.stop();
      await fieldboot?.stop();
      clearAway();
    });

    it('opens with the address that the engine printed, and has nothing to complain about', async () => {
      const { page } = browser;
      await page.goto(fieldboot.ready.url);
      await page.getByText('Drop an ISO here').waitFor();
      expect(new URL(page.url()).hash).toBe('');
    });

    it('serves on the interface that is chosen', async () => {
      const { page } = browser;
      await page.getByRole('button', { name: 'Network interface' }).click();
      await page.getByRole('menuitem', { name: rack.interface }).click();
      await page.getByRole('button', { name: 'Start serving' }).click();
      await page.getByRole('button', { name: 'Stop' }).waitFor();
      expect((await fieldboot.call('status', {})).serving?.interface).toBe(rack.interface);
      machine.start();
    });

    it('takes a medium that is dropped on it, and makes a profile of it', SLOW, async () => {
      const { page } = browser;
      await dropFile(browser, smallDebianIso());
      await page.getByRole('button', { name: /^Make a profile/ }).click({ timeout: 60_000 });
      await expect.poll(() => fieldboot.call('profiles', {}).then((all) => all.length)).toBe(1);
    });

    it('shows the machine that waits, with what it is', SLOW, async () => {
      const { page } = browser;
      const row = page.getByRole('row').filter({ hasText: machine.spec.mac });
      await row.getByText('Waiting', { exact: true }).waitFor({ timeout: 120_000 });
      await row.getByText(machine.spec.smbios.serial).waitFor();
    });

    it('asks once, naming the machine, and sends it on its way', SLOW, async () => {
      const { page } = browser;
      const row = page.getByRole('row').filter({ hasText: machine.spec.mac });
      await row.getByRole('button', { name: /^Profile of/ }).click();
      await page.getByRole('menuitem').first().click();
      await page.getByText(machine.spec.smbios.serial).last().waitFor();
      await page.getByRole('button', { name: 'Erase and install', exact: true }).click();
      await row.getByText(/^(Booting|Installing)$/).waitFor({ timeout: 60_000 });
    });

    it('follows it to the installer, which fetches its own answers', SLOW, async () => {
      const { page } = browser;
      const row = page.getByRole('row').filter({ hasText: machine.spec.mac });
      await row.getByText('Installing', { exact: true }).waitFor({ timeout: 170_000 });
      const kinds = (await fieldboot.events(machine.spec.mac)).map((event) => event.kind);
      expect(kinds).toEqual(expect.arrayContaining(['kernel', 'initrd', 'answers']));
    });

    it('had nothing to complain about', () => {
      expect(browser.complaints).toEqual([]);
    });
  },
);

/** Drops a file as a person does: the page gets a DataTransfer with a real file in it. */
async function dropFile({ page }: OpenBrowser, path: string): Promise<void> {
  await page.evaluate(() => {
    const input = Object.assign(document.createElement('input'), { type: 'file', id: 'lab-file' });
    document.body.append(input);
  });
  await page.setInputFiles('#lab-file', path);
  await page.evaluate(() => {
    const input = document.getElementById('lab-file') as HTMLInputElement;
    const dataTransfer = new DataTransfer();
    for (const file of input.files ?? []) dataTransfer.items.add(file);
    for (const type of ['dragenter', 'dragover', 'drop'])
      document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
    input.remove();
  });
}
