/**
 * UDF against the Linux kernel (`npm run lab:udf`, a minute or two without hardware virtualisation).
 *
 * One guest with Debian's kernel fills empty volumes that mkudffs made, and reads the volumes of our own little writer:
 * the first must be read by us as the kernel wrote them, the second by the kernel as we read them. With `--keep` the
 * volumes that the kernel filled become the ones of test/golden/udf, which `npm test` reads.
 */

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, openSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openMedium } from '../../core/media/open-medium.ts';
import type { MediumTree } from '../../core/media/tree.ts';
import { allEntries, sha256Of } from '../support/medium.ts';
import { buildUdf } from '../support/udf.ts';
import { PLAN, SHAPES } from '../support/udf-shapes.ts';
import { runFolder, whyNot } from './ground.ts';
import { guestKernel, makeInitrd, whyNoGuest } from './guest-kernel.ts';
import { openReport } from './report.ts';
import { atEnd, clearAway, sh, textOf, until } from './system.ts';

const GOLDEN = join(import.meta.dirname, '../golden/udf');
const MODULES = ['virtio_pci', 'virtio_blk', 'udf'];
const WAIT = 900;

/** Empty volumes by mkudffs, one for every way it knows that Linux can write. */
const MADE: readonly { readonly name: string; readonly options: readonly string[] }[] = [
  { name: 'hd-1.02', options: ['-b', '2048', '-m', 'hd', '-r', '1.02'] },
  { name: 'hd-1.50-short', options: ['-b', '512', '-m', 'hd', '-r', '1.50', '--ad=short'] },
  { name: 'hd-2.00-long', options: ['-b', '2048', '-m', 'hd', '-r', '2.00', '--ad=long'] },
  { name: 'hd-2.01', options: ['-b', '4096', '-m', 'hd', '-r', '2.01'] },
  { name: 'dvdrw-2.01-sparable', options: ['-b', '2048', '-m', 'dvdrw', '-r', '2.01', '--spartable=2'] },
];

/** Linux 6.1 reads no extended descriptors and nothing above 2.50. */
const UNKNOWN_TO_LINUX = ['extended descriptors', 'a metadata partition of 2.60, embedded'];

/** SHA-256, `-> target` or `folder` by path. */
type Contents = ReadonlyMap<string, string>;

interface Volume {
  readonly name: string;
  readonly file: string;
  readonly write: boolean;
  readonly blockSize: number;
}

async function main(keep: boolean): Promise<number> {
  const report = openReport('udf');
  const obstacle = (await whyNot((line) => console.log(line))) ?? whyNoGuest();
  if (obstacle !== null) {
    report.skip('Linux and UDF', obstacle);
    return 0;
  }
  const folder = runFolder('udf');
  const volumes = [
    ...MADE.map((one) => emptyVolume(folder, one)),
    ...SHAPES.filter(({ name }) => !UNKNOWN_TO_LINUX.includes(name)).map((one) => ownVolume(folder, one)),
  ];
  const serial = bootGuest(folder, volumes);
  for (const volume of volumes)
    await report.check(
      `${volume.name}: ${volume.write ? 'filled' : 'read'} by Linux, read by us, the same`,
      async () => {
        const byLinux = await walked(serial, volumes.indexOf(volume));
        if (byLinux.size < 7) throw new Error(`Linux saw only ${[...byLinux.keys()].join(', ')}`);
        expectSame(await contentsOf(volume.file), byLinux);
      },
    );
  if (keep) for (const volume of volumes.filter(({ write }) => write)) await keepGolden(volume);
  return report.failed === 0 ? 0 : 1;
}

function emptyVolume(folder: string, { name, options }: (typeof MADE)[number]): Volume {
  const file = join(folder, `${name}.img`);
  writeFileSync(file, '');
  truncateSync(file, name.includes('sparable') ? 24 << 20 : 6 << 20);
  sh('mkudffs', '--label=Kernel', ...options, file);
  return { name, file, write: true, blockSize: Number(options[1]) };
}

function ownVolume(folder: string, shape: (typeof SHAPES)[number]): Volume {
  const file = join(folder, `${shape.name.replace(/[^\w.]+/g, '-')}.img`);
  // Reading gigabytes of zeros would take the guest long.
  writeFileSync(file, buildUdf({ ...PLAN, ...shape, holes: { sparse: 5_000_000 } }));
  return { name: shape.name, file, write: false, blockSize: shape.blockSize ?? 2048 };
}

function bootGuest(folder: string, volumes: readonly Volume[]): string {
  const serial = join(folder, 'guest.serial.log');
  const errors = openSync(join(folder, 'guest.qemu.log'), 'w');
  const disks = volumes.flatMap(({ file, write }, index) => [
    '-drive',
    `file=${file},format=raw,if=none,id=d${index},cache=unsafe,readonly=${write ? 'off' : 'on'}`,
    '-device',
    `virtio-blk-pci,drive=d${index}`,
  ]);
  const args = [
    // The guest's clock counts instructions: on a busy laptop its timers would starve.
    ...['-accel', 'tcg', '-icount', 'shift=3,sleep=off', '-m', '512', '-nic', 'none'],
    ...['-display', 'none', '-no-reboot', '-serial', `file:${serial}`],
    ...[
      '-kernel',
      guestKernel(),
      '-initrd',
      makeInitrd(folder, MODULES, (modules) => guestScript(modules, volumes)),
    ],
    ...['-append', 'console=ttyS0 quiet panic=-1', ...disks],
  ];
  const child = spawn('qemu-system-x86_64', args, { stdio: ['ignore', errors, errors] });
  atEnd(() => child.kill('SIGKILL'));
  return serial;
}

