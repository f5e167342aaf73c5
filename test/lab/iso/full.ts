/**
 * A Debian installation medium from which a server can be installed without any other network: the package tree of an
 * installation CD, 400 MB, put together from the machine's own Debian mirror in about two minutes.
 *
 * It is unsigned like the official CD's tree. From a stick it starts the network installer: the RAM disk of Debian's
 * own media, which looks for a drive, is in no package.
 */

import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sh } from '../system.ts';
import { addBootSectors } from './boot-sectors.ts';
import { fitsKernel, type Gathered, gather, keyOf } from './gather.ts';
import { remakeUdeb } from './remake.ts';
import { namesOf, parseIndex, type Stanza, withMetNeeds } from './stanza.ts';

export interface FullIsoParts {
  /** Folder for apt's state, downloads and drafts. */
  readonly work: string;
  /** The network installer's kernel and initrd. */
  readonly kernel: string;
  readonly initrd: string;
  /** Folder with syslinux's modules. */
  readonly loaders: string;
  /** `13.7`. */
  readonly release: string;
}

/** The tree of a medium, and what xorriso is to be told for it to boot. */
export interface FullTree {
  readonly tree: string;
  readonly bootOptions: readonly string[];
}

/** Gathers packages and lays out the tree of the medium. */
export async function makeFullTree(parts: FullIsoParts, say: (line: string) => void): Promise<FullTree> {
  const gathered = await gather(join(parts.work, 'apt'), parts.kernel, say);
  const tree = join(parts.work, 'tree');
  rmSync(tree, { recursive: true, force: true });
  const debs = placeDebs(gathered, tree);
  const present = installedInInitrd(parts.initrd, join(parts.work, 'initrd'));
  const all = placeUdebs(gathered, tree, join(parts.work, 'remake'));
  const udebs = withMetNeeds(all.placed, present);
  for (const one of all.placed) if (!udebs.includes(one)) rmSync(join(tree, one.filename), { force: true });
  say(`${debs.length} packages, ${udebs.length} installer packages of which ${all.remade} are made again`);
  const indexes = [...writeIndex(tree, 'main', debs), ...writeIndex(tree, 'main/debian-installer', udebs)];
  writeRelease(tree, parts.release, indexes);
  writeMarkers(tree, parts);
  const bootOptions = addBootSectors(tree, { unpacked: gathered.boot, loaders: parts.loaders });
  writeDigests(tree);
  return { tree, bootOptions };
}

/** md5sum.txt, by which the installer's self-test checks the medium. isolinux.bin is patched when the ISO is made. */
function writeDigests(tree: string): void {
  const files = readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'isolinux.bin')
    .map((entry) => relative(tree, join(entry.parentPath, entry.name)))
    .sort();
  const md5 = (path: string) =>
    createHash('md5')
      .update(readFileSync(join(tree, path)))
      .digest('hex');
  writeFileSync(join(tree, 'md5sum.txt'), files.map((path) => `${md5(path)}  ./${path}\n`).join(''));
}

function place(tree: string, { filename }: Stanza, from: string): void {
  mkdirSync(dirname(join(tree, filename)), { recursive: true });
  linkSync(from, join(tree, filename));
}

function placeDebs({ main, debs }: Gathered, tree: string): Stanza[] {
  return main.filter((one) => {
    const file = debs.get(keyOf(one));
    if (file) place(tree, one, file);
    return file !== undefined;
  });
}

function placeUdebs(gathered: Gathered, tree: string, work: string): { placed: Stanza[]; remade: number } {
  const { installer, udebs, debs, kernel } = gathered;
  const byName = (files: ReadonlyMap<string, string>, prefix: string) =>
    [...files].find(([key]) => key.startsWith(prefix))?.[1];
  const maker = {
    kernel,
    work,
    deb: (name: string) => byName(debs, `${name}_`),
    otherKernels: (stem: string) =>
      [...udebs].find(([key]) => new RegExp(`^${stem}-\\d[^_]*-di_`).test(key))?.[1],
  };
  let remade = 0;
  const placed = installer.flatMap((one) => {
    if (!fitsKernel(one.name, kernel)) return [];
    const file = udebs.get(keyOf(one));
    if (file) {
      place(tree, one, file);
      return [one];
    }
    const again = remakeUdeb(one, join(tree, one.filename), maker);
    remade += again ? 1 : 0;
    return again ? [again] : [];
  });
  rmSync(work, { recursive: true, force: true });
  return { placed, remade };
}

