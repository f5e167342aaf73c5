/**
 * The quick machines (`npm run lab:quick`, part of `npm test`): bare machines with real firmware, the real program,
 * Debian's real installer. About four minutes without hardware virtualisation.
 *
 * Each machine is discovered, waits in iPXE, is assigned a profile, boots the installer's kernel and fetches the
 * answers made for it. A machine on the interface that was not chosen hears nothing. Then two more come to a kernel of
 * their own by pxelinux and by shim with GRUB.
 */

import { join } from 'node:path';
import type { EventView } from '../../core/api/contract.ts';
import { machineSpec } from './catalogue.ts';
import { type Fieldboot, startFieldboot } from './fieldboot.ts';
import { runFolder, whyNot } from './ground.ts';
import { whyNoGuest } from './guest-kernel.ts';
import { LOADER_ROWS, QUICK_ROWS } from './loader-rows.ts';
import { type Machine, makeMachine } from './machine.ts';
import { smallDebianIso } from './media.ts';
import { keepTraces } from './own-kernel.ts';
import { makeRack, type Rack } from './rack.ts';
import { openReport, type Report, timings, timingTable } from './report.ts';
import { runRow } from './run-row.ts';
import { clearAway } from './system.ts';

/** Generous: the cores may be busy with something else. */
const WAIT = { waiting: 150, kernel: 150, answers: 300, silence: 120, start: 60 } as const;

const STEPS: readonly EventView['kind'][] = [
  'discovered',
  'acked',
  'loader',
  'waiting',
  'assigned',
  'script',
  'kernel',
  'initrd',
  'answers',
];

/** A machine of this run, the profile it shall get, and when it was switched on. */
interface Candidate {
  readonly machine: Machine;
  readonly title: string;
  readonly profile: { readonly name: string; readonly settings: Record<string, string> };
  switchedOn: number;
}

async function main(): Promise<number> {
  const report = openReport('quick');
  const obstacle = await whyNot((line) => console.log(line));
  if (obstacle) {
    report.skip('quick machines', obstacle);
    return 0;
  }
  const folder = runFolder('quick');
  const rack = makeRack();
  const candidates = makeCandidates(rack, folder);
  const outsider = makeMachine(
    rack,
    machineSpec(9, 'outsider', 'bios', { segment: 'other', memoryMiB: 256 }),
    folder,
  );
  const options = { data: join(folder, 'data'), log: join(folder, 'fieldboot.log') };
  const fieldboot = await report.check('the program serves on the rack’s interface', () =>
    startFieldboot(rack, options),
  );
  if (fieldboot) {
    outsider.start();
    const image = await report.check('a small real Debian medium is imported', () => importMedium(fieldboot));
    if (image) await runCandidates(report, fieldboot, image, candidates);
    await checkSilence(report, fieldboot, outsider);
    await report.check('the program stops cleanly on SIGTERM', () => stopCleanly(fieldboot));
  }
  await Promise.all([...candidates.map(({ machine }) => machine), outsider].map((machine) => machine.stop()));
  await runOtherLoaders(report, rack, folder);
  return report.failed === 0 ? 0 : 1;
}

/** The loaders beside iPXE; `npm run lab:matrix` has all of them, and goes further. */
async function runOtherLoaders(report: Report, rack: Rack, folder: string): Promise<void> {
  const obstacle = whyNoGuest();
  if (obstacle !== null) return report.skip('other loaders', obstacle);
  for (const row of LOADER_ROWS.filter(({ name }) => QUICK_ROWS.includes(name)))
    await runRow(report, rack, join(folder, row.name), row, true);
}

function makeCandidates(rack: Rack, folder: string): Candidate[] {
  const serialConsole = { kernel_args: 'console=ttyS0,115200' };
  const candidate = (
    n: number,
    firmware: 'bios' | 'uefi',
    title: string,
    name: string,
    settings: Record<string, string>,
  ) => ({
    machine: makeMachine(rack, machineSpec(n, `${firmware}-${n}`, firmware), folder),
    title,
    profile: { name, settings: { ...serialConsole, ...settings } },
    switchedOn: 0,
  });
  return [
    candidate(1, 'bios', 'a BIOS machine', 'Web server', { timezone: 'Europe/Berlin' }),
    candidate(2, 'uefi', 'a UEFI machine', 'Database', { timezone: 'Asia/Shanghai' }),
    candidate(3, 'bios', 'another BIOS machine', 'Storage', { timezone: 'America/Denver' }),
  ];
}

