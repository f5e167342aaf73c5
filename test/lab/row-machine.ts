/** The machine of one row of the matrix, from power-on through its kernels to its own disk. */
import { ARGUMENTS, type ArgumentsEntry, argumentsIso, assertVerbatim, shownOf } from './arguments.ts';
import { machineSpec } from './catalogue.ts';
import type { Fieldboot } from './fieldboot.ts';
import { LOADER_ROWS, type LoaderRow } from './loader-rows.ts';
import { type Machine, makeMachine } from './machine.ts';
import { chooseAtMenu } from './menu-keys.ts';
import { FROM_DISK, finishAndReset, writeOwnDisk } from './own-disk.ts';
import { bootToKernel, importSmallDebian, KERNEL_STEPS, keepTraces } from './own-kernel.ts';
import type { Rack } from './rack.ts';
import { timings } from './report.ts';
import { until } from './system.ts';

/** Steps of the table after those of its loader. */
export const ROW_STEPS = [...KERNEL_STEPS.slice(2), 'own disk'] as const;

/** Seconds. Generous: the cores may be busy, and firmware that refused a loader tries all else it has first. */
const PATIENCE = { waiting: 400, kernel: 200, disk: 300 };

/** What may stand in a setting; quotes, semicolons and braces may not. */
const HARD = 'fb.comma=a,b fb.percent=%20 fb.hash=a#b fb.at=a@b fb.caret=a^b fb.any=a?b*c!';

/**
 * Resolves to when it reached what, in seconds. Rejects with what it did not reach.
 * @param isBrief it is left at the first kernel that shows its arguments.
 */
export async function runMachine(
  rack: Rack,
  folder: string,
  fieldboot: Fieldboot,
  row: LoaderRow,
  isBrief = false,
): Promise<Map<string, number>> {
  const isInstaller = row.starts !== 'arguments';
  writeOwnDisk(folder, row.name, row.firmware !== 'bios');
  const memoryMiB = isInstaller ? 768 : 512;
  const spec = machineSpec(LOADER_ROWS.indexOf(row), row.name, row.firmware, { memoryMiB, diskGiB: 1 });
  const machine = makeMachine(rack, spec, folder);
  const begun = Date.now();
  try {
    const reached = isInstaller
      ? await throughInstaller(rack, fieldboot, machine, row)
      : await throughArguments(fieldboot, machine, row, isBrief ? ARGUMENTS.slice(0, 1) : ARGUMENTS);
    if (isBrief) return reached;
    if (!isInstaller) await toItsDisk(fieldboot, machine, row);
    await machine.awaitSerial(FROM_DISK, PATIENCE.disk);
    return reached.set('own disk', Math.round((Date.now() - begun) / 1000));
  } catch (error) {
    await keepTraces(machine);
    throw error;
  } finally {
    await machine.stop();
  }
}

async function throughInstaller(
  rack: Rack,
  fieldboot: Fieldboot,
  machine: Machine,
  row: LoaderRow,
): Promise<Map<string, number>> {
  const image = await importSmallDebian(fieldboot);
  const choose = row.starts === 'menu' ? () => chooseAtMenu(machine, row.speaks) : undefined;
  const reached = await bootToKernel(fieldboot, image, machine, { args: HARD, waits: true, choose });
  const shown = /[Cc]ommand line: (.*)/.exec(machine.serial())?.[1] ?? '';
  for (const argument of HARD.split(' '))
    if (!shown.split(/\s/).includes(argument)) throw new Error(`${argument} is not in: ${shown}`);
  await checkLoader(fieldboot, machine, row);
  await finishAndReset(fieldboot, rack, machine);
  return reached;
}