/** Names of what the network installer brings along, from its own list. */
function installedInInitrd(initrd: string, scratch: string): Set<string> {
  mkdirSync(scratch, { recursive: true });
  // cpio complains that it may not make devices; the list is all that is wanted.
  sh(
    'sh',
    '-c',
    'zcat "$1" | (cd "$2" && cpio -id --quiet "var/lib/dpkg/status" || true)',
    'sh',
    initrd,
    scratch,
  );
  const names = parseIndex(readFileSync(join(scratch, 'var/lib/dpkg/status'), 'utf8')).flatMap(namesOf);
  rmSync(scratch, { recursive: true, force: true });
  return new Set(names);
}

/** Writes one component's index in the three forms that installers ask for; returns their paths below `dists/trixie`. */
function writeIndex(tree: string, component: string, packages: readonly Stanza[]): string[] {
  const folder = `${component}/binary-amd64`;
  const path = join(tree, 'dists/trixie', folder);
  mkdirSync(path, { recursive: true });
  const sorted = packages.toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
  const text = sorted.map((one) => `${one.text}\n`).join('\n');
  writeFileSync(join(path, 'Packages'), text);
  writeFileSync(join(path, 'Packages.gz'), gzipSync(text, { level: 9 }));
  sh('xz', '-kf', join(path, 'Packages'));
  const release = [
    'Archive: stable',
    'Origin: Debian',
    'Label: Debian',
    `Component: ${component}`,
    'Architecture: amd64',
    '',
  ];
  writeFileSync(join(path, 'Release'), release.join('\n'));
  return ['Packages', 'Packages.gz', 'Packages.xz', 'Release'].map((name) => `${folder}/${name}`);
}

function writeRelease(tree: string, release: string, indexes: readonly string[]): void {
  const folder = join(tree, 'dists/trixie');
  const lines = indexes.map((path) => {
    const bytes = readFileSync(join(folder, path));
    const digest = (algorithm: string) => createHash(algorithm).update(bytes).digest('hex');
    const size = String(bytes.length).padStart(16);
    return { md5: ` ${digest('md5')} ${size} ${path}`, sha256: ` ${digest('sha256')} ${size} ${path}` };
  });
  const head = [
    ['Origin', 'Debian'],
    ['Label', 'Debian'],
    ['Suite', 'stable'],
    ['Version', release],
    ['Codename', 'trixie'],
    ['Date', new Date().toUTCString().replace('GMT', '+0000')],
    ['Architectures', 'amd64'],
    ['Components', 'main'],
    ['Description', `Debian ${release} (a medium of the lab)`],
  ].map(([name, value]) => `${name}: ${value}`);
  const sums = ['MD5Sum:', ...lines.map(({ md5 }) => md5), 'SHA256:', ...lines.map(({ sha256 }) => sha256)];
  writeFileSync(join(folder, 'Release'), `${[...head, ...sums].join('\n')}\n`);
}

/** What tells people and installers what this medium is. */
function writeMarkers(tree: string, { release, kernel, initrd }: FullIsoParts): void {
  mkdirSync(join(tree, '.disk'));
  const today = new Date().toISOString().slice(0, 10).replaceAll('-', '');
  const info = `Debian GNU/Linux ${release} "Trixie" - Unofficial amd64 NETINST with firmware ${today}`;
  writeFileSync(join(tree, '.disk/info'), info);
  writeFileSync(join(tree, '.disk/base_components'), 'main\n');
  writeFileSync(join(tree, '.disk/base_installable'), '');
  writeFileSync(join(tree, '.disk/cd_type'), 'not_complete');
  mkdirSync(join(tree, 'install.amd'));
  writeFileSync(join(tree, 'install.amd/vmlinuz'), readFileSync(kernel));
  writeFileSync(join(tree, 'install.amd/initrd.gz'), readFileSync(initrd));
  symlinkSync('trixie', join(tree, 'dists/stable'));
  symlinkSync('.', join(tree, 'debian'));
}