/** By the command line, so that the run proves that it reaches the running program. */
function importMedium(fieldboot: Fieldboot): string {
  const image = fieldboot.cli('import', smallDebianIso()) as { id: string; family: string };
  expectThat(image.family === 'debian', `the family is ${image.family}, not debian`);
  return image.id;
}

async function runCandidates(
  report: Report,
  fieldboot: Fieldboot,
  image: string,
  candidates: readonly Candidate[],
): Promise<void> {
  for (const candidate of candidates) {
    candidate.machine.start();
    candidate.switchedOn = Date.now();
  }
  const texts = await Promise.all(candidates.map((one) => runCandidate(report, fieldboot, image, one)));
  await report.check('every machine got answers of its own', () => checkTexts(texts, candidates));
  const rows = new Map<string, Map<string, number>>();
  for (const { machine, switchedOn } of candidates)
    rows.set(machine.spec.name, timings(await fieldboot.events(machine.spec.mac), switchedOn));
  console.log(timingTable(rows, STEPS));
}

/** One machine's way to its answers; resolves to their text. */
async function runCandidate(
  report: Report,
  fieldboot: Fieldboot,
  image: string,
  { machine, title, profile }: Candidate,
): Promise<string | null> {
  const { mac } = machine.spec;
  await report.check(`${title} is discovered by its MAC and waits in iPXE`, () =>
    awaitWaiting(fieldboot, machine),
  );
  const id = await report.check(`${title} is assigned the profile ${profile.name}`, async () => {
    const made = await fieldboot.call('createProfile', { ...profile, image });
    await fieldboot.call('assign', { mac, profile: made.id });
    return made.id;
  });
  if (id === null) return null;
  await report.check(`${title} goes on to Debian’s installer without a reboot`, () =>
    machine.awaitSerial(/Linux version [\d.]+/, WAIT.kernel),
  );
  const text = await report.check(`the installer on ${title} fetches its own answers`, async () => {
    const fetched = await fieldboot.awaitEvent(mac, 'answers', WAIT.answers);
    const { profile: used } = fetched.detail;
    expectThat(used === id, `it fetched the answers of ${used}`);
    const { text } = fieldboot.cli('answers', id, '--mac', mac) as { text: string };
    return text;
  });
  if (text === null) await keepTraces(machine);
  await machine.stop();
  return text;
}

async function awaitWaiting(fieldboot: Fieldboot, { spec }: Machine): Promise<void> {
  await fieldboot.awaitEvent(spec.mac, 'waiting', WAIT.waiting);
  const seen = await fieldboot.machine(spec.mac);
  const { manufacturer, product, serial } = spec.smbios;
  const facts = `${seen?.manufacturer} | ${seen?.product} | ${seen?.serial}`;
  expectThat(facts === `${manufacturer} | ${product} | ${serial}`, `its facts are ${facts}`);
}

/** Different profiles give different texts, each with what its profile says. */
function checkTexts(texts: readonly (string | null)[], candidates: readonly Candidate[]): void {
  candidates.forEach(({ title, profile }, index) => {
    const zone = profile.settings.timezone ?? '';
    expectThat(texts[index]?.includes(zone) ?? false, `the answers of ${title} do not name ${zone}`);
  });
  expectThat(new Set(texts).size === texts.length, 'two machines got the same answers');
}

/** The firmware's own words that nobody answered, and no trace of the machine in the program. */
async function checkSilence(report: Report, fieldboot: Fieldboot, outsider: Machine): Promise<void> {
  await report.check('a machine on the interface that was not chosen gets no answer', async () => {
    await outsider.awaitSerial(/No configuration methods|ipxe\.org\/040ee119/, WAIT.silence);
    const events = await fieldboot.events(outsider.spec.mac);
    expectThat(events.length === 0, `there are events: ${events.map((event) => event.kind).join(', ')}`);
    expectThat((await fieldboot.machine(outsider.spec.mac)) === undefined, 'it is among the machines');
  });
}

async function stopCleanly(fieldboot: Fieldboot): Promise<void> {
  const code = await fieldboot.stop();
  expectThat(code === 0, `its exit status is ${code}`);
}

function expectThat(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

const code = await main();
clearAway();
process.exit(code);
