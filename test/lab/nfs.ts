/**
 * The NFS door against Linux's own client (`npm run lab:nfs`, some two minutes without hardware virtualisation): a
 * machine with Debian's kernel mounts a medium in several ways, walks it, and says the SHA-256 of every file, where
 * every link leads, and what becomes of an attempt to write.
 *
 *   npm run lab:nfs -- /path/of/some.iso     the same with another medium
 */
import { createHash } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { openMedium } from '../../core/media/open-medium.ts';
import { allFiles, sha256Of } from '../support/medium.ts';
import { runFolder, whyNot } from './ground.ts';
import { guestKernel, makeInitrd, whyNoGuest } from './guest-kernel.ts';
import { makeRack, type Rack } from './rack.ts';
import { openReport } from './report.ts';
import { atEnd, clearAway, ended, sh, spawnIn, textOf, until } from './system.ts';

const GUEST = '10.77.0.50';
/** Ways to mount. Debian's kernel has no NFS over UDP any more, but its mount call and port mapper still may. */
const WAYS = [
  { name: 'tcp', title: 'over TCP', options: 'proto=tcp,mountproto=tcp' },
  {
    name: 'udp-mount',
    title: 'with the mount call over UDP, small reads and plain READDIR',
    options: 'proto=tcp,mountproto=udp,rsize=4096,nordirplus',
  },
  {
    name: 'no-mapper',
    title: 'without the port mapper, on four connections',
    options: 'proto=tcp,mountproto=tcp,port=2049,mountport=20048,nconnect=4',
  },
] as const;
/** Modules of Debian's kernel that the guest needs, with what they depend on. */
const MODULES = ['virtio_pci', 'virtio_net', 'nfsv3'];
const DOOR = join(import.meta.dirname, '../service/support/nfs-door-process.ts');
/** Generous: the cores may be busy with something else. */
const WAIT = { start: 60, walk: 1500 } as const;

/** Contents of a medium: SHA-256 or `-> target` by path. */
type Contents = ReadonlyMap<string, string>;

async function main(given: string | undefined): Promise<number> {
  const report = openReport('nfs');
  const obstacle = (await whyNot((line) => console.log(line))) ?? whyNoGuest();
  if (obstacle !== null) {
    report.skip('Linux’s NFS client', obstacle);
    return 0;
  }
  const folder = runFolder('nfs');
  const rack = makeRack();
  const medium = given === undefined ? makeMedium(folder) : { iso: given, contents: await contentsOf(given) };
  const opened = await report.check('the NFS door opens on its three ports', () =>
    openDoor(rack, medium.iso, folder),
  );
  if (opened === null) return 1;
  const serial = bootGuest(rack, folder);
  for (const { name, title } of WAYS)
    await report.check(
      `a Linux kernel mounts the medium ${title}: all of its ${medium.contents.size} files and links are the same`,
      async () => expectSame(await walked(serial, name), medium.contents),
    );
  await report.check('nothing can be written', () => {
    const refusals = [...textOf(serial).matchAll(/^write-\S+ (.*?)\r?$/gm)].map((match) => match[1] ?? '');
    if (
      refusals.length !== WAYS.length ||
      !refusals.every((text) => /Read-only file system|Permission denied/.test(text))
    )
      throw new Error(`it said ${JSON.stringify(refusals)}`);
  });
  return report.failed === 0 ? 0 : 1;
}

/** A medium with everything that is hard on a file system, and what is on it by another way than our own reader. */
function makeMedium(folder: string): { iso: string; contents: Contents } {
  const tree = join(folder, 'tree');
  const put = (path: string, bytes: Uint8Array | string) => {
    mkdirSync(join(tree, path, '..'), { recursive: true });
    writeFileSync(join(tree, path), bytes);
  };
  for (let n = 0; n < 1500; n++) put(`many/file-${n}`, `content of ${n}\n`);
  for (const size of [0, 1, 2047, 2048, 2049, 4096, 262_143, 262_145]) put(`sizes/${size}`, noise(size));
  put('casper/filesystem.squashfs', noise(24 * 1024 * 1024));
  put('a name with blanks/and ünïcödé 文件', 'text\n');
  put(`deep/${'d/'.repeat(6)}file`, 'deep\n');
  put(`long/${'n'.repeat(200)}`, 'long\n');
  symlinkSync('.', join(tree, 'loop'));
  symlinkSync('casper/filesystem.squashfs', join(tree, 'inside'));
  symlinkSync('/etc/passwd', join(tree, 'outside'));
  symlinkSync('nowhere', join(tree, 'dangling'));
  const iso = join(folder, 'medium.iso');
  sh('xorriso', '-as', 'mkisofs', '-quiet', '-R', '-iso-level', '3', '-V', 'NFS', '-o', iso, tree);
  return { iso, contents: new Map(namesBelow(tree, '').map((path) => [path, describe(join(tree, path))])) };
}

function namesBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? namesBelow(root, path) : [path];
  });
}