/** Fills a volume with what is hard: long names, many names, links, a file with a hole, one that grew piece by piece. */
const FILL = `
mkdir -p sources deep/er/and/er many
seq 1 40000 > sources/install.wim
echo de-DE > sources/lang.ini; : > empty; echo u > 'Grüße 世界.txt'
ln -s sources/lang.ini link; ln -s ../sources/install.wim deep/up; ln -s /etc/passwd outside
n=0; while [ $n -lt 120 ]; do echo $n > "many/a file with a rather long name, number $n"; n=$((n+1)); done
n=0; while [ $n -lt 40 ]; do rm "many/a file with a rather long name, number $n"; n=$((n+3)); done
dd if=/dev/zero of=sparse bs=1 count=1 seek=3000000 2>/dev/null; echo end >> sparse
n=0; while [ $n -lt 60 ]; do seq $((n*300)) $((n*300+299)) >> grown; seq $((n*400)) $((n*400+350)) >> deep/er/grown; sync; n=$((n+1)); done
echo deep > deep/er/and/er/file; ln deep/er/and/er/file hard`;

function guestScript(modules: readonly string[], volumes: readonly Volume[]): string {
  const walks = volumes.map(({ write, blockSize }, index) => {
    const disk = `/dev/vd${String.fromCharCode(97 + index)}`;
    const fill = `mount -t udf -o rw,bs=${blockSize} ${disk} /mnt; cd /mnt; ${FILL}\ncd /; umount /mnt`;
    return `
echo begin-${index}
${write ? fill : ''}
mount -t udf -o ro,bs=${blockSize} ${disk} /mnt || echo "no mount of ${index}"
grep ' /mnt ' /proc/mounts
cd /mnt
find . -type f -exec sha256sum {} +
find . -type l | while read -r link; do echo "link $link -> $(readlink "$link")"; done
cd /
umount /mnt
echo end-${index}`;
  });
  return `#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc none /proc; mount -t sysfs none /sys; mount -t devtmpfs none /dev
for module in ${modules.join(' ')}; do insmod /modules/$module || echo "no $module"; done
sleep 2
${walks.join('\n')}
sync
poweroff -f
`;
}

async function walked(serial: string, index: number): Promise<Contents> {
  const text = await until(`the walk of volume ${index}`, WAIT, () => {
    const said = Buffer.from(textOf(serial), 'latin1').toString('utf8');
    const panic = /Kernel panic.*/.exec(said)?.[0];
    if (panic !== undefined) throw new Error(panic);
    return new RegExp(`begin-${index}\\r?\\n([^]*?)end-${index}\\r?\\n`).exec(said)?.[1];
  });
  if (!text.includes(' /mnt udf ')) throw new Error(`not mounted: ${text.slice(0, 500)}`);
  return new Map(text.split(/\r?\n/).flatMap((line) => parseLine(line) ?? []));
}

function parseLine(line: string): [[string, string]] | undefined {
  const [, sum, file] = /^([0-9a-f]{64}) {2}\.\/(.*)$/.exec(line) ?? [];
  if (sum !== undefined && file !== undefined) return [[file, sum]];
  const [, link, target] = /^link \.\/(.*?) (-> .*)$/.exec(line) ?? [];
  return link !== undefined && target !== undefined ? [[link, target]] : undefined;
}

async function contentsOf(file: string): Promise<Contents> {
  const { tree, source } = await openMedium(file);
  const contents = new Map<string, string>(linksBelow(tree, ''));
  for (const entry of allEntries(tree))
    if (entry.kind === 'file') contents.set(entry.path, await sha256Of(tree, entry.path));
  await source.close();
  return contents;
}

function linksBelow(tree: MediumTree, folder: string): [string, string][] {
  const here = (tree.links?.(folder) ?? []).map(({ name, target }): [string, string] => [
    join(folder, name),
    `-> ${target}`,
  ]);
  const folders = (tree.list(folder) ?? []).filter(({ kind }) => kind === 'directory');
  return [...here, ...folders.flatMap(({ path }) => linksBelow(tree, path))];
}

function expectSame(ours: Contents, byLinux: Contents): void {
  const wrong = [...byLinux].filter(([path, content]) => ours.get(path) !== content).map(([path]) => path);
  const strange = [...ours.keys()].filter((path) => !byLinux.has(path));
  if (wrong.length + strange.length > 0)
    throw new Error(
      `of ${byLinux.size}: other or missing ${wrong.join(', ')}; too many ${strange.join(', ')}`,
    );
}

/** The volume, packed, and a list of what Linux put there. */
async function keepGolden({ name, file }: Volume): Promise<void> {
  mkdirSync(GOLDEN, { recursive: true });
  const bytes = readFileSync(file);
  writeFileSync(join(GOLDEN, `${name}.img.gz`), gzipSync(bytes, { level: 9 }));
  const lines = [...(await contentsOf(file))].map(([path, content]) => `${content} ${path}`).sort();
  const head = `sha256 of the volume: ${createHash('sha256').update(bytes).digest('hex')}`;
  writeFileSync(join(GOLDEN, `${name}.txt`), `${[head, ...lines].join('\n')}\n`);
}

const code = await main(process.argv.includes('--keep'));
clearAway();
process.exit(code);
