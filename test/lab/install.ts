/**
 * `npm run lab:install`: real installations to the end. A BIOS and a UEFI machine with empty disks and Debian's real
 * medium: discovered, assigned, installed without a hand on them, reported, rebooted by the network, sent to their
 * disk, login prompt. Half an hour without hardware virtualisation on two idle cores, twice that for both at the same time.
 *
 *   npm run lab:install                      makes the medium if it is not there
 *   npm run lab:install -- --iso FILE        with this medium
 *   npm run lab:install -- --only bios       one of the two (bios, uefi)
 *   npm run lab:install -- --layout raid1    a row of LAYOUTS: what the profile says, and how the system shows that it has it
 *   npm run lab:install -- --set key=value   a setting of the profile; may be repeated
 *   npm run lab:install -- --log FILE        transcript (.cache/lab/install.txt)
 */

import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { EventView } from '../../core/api/contract.ts';
import { machineSpec } from './catalogue.ts';
import { type Fieldboot, startFieldboot } from './fieldboot.ts';
import { runFolder, whyNot } from './ground.ts';
import { type Machine, makeMachine } from './machine.ts';
import { LAB_CACHE, requireFullIso } from './media.ts';
import { makeRack } from './rack.ts';
import { openReport, type Report, timings, timingTable } from './report.ts';
import { clearAway, until } from './system.ts';

const MINUTES = { waiting: 5, kernel: 5, answers: 10, finished: 240, reboot: 10, login: 20 } as const;

const STEPS: readonly EventView['kind'][] = [
  'waiting',
  'script',
  'kernel',
  'answers',
  'installing',
  'finished',
  'local-boot',
];

const { values } = parseArgs({
  options: {
    iso: { type: 'string' },
    only: { type: 'string' },
    log: { type: 'string' },
    layout: { type: 'string', default: 'plain' },
    set: { type: 'string', multiple: true, default: [] },
  },
});

/** A way to install, and what the installed system then shows of itself. */
interface Layout {
  readonly settings: Readonly<Record<string, string>>;
  readonly disks: number;
  readonly shows: readonly RegExp[];
}

const LAYOUTS: Readonly<Record<string, Layout>> = {
  plain: { settings: {}, disks: 1, shows: [/root \/dev\/vda\d ext4/] },
  lvm: {
    settings: { layout: 'lvm', filesystem: 'xfs', swap: '512MiB' },
    disks: 1,
    shows: [/root \/dev\/mapper\/\S+root xfs/],
  },
  raid1: {
    settings: { layout: 'raid1', swap: '512MiB' },
    disks: 2,
    shows: [/root \/dev\/md0 ext4/, /md0 : active[^\n]* raid1 /, /\[2\/2\] \[UU\]/],
  },
  // Another network than the laptop's: the installer must not need it.
  fixed: {
    settings: {
      address: '192.168.5.20/24',
      gateway: '192.168.5.1',
      dns: '192.168.5.1 9.9.9.9',
      domain: 'lab.example',
    },
    disks: 1,
    shows: [/inet 192\.168\.5\.20\/24/, /default via 192\.168\.5\.1/, /nameserver 9\.9\.9\.9/],
  },
};

/** `raid1+fixed`: several of them at once. */
function layoutOf(name: string): Layout {
  const parts = name.split('+').map((part) => {
    const layout = LAYOUTS[part];
    if (!layout)
      throw new Error(`--layout is one or more of ${Object.keys(LAYOUTS).join(', ')}, with + between`);
    return layout;
  });
  return {
    settings: Object.assign({}, ...parts.map(({ settings }) => settings)),
    disks: Math.max(...parts.map(({ disks }) => disks)),
    shows: parts.flatMap(({ shows }) => shows),
  };
}

/**
 * The profile's post-install script: at its first start the system writes onto its serial port what it is made of,
 * because nobody can log in there from the lab.
 */
const SHOW_ITSELF = `#!/bin/sh
cat > /usr/local/sbin/lab-show <<'SHOW'
#!/bin/sh
{
  echo LAB-SHOW-BEGIN
  findmnt -no SOURCE,FSTYPE / | sed 's/^/root /; s/  */ /g'
  cat /proc/mdstat /proc/swaps
  ip -4 -o addr show scope global
  ip route
  cat /etc/resolv.conf
  echo LAB-SHOW-END
} > /dev/ttyS0 2>&1
SHOW
chmod 755 /usr/local/sbin/lab-show
cat > /etc/systemd/system/lab-show.service <<'UNIT'
[Unit]
After=network-online.target
Wants=network-online.target
[Service]
Type=oneshot
ExecStart=/usr/local/sbin/lab-show
[Install]
WantedBy=multi-user.target
UNIT
systemctl enable lab-show.service
`;