/** Every entry of the medium, one boot after the other; what its loader cannot be told must be said, and nothing lost. */
async function throughArguments(
  fieldboot: Fieldboot,
  machine: Machine,
  row: LoaderRow,
  entries: readonly ArgumentsEntry[],
): Promise<Map<string, number>> {
  const { mac } = machine.spec;
  const image = await fieldboot.call('importImage', { path: argumentsIso() });
  machine.start();
  const switchedOn = Date.now();
  if (row.refuses) await checkRefusal(fieldboot, mac, row.refuses);
  await fieldboot.awaitEvent(mac, 'waiting', PATIENCE.waiting);
  let reached = new Map<string, number>();
  for (const entry of entries) {
    const settings = { entry: entry.id };
    const profile = await fieldboot.call('createProfile', { name: entry.id, image: image.id, settings });
    await fieldboot.call('assign', { mac, profile: profile.id });
    await comesTo(entry, fieldboot, machine, row);
    if (reached.size > 0) continue;
    reached = timings(await fieldboot.events(mac), switchedOn);
    reached.set('kernel runs', Math.round((Date.now() - switchedOn) / 1000));
    await checkLoader(fieldboot, machine, row);
  }
  return reached;
}

async function toItsDisk(fieldboot: Fieldboot, machine: Machine, { speaks }: LoaderRow): Promise<void> {
  await fieldboot.call('assign', { mac: machine.spec.mac, profile: 'local-disk' });
  if (!ARGUMENTS.at(-1)?.refusedBy.includes(speaks)) await machine.reset();
}

/** A machine that shows its arguments stays there, and is reset; one that was told why not goes on by itself. */
async function comesTo(
  entry: ArgumentsEntry,
  fieldboot: Fieldboot,
  machine: Machine,
  { speaks }: LoaderRow,
): Promise<void> {
  const { mac } = machine.spec;
  const before = ARGUMENTS[ARGUMENTS.indexOf(entry) - 1];
  if (before && !before.refusedBy.includes(speaks)) await machine.reset();
  if (entry.refusedBy.includes(speaks)) {
    await until(`${mac} is told that it cannot be given ${entry.id}`, PATIENCE.kernel, async () =>
      (await fieldboot.events(mac)).find(
        ({ kind, detail }) => kind === 'failed' && /cannot be given/.test(String(detail.reason)),
      ),
    );
    return;
  }
  const [, commandLine = ''] = await machine.awaitSerial(shownOf(entry), PATIENCE.kernel);
  assertVerbatim(commandLine, entry);
}

async function checkLoader(fieldboot: Fieldboot, machine: Machine, row: LoaderRow): Promise<void> {
  if (row.kernelSays) await machine.awaitSerial(row.kernelSays, 120);
  const loaders = (await fieldboot.events(machine.spec.mac)).filter(({ kind }) => kind === 'loader');
  const last = String(loaders.at(-1)?.detail.file ?? '');
  if (!last.endsWith(row.loader)) throw new Error(`its loader was ${last}`);
  if (row.refuses) await checkLearnt(fieldboot, machine);
}

/** The firmware fetched a loader and did not start it: that is seen, said, and the next one is given. */
async function checkRefusal(fieldboot: Fieldboot, mac: string, refused: string): Promise<void> {
  const silent = await fieldboot.awaitEvent(mac, 'loader-silent', PATIENCE.waiting);
  if (!String(silent.detail.file).endsWith(refused)) throw new Error(`it refused ${silent.detail.file}`);
  await until(`the diagnosis of ${mac}`, 30, async () => {
    const code = (await fieldboot.machine(mac))?.diagnosis?.code;
    return code === 'NOTE_LOADER_REFUSED' || undefined;
  });
}

/** The rung that ran is known for this maker and model. */
async function checkLearnt(fieldboot: Fieldboot, { spec }: Machine): Promise<void> {
  const worked = await fieldboot.call('workedLoaders', {});
  const own = worked.find(({ product }) => product === spec.smbios.product);
  if (own?.rung !== 'shim') throw new Error(`what is known of its model is ${JSON.stringify(worked)}`);
}
