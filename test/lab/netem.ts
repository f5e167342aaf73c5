/**
 * A bad cable (`npm run lab:netem`): of the frames of a BIOS and of a UEFI machine one in ten is lost, in both directions,
 * one in twenty comes twice and one in five is overtaken by others. Each comes to its own kernel all the same. The whole
 * chain is on that cable: DHCP, TFTP, the scripts, and 50 MB of kernel and RAM disk by HTTP, so it takes some minutes.
 *
 * And programs of other people on such a cable: udhcpc, dhclient, atftp, tftp-hpa, curl.
 *
 *   npm run lab:netem -- uefi      one of them (clients, bios, uefi)
 */

import { join } from 'node:path';
import { checkClients } from './bad-cable-clients.ts';
import { type BadCable, badCable } from './cables.ts';
import { machineSpec } from './catalogue.ts';
import { startFieldboot } from './fieldboot.ts';
import { runFolder, whyNot } from './ground.ts';
import { makeMachine } from './machine.ts';
import { bootToKernel, importSmallDebian, KERNEL_STEPS } from './own-kernel.ts';
import { makeRack } from './rack.ts';
import { openReport, timingTable } from './report.ts';
import { clearAway } from './system.ts';

/** Seconds. TCP does what it can with such a cable, and it is not much. */
const PATIENCE = { script: 600, files: 1800, kernel: 300 };
const SEED = 20_261_121;

async function main(wanted: readonly string[]): Promise<number> {
  const report = openReport('netem');
  const obstacle = await whyNot((line) => console.log(line));
  if (obstacle) {
    report.skip('a bad cable', obstacle);
    return 0;
  }
  const folder = runFolder('netem');
  const rack = makeRack();
  const options = { data: join(folder, 'data'), log: join(folder, 'fieldboot.log') };
  const fieldboot = await startFieldboot(rack, options);
  if (wanted.length === 0 || wanted.includes('clients')) {
    const cable = await checkClients(rack, report, folder, SEED);
    await report.check('clients: the cable was bad', () => checkHarm(cable));
  }
  const image = await importSmallDebian(fieldboot);
  const table = new Map<string, Map<string, number>>();
  for (const [n, firmware] of (['bios', 'uefi'] as const).entries()) {
    if (wanted.length > 0 && !wanted.includes(firmware)) continue;
    let cable: BadCable | undefined;
    const plug = () => (cable = badCable(rack, 'rack', folder, SEED + n));
    const spec = machineSpec(n, `bad-cable-${firmware}`, firmware, { memoryMiB: 512 });
    const machine = makeMachine(rack, spec, folder, plug);
    const reached = await report.check(`${firmware} firmware on a bad cable comes to its own kernel`, () =>
      bootToKernel(fieldboot, image, machine, { patience: PATIENCE }),
    );
    table.set(spec.name, reached ?? new Map());
    await machine.stop();
    await report.check(`${firmware}: the cable was bad`, () => checkHarm(cable));
  }
  console.log(timingTable(table, KERNEL_STEPS));
  await report.check('the program stops cleanly on SIGTERM', () => fieldboot.stop());
  return report.failed === 0 ? 0 : 1;
}

/** A good run on a cable that was good after all proves nothing. */
function checkHarm(cable: BadCable | undefined): void {
  const harmed = cable?.harmed() ?? { passed: 0, lost: 0, twice: 0, late: 0 };
  const all = Object.values(harmed).reduce((sum, frames) => sum + frames, 0);
  console.log(`${all} frames: ${harmed.lost} lost, ${harmed.twice} doubled, ${harmed.late} late`);
  if (harmed.lost < all / 20 || harmed.twice === 0 || harmed.late === 0)
    throw new Error(`it did ${JSON.stringify(harmed)}`);
}

const code = await main(process.argv.slice(2));
clearAway();
process.exit(code);