async function main(): Promise<number> {
  const report = openReport('install');
  const obstacle = await whyNot((line) => console.log(line));
  if (obstacle) {
    report.skip('real installations', obstacle);
    return 0;
  }
  const iso = await requireFullIso(values.iso, (line) => console.log(line));
  const folder = runFolder('install');
  const rack = makeRack();
  const fieldboot = await startFieldboot(rack, {
    data: join(folder, 'data'),
    log: join(folder, 'fieldboot.log'),
  });
  const image = await fieldboot.call('importImage', { path: iso });
  console.log(`${image.name}: ${image.files} files, read in ${image.elapsedMs} ms`);
  const layout = layoutOf(values.layout);
  const shape = { diskGiB: 8, disks: layout.disks, cpus: 2, memoryMiB: 1024 };
  const machines = (['bios', 'uefi'] as const)
    .filter((firmware) => (values.only ?? firmware) === firmware)
    .map((firmware, n) => makeMachine(rack, machineSpec(n + 1, firmware, firmware, shape), folder));
  const follow = followEvents(fieldboot);
  const rows = new Map(
    await Promise.all(
      machines.map(
        async (machine) =>
          [machine.spec.name, await install(report, fieldboot, image.id, machine, layout)] as const,
      ),
    ),
  );
  console.log(timingTable(rows, [...STEPS, 'login']));
  clearInterval(follow);
  await Promise.all(machines.map((machine) => machine.stop()));
  await report.check('the program stops cleanly on SIGTERM', () => fieldboot.stop());
  return report.failed === 0 ? 0 : 1;
}

/** One machine from power-on to its login prompt; resolves to its timings in seconds. */
async function install(
  report: Report,
  fieldboot: Fieldboot,
  image: string,
  machine: Machine,
  layout: Layout,
): Promise<Map<string, number>> {
  const { mac, name } = machine.spec;
  const wait = (kind: EventView['kind'], minutes: number) => fieldboot.awaitEvent(mac, kind, minutes * 60);
  const switchedOn = Date.now();
  machine.start();
  let login = 0;
  await report.check(`${name}: waits in iPXE`, () => wait('waiting', MINUTES.waiting));
  await report.check(`${name}: is assigned`, () => assign(fieldboot, image, machine, layout));
  await report.check(`${name}: reaches the installer`, () =>
    machine.awaitSerial(/Linux version/, MINUTES.kernel * 60),
  );
  await report.check(`${name}: fetches its answers`, () => wait('answers', MINUTES.answers));
  const finished = await report.check(`${name}: reports the end of the installation`, () =>
    wait('finished', MINUTES.finished),
  );
  if (!finished) await machine.screenshot(join(LAB_CACHE, `${name}-failed.png`)).catch(() => {});
  if (finished) {
    await report.check(`${name}: is shown as installed`, () => isInstalled(fieldboot, mac));
    await report.check(`${name}: boots by the network again and is sent to its disk`, () =>
      fieldboot.awaitEvent(mac, 'local-boot', MINUTES.reboot * 60, finished.id),
    );
    await report.check(`${name}: shows a login prompt`, () =>
      machine.awaitSerial(/\S+ login: /, MINUTES.login * 60),
    );
    await report.check(`${name}: is made as the profile says (${values.layout})`, () =>
      isMade(machine, layout),
    );
    login = Math.round((Date.now() - switchedOn) / 1000);
  }
  const row = timings(await fieldboot.events(mac), switchedOn);
  return login > 0 ? row.set('login', login) : row;
}

/** The serial console is for the lab to watch, now and in the installed system; without a password d-i would ask. */
async function assign(fieldboot: Fieldboot, image: string, { spec }: Machine, layout: Layout): Promise<void> {
  const settings = {
    kernel_args: 'console=ttyS0,115200',
    root_password: 'fieldboot',
    post_script: SHOW_ITSELF,
    ...layout.settings,
    ...Object.fromEntries(
      values.set.map((pair) => [pair.split('=', 1)[0], pair.slice(pair.indexOf('=') + 1)]),
    ),
  };
  const profile = await fieldboot.call('createProfile', { name: `Lab ${spec.name}`, image, settings });
  await fieldboot.call('assign', { mac: spec.mac, profile: profile.id });
}

/** What the installed system says of itself, as its profile wanted it. */
async function isMade(machine: Machine, { shows }: Layout): Promise<void> {
  const [said] = await machine.awaitSerial(/LAB-SHOW-BEGIN[\s\S]*LAB-SHOW-END/, 10 * 60);
  console.log(said.replaceAll('\r', ''));
  const missing = shows.filter((pattern) => !pattern.test(said));
  if (missing.length > 0) throw new Error(`it does not show ${missing.join(', ')}`);
}

async function isInstalled(fieldboot: Fieldboot, mac: string): Promise<void> {
  await until('the state installed', 30, async () => {
    const state = (await fieldboot.machine(mac))?.state;
    return state === 'installed' || state === 'local';
  });
}

/** Prints what happens as it happens, apart from the running totals. */
function followEvents(fieldboot: Fieldboot): NodeJS.Timeout {
  let last = 0;
  return setInterval(async () => {
    const events = await fieldboot.call('events', { after: last, limit: 1000 }).catch(() => []);
    for (const event of events) {
      last = event.id;
      if (event.kind !== 'installing') console.log(eventLine(event));
    }
  }, 2000);
}

/** One line; the text of whole packets stays in the program. */
function eventLine({ at, mac, kind, detail: { packet: _, ...detail } }: EventView): string {
  return `${new Date(at).toISOString()} ${mac ?? '-'} ${kind} ${JSON.stringify(detail)}`;
}

/** Everything that is printed also goes to the transcript. */
function transcribe(file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const transcript = createWriteStream(file);
  const print = process.stdout.write.bind(process.stdout);
  process.stdout.write = ((text: string | Uint8Array) => {
    transcript.write(text);
    return print(text);
  }) as typeof process.stdout.write;
  print(`transcript: ${file}\n`);
}

transcribe(resolve(values.log ?? join(LAB_CACHE, 'install.txt')));
const code = await main();
clearAway();
process.exit(code);
