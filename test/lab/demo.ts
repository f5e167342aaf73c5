/**
 * `npm run demo`: the virtual rack. A switch, three bare machines, Fieldboot on the rack's interface with a real medium
 * (the small one, which starts the installer, or the full one if `npm run lab:install` has made it), and the window
 * open: the whole product without any hardware. Ctrl-C leaves nothing behind.
 *
 *   FIELDBOOT_OPEN=0 npm run demo    only print the window's address
 *   npm run demo -- --iso FILE       with a medium of your own
 *   npm run demo -- --machines 2     fewer machines, for a small laptop (1 GiB each)
 */

import { spawn } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildWindow } from '../../scripts/build.ts';
import { machineSpec } from './catalogue.ts';
import { type Fieldboot, startFieldboot } from './fieldboot.ts';
import { runFolder, whyNot } from './ground.ts';
import { type Firmware, makeMachine } from './machine.ts';
import { fullDebianIso, smallDebianIso } from './media.ts';
import { makeRack } from './rack.ts';

/** What is in the rack; a BIOS and a UEFI machine come first. */
const RACK: readonly Firmware[] = ['bios', 'uefi', 'bios'];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { iso: { type: 'string' }, machines: { type: 'string', default: String(RACK.length) } },
  });
  const obstacle = await whyNot((line) => console.log(line));
  if (obstacle) throw new Error(`the demonstration cannot run here: ${obstacle}`);
  await buildWindow();
  const folder = runFolder('demo');
  const rack = makeRack();
  const args = ['--control', `127.0.0.1:${await freePort()}`];
  const options = { data: join(folder, 'data'), log: join(folder, 'fieldboot.log'), args };
  const fieldboot = await startFieldboot(rack, options);
  await fieldboot.openToBrowsers();
  await offerMedium(fieldboot, values.iso ?? fullDebianIso() ?? smallDebianIso());
  const machines = RACK.slice(0, Number(values.machines)).map((firmware, at) =>
    makeMachine(rack, machineSpec(at + 1, `${firmware}-${at + 1}`, firmware, { diskGiB: 8 }), folder),
  );
  for (const machine of machines) machine.start();
  const { control, token } = fieldboot.ready;
  const url = `${control}/#token=${token}`;
  console.log(`
The virtual rack is on: ${machines.length} bare machines look for something to boot (they appear within half a minute).

  ${url}

Choose a profile for a machine in the window and watch it go. Ctrl-C ends everything and leaves nothing behind.`);
  showInBrowser(url);
  await new Promise(() => {});
}

/** A port that is free out here too, where the browser is: the engine must be reached under its own number. */
function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}

/** The medium and a first profile, so that the window has something to choose. */
async function offerMedium(fieldboot: Fieldboot, path: string): Promise<void> {
  const image = await fieldboot.call('importImage', { path });
  await fieldboot.call('createProfile', { name: `${image.name}, plain`, image: image.id });
}

/** A browser as root has no sandbox; the address is printed either way. */
function showInBrowser(url: string): void {
  if (process.env.FIELDBOOT_OPEN === '0' || !(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)) return;
  spawn('xdg-open', [url], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