const describe = (path: string): string =>
  lstatSync(path).isSymbolicLink() ? `-> ${readlinkSync(path)}` : sha256(readFileSync(path));

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Bytes that compress badly and are the same in every run. */
function noise(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let state = size + 1;
  for (let at = 0; at < size; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

/** Contents of somebody's medium, by our own reader. */
async function contentsOf(iso: string): Promise<Contents> {
  const { tree, source } = await openMedium(iso);
  const contents = new Map<string, string>();
  const addLinks = (folder: string): void => {
    const links = tree.links?.(folder) ?? [];
    for (const { name, target } of links) contents.set(join(folder, name), `-> ${target}`);
    for (const entry of tree.list(folder) ?? [])
      if (entry.kind === 'directory' && !contents.has(entry.path)) addLinks(entry.path);
  };
  addLinks('');
  for (const { path } of allFiles(tree)) contents.set(path, await sha256Of(tree, path));
  await source.close();
  return contents;
}

async function openDoor(rack: Rack, iso: string, folder: string): Promise<void> {
  const log = join(folder, 'door.log');
  const out = openSync(log, 'w');
  const child = spawnIn(rack.laptop, process.execPath, [DOOR, rack.interface, rack.address, iso], {
    stdio: ['ignore', out, out],
  });
  atEnd(() => child.kill('SIGKILL'));
  const line = await until('the door is open', WAIT.start, () => {
    if (child.exitCode !== null) throw new Error(textOf(log));
    return /^\{"warnings":.*$/m.exec(textOf(log))?.[0];
  });
  if (line !== '{"warnings":[]}') throw new Error(line);
}

/** Starts the guest; returns the file of its serial port. It switches itself off in the end. */
function bootGuest(rack: Rack, folder: string): string {
  const serial = join(folder, 'guest.serial.log');
  const errors = openSync(join(folder, 'guest.qemu.log'), 'w');
  const tap = rack.addTap('rack');
  const args = [
    ['-accel', process.env.FIELDBOOT_LAB_ACCEL ?? 'tcg,thread=multi', '-cpu', 'max', '-m', '512'],
    ['-display', 'none', '-no-reboot', '-serial', `file:${serial}`],
    ['-kernel', guestKernel(), '-initrd', makeInitrd(folder, MODULES, guestScript)],
    ['-append', 'console=ttyS0 quiet panic=-1'],
    ['-netdev', `tap,id=n0,ifname=${tap},script=no,downscript=no`],
    ['-device', 'virtio-net-pci,netdev=n0,romfile='],
  ].flat();
  const child = spawnIn(rack.wiring, 'qemu-system-x86_64', args, { stdio: ['ignore', errors, errors] });
  atEnd(() => child.kill('SIGKILL'));
  void ended(child).then(() => rack.removeTap(tap));
  return serial;
}

/** Mounts as `mount` would, but the whole protocol is the kernel's: port mapper, mount and NFS. */
function guestScript(modules: readonly string[]): string {
  const walks = WAYS.map(
    ({ name, options }) => `
echo begin-${name}
mount -t nfs -o vers=3,nolock,${options},addr=10.77.0.1 10.77.0.1:/images/medium/tree /mnt
grep ' /mnt ' /proc/mounts
cd /mnt
find . -type f -exec sha256sum {} +
find . -type l | while read -r link; do echo "link $link -> $(readlink "$link")"; done
echo "write-${name} $(touch /mnt/new 2>&1)"
cd /
umount /mnt
echo end-${name}`,
  );
  return `#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc none /proc; mount -t sysfs none /sys; mount -t devtmpfs none /dev
for module in ${modules.join(' ')}; do insmod /modules/$module || echo "no $module"; done
ip link set lo up; ip link set eth0 up; ip address add ${GUEST}/24 dev eth0
sleep 2
${walks.join('\n')}
poweroff -f
`;
}

/** What the guest said of its walk, when it has ended. */
async function walked(serial: string, name: string): Promise<Contents> {
  const text = await until(`the walk ${name}`, WAIT.walk, () => {
    const said = Buffer.from(textOf(serial), 'latin1').toString('utf8');
    const panic = /Kernel panic.*/.exec(said)?.[0];
    if (panic !== undefined) throw new Error(panic);
    return new RegExp(`begin-${name}\\r?\\n([^]*?)end-${name}`).exec(said)?.[1];
  });
  const lines = text.split(/\r?\n/);
  const mounted = lines.find((line) => line.includes(' /mnt nfs '));
  if (mounted === undefined) throw new Error(text.slice(0, 500));
  console.log(mounted);
  return new Map(lines.flatMap((line) => parseLine(line) ?? []));
}

function parseLine(line: string): [[string, string]] | undefined {
  const [, sum, file] = /^([0-9a-f]{64}) {2}\.\/(.*)$/.exec(line) ?? [];
  if (sum !== undefined && file !== undefined) return [[file, sum]];
  const [, link, target] = /^link \.\/(.*?) (-> .*)$/.exec(line) ?? [];
  return link !== undefined && target !== undefined ? [[link, target]] : undefined;
}

/** `fieldboot/added` is what the door process adds as a family would. */
function expectSame(found: Contents, expected: Contents): void {
  const all = new Map([...expected, ['fieldboot/added', sha256(Buffer.from('added by the family\n'))]]);
  const wrong = [...all].filter(([path, content]) => found.get(path) !== content).map(([path]) => path);
  const strange = [...found.keys()].filter((path) => !all.has(path));
  if (wrong.length + strange.length > 0)
    throw new Error(
      `${wrong.length} of ${all.size} differ or are missing (${wrong.slice(0, 3).join(', ')}); ${strange.length} too many (${strange.slice(0, 3).join(', ')})`,
    );
}

const code = await main(process.argv[2]);
clearAway();
process.exit(code);
