/**
 * The families of systems on real firmware (`npm run lab:families`): look-alike media, each with a real kernel and a
 * RAM disk that asks the network for what the real installer asks for, in its order. Some two minutes for each machine
 * without hardware virtualisation.
 *
 * Each machine is told to install, boots, and must get exactly the arguments and files of its row; the scripts of its
 * answers run on it, and the program must hear its stages and its end, or its failure with the log.
 *
 * `npm run lab:families -- ubuntu` runs the rows whose layout has that in its name.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { machineSpec } from './catalogue.ts';
import { type Fieldboot, startFieldboot } from './fieldboot.ts';
import { runFolder, whyNot } from './ground.ts';
import { whyNoGuest } from './guest-kernel.ts';
import { KERNEL, layoutOf } from './lookalikes/layouts.ts';
import { makeLookalike } from './lookalikes/make.ts';
import { ROWS, type Row } from './lookalikes/rows.ts';
import { type Machine, makeMachine } from './machine.ts';
import { makeRack, type Rack } from './rack.ts';
import { openReport, type Report } from './report.ts';
import { clearAway } from './system.ts';

/** Generous: the cores may be busy with something else. */
const WAIT = { end: 1800, blocked: 300 } as const;
/** Machines that run at the same time. */
const TOGETHER = 2;
const BASE = 'http://10.77.0.1:8067';

/** A medium in the library. */
interface Medium {
  readonly id: string;
  readonly iso: string;
}

async function main(wanted: readonly string[]): Promise<number> {
  const report = openReport('families');
  const obstacle = (await whyNot((line) => console.log(line))) ?? whyNoGuest();
  if (obstacle !== null) {
    report.skip('look-alike media', obstacle);
    return 0;
  }
  const rows = ROWS.filter(
    ({ layout }) => wanted.length === 0 || wanted.some((part) => layout.includes(part)),
  );
  const folder = runFolder('families');
  const rack = makeRack();
  const fieldboot = await report.check('the program serves', () =>
    startFieldboot(rack, { data: `${folder}/data`, log: `${folder}/fieldboot.log` }),
  );
  if (fieldboot === null) return 1;
  const media = await importAll(report, fieldboot, folder, rows);
  const machines = rows.map((row, n) => ({ row, machine: machineOf(rack, row, n, folder) }));
  const queue = [...machines];
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift())
      await runRow(report, fieldboot, media.get(next.row.layout), next.row, next.machine);
  };
  await Promise.all(Array.from({ length: TOGETHER }, work));
  await Promise.all(machines.map(({ machine }) => machine.stop()));
  await fieldboot.stop();
  return report.failed === 0 ? 0 : 1;
}

const machineOf = (rack: Rack, { layout, firmware, way }: Row, n: number, folder: string): Machine =>
  makeMachine(
    rack,
    machineSpec(n, `${layout}-${firmware}-${way}`, firmware, { memoryMiB: 512, diskGiB: 1 }),
    folder,
  );

/** By the command line; every medium must be what it is. */
async function importAll(
  report: Report,
  fieldboot: Fieldboot,
  folder: string,
  rows: readonly Row[],
): Promise<ReadonlyMap<string, Medium>> {
  const media = new Map<string, Medium>();
  for (const name of new Set(rows.map(({ layout }) => layout)))
    await report.check(`${name} is recognised`, () => {
      const layout = layoutOf(name);
      const iso = makeLookalike(layout, folder);
      const image = fieldboot.cli('import', iso) as Record<string, string>;
      for (const [key, value] of Object.entries(layout.expected))
        expectThat(image[key] === value, `its ${key} is ${image[key]}, not ${value}`);
      media.set(name, { id: image.id ?? '', iso });
    });
  return media;
}

async function runRow(
  report: Report,
  fieldboot: Fieldboot,
  medium: Medium | undefined,
  row: Row,
  machine: Machine,
): Promise<void> {
  if (medium === undefined) return;
  const { mac, name } = machine.spec;
  const profile = (settings: Record<string, string>) =>
    fieldboot.call('createProfile', {
      name: `${name} ${Object.keys(settings).length}`,
      image: medium.id,
      settings,
    });
  const login = {
    root_password: 'secret',
    user: 'tech',
    user_password: 'secret',
    hostname: `node-${mac.slice(-1)}`,
  };
  if (!fits(row))
    await report.check(`${name}: with 512 MiB it is told that it has too little`, async () => {
      await fieldboot.call('assign', { mac, profile: (await profile(login)).id });
      machine.start();
      const { detail } = await fieldboot.awaitEvent(mac, 'failed', WAIT.blocked);
      expectThat(/needs \d+ MiB/.test(String(detail.reason)), String(detail.reason));
    });
  const said = await report.check(`${name}: it boots the way its profile insists on`, async () => {
    const kernel_args = `console=ttyS0${row.fails ? ' lookalike.fail' : ''}`;
    const insisting = await profile({ ...login, kernel_args, boot_way: row.way });
    await fieldboot.call('assign', { mac, profile: insisting.id });
    if (fits(row)) machine.start();
    const [, how] = await machine.awaitSerial(/LOOKALIKE END (\w+)/, WAIT.end);
    const text = saidBy(machine);
    expectThat(how === 'well', text);
    return text;
  });
  if (said !== null) {
    const real = replacements(medium, row, machine, said);
    await report.check(`${name}: its arguments are exactly those`, () => checkArgs(row, real, said));
    await report.check(`${name}: it got every file, byte for byte`, () => checkFiles(row, real, said));
    if (row.runs) await report.check(`${name}: it is seen to run`, () => checkRuns(row, fieldboot, mac));
    else
      await report.check(`${name}: its stages and its end are known`, () =>
        checkReports(row, fieldboot, mac),
      );
  } else console.log(machine.serial().slice(-3000));
  await machine.stop();
}

/** Installers of old fit into 512 MiB; of what only its own menu tells nothing is known. */
const fits = ({ layout }: Row): boolean => /^centos-5|^appliance/.test(layout);

/** Lines of the first process, without the word that marks them. */
const saidBy = (machine: Machine): string =>
  [...machine.serial().matchAll(/^LOOKALIKE (.*?)\r?$/gm)].map(([, line]) => line).join('\n');

type Replacements = readonly (readonly [word: string, value: string])[];

function replacements({ id, iso }: Medium, row: Row, { spec }: Machine, said: string): Replacements {
  const own = new RegExp(`${BASE}/machines/${spec.mac}/[\\w-]+`).exec(said)?.[0] ?? 'none';
  const second = Object.entries(layoutOf(row.layout).files).find(
    ([path]) => path === 'images/install.img',
  )?.[1];
  return [
    ['STAGE2SUM', sha256(second ?? '')],
    ['ISOSUM', sha256(readFileSync(iso))],
    ['HOSTNAME', `node-${spec.mac.slice(-1)}`],
    ['TREE', `${BASE}/images/${id}/tree`],
    ['ISO', `${BASE}/images/${id}/${id}.iso`],
    ['NFS', `10.77.0.1:/images/${id}/tree`],
    ['OWN', own],
    ['MAC', `01-${spec.mac.replaceAll(':', '-')}`],
  ];
}

const filledIn = (text: string, real: Replacements): string =>
  real.reduce((done, [word, value]) => done.replace(new RegExp(`\\b${word}\\b`, 'g'), value), text);

/** Loaders add the RAM disk's name, and on UEFI the kernel's. */
function checkArgs(row: Row, real: Replacements, said: string): void {
  const [, line = ''] = /^ARGS (.*)$/m.exec(said) ?? [];
  const added = (word: string, n: number) =>
    /^(?:initrd|BOOT_IMAGE)=/.test(word) || (n === 0 && isKernel(word));
  const isKernel = (word: string) =>
    Object.entries(layoutOf(row.layout).files).some(
      ([path, text]) => text === KERNEL && basename(path) === word,
    );
  const args = line.split(' ').filter((word, n) => !added(word, n));
  const wanted = [...row.args, 'console=ttyS0', ...(row.fails ? ['lookalike.fail'] : [])];
  const expected = wanted.map((word) => filledIn(word, real));
  expectThat(
    args.join(' ') === expected.join(' '),
    `they are  ${args.join(' ')}\nshould be ${expected.join(' ')}`,
  );
}

function checkFiles({ layout, files, own, says = [] }: Row, real: Replacements, said: string): void {
  const { files: contents } = layoutOf(layout);
  for (const path of files) {
    const sum = sha256(contents[path] ?? '');
    const line = `${filledIn(`GOT TREE/${path} `, real)}${contents[path]?.length} ${sum}`;
    expectThat(said.includes(line), `no line "${line}" in\n${said}`);
  }
  for (const name of own)
    expectThat(said.includes(filledIn(`GOT OWN/${name} `, real)), `no ${name} in\n${said}`);
  for (const pattern of says) {
    const filled = new RegExp(filledIn(pattern.source, real), pattern.flags);
    expectThat(filled.test(said), `nothing like ${filled} in\n${said}`);
  }
}

/** Nobody reports the end of a system that runs: the program sees it fetch its root. */
async function checkRuns({ runs }: Row, fieldboot: Fieldboot, mac: string): Promise<void> {
  if (runs === 'seen') await fieldboot.awaitEvent(mac, 'running', 30);
  const state = (await fieldboot.machine(mac))?.state;
  expectThat(state === (runs === 'seen' ? 'running' : 'booting'), `its state is ${state}`);
}

async function checkReports({ stages, fails }: Row, fieldboot: Fieldboot, mac: string): Promise<void> {
  const started = await fieldboot.awaitEvent(mac, 'kernel', 10);
  if (fails) await checkLog(fieldboot, mac, fails, started.id);
  else await fieldboot.awaitEvent(mac, 'finished', 30, started.id);
  const told = (await fieldboot.events(mac))
    .filter(({ kind, id }) => kind === 'reported' && id > started.id)
    .map(({ detail }) => String(detail.stage));
  expectThat(told.join(', ').startsWith(stages.join(', ')), `the stages are ${told.join(', ')}`);
  await fieldboot.awaitEvent(mac, 'answers', 10, started.id);
  const state = (await fieldboot.machine(mac))?.state;
  expectThat(state === (fails ? 'failed' : 'installed'), `its state is ${state}`);
}

async function checkLog(fieldboot: Fieldboot, mac: string, text: string, after: number): Promise<void> {
  await fieldboot.awaitEvent(mac, 'failed', 30, after);
  const { detail } = await fieldboot.awaitEvent(mac, 'log', 30, after);
  const log = gunzipSync(readFileSync(String(detail.file))).toString('latin1');
  expectThat(log.includes(text), `its log of ${detail.bytes} bytes does not say "${text}"`);
}

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

function expectThat(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

const code = await main(process.argv.slice(2));
clearAway();
process.exit(code);
