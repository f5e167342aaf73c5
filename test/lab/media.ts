/** Installation media for the lab, made from Debian's own packages. */

import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { bootFilesFolder } from '../../core/host/boot-files.ts';
import { LOCK_FILE, lockedPackage, readLock } from '../../resources/lock.ts';
import { ensurePackages } from '../support/packages.ts';
import { makeFullTree } from './iso/full.ts';
import { LIVE_TOOLS, makeLiveTrees } from './iso/live.ts';
import { sh } from './system.ts';

/** Where the lab keeps what takes time to make. */
export const LAB_CACHE = resolve(import.meta.dirname, '../../.cache/lab');

/** Debian's point release of the network installer that we have: 20250803+deb13u7 was built for 13.7. */
export function pointRelease(): string {
  const version = lockedPackage(readLock(LOCK_FILE), 'debian-installer-13-netboot-amd64')?.version ?? '';
  const update = /\+deb13u(\d+)/.exec(version)?.[1];
  return update ? `13.${update}` : '13.0';
}

/**
 * A small real Debian medium: Debian's kernel and initrd in the places of an installation CD, with its marker files
 * and a package tree that has no packages. It boots to the installer, which reads its answers and then finds nothing
 * to install. Made in a second, 50 MB, kept in the cache.
 */
export function smallDebianIso(): string {
  const release = pointRelease();
  const iso = join(LAB_CACHE, `debian-${release}-amd64-small.iso`);
  if (existsSync(iso)) return iso;
  const tree = join(LAB_CACHE, `small-${process.pid}`);
  try {
    writeSmallTree(tree, release);
    const installer = join(bootFilesFolder(), 'debian-installer/13/amd64');
    makeIso(iso, `Debian ${release} amd64 n`, [
      tree,
      `/install.amd/vmlinuz=${join(installer, 'linux')}`,
      `/install.amd/initrd.gz=${join(installer, 'initrd.gz')}`,
    ]);
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
  return iso;
}

function writeSmallTree(tree: string, release: string): void {
  const date = new Date(readDate()).toUTCString();
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  };
  write('.disk/info', `Debian GNU/Linux ${release} "Trixie" - Unofficial amd64 NETINST (Fieldboot's lab)`);
  write('.disk/base_components', 'main\n');
  write('.disk/cd_type', 'not_complete');
  write('README.txt', 'A small medium made by the lab of Fieldboot. It has an installer and no packages.\n');
  write('dists/trixie/Release', smallRelease(release, date));
  write('dists/trixie/main/binary-amd64/Packages', '');
  write('dists/trixie/main/debian-installer/binary-amd64/Packages', '');
  write('pool/main/README', 'There are no packages on this medium.\n');
  symlinkSync('trixie', join(tree, 'dists/stable'));
  symlinkSync('.', join(tree, 'debian'));
}

/** The lock file's own date would change nothing; a fixed one makes the medium the same each time. */
const readDate = () => Date.UTC(2026, 8, 5);

const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

function smallRelease(release: string, date: string): string {
  const indexes = ['main/binary-amd64/Packages', 'main/debian-installer/binary-amd64/Packages'];
  return [
    'Origin: Debian',
    'Label: Debian',
    'Suite: stable',
    `Version: ${release}`,
    'Codename: trixie',
    `Date: ${date}`,
    'Architectures: amd64',
    'Components: main',
    `Description: Debian ${release} (lab)`,
    'SHA256:',
    ...indexes.map((path) => ` ${EMPTY_SHA256} 0 ${path}`),
    '',
  ].join('\n');
}

/** Writes an ISO9660 image with Rock Ridge and Joliet; `graft` are folders or `/path=file`, `options` xorriso's. */
export function makeIso(
  iso: string,
  volume: string,
  graft: readonly string[],
  options: readonly string[] = [],
): void {
  mkdirSync(dirname(iso), { recursive: true });
  const draft = `${iso}.${process.pid}.new`;
  sh(
    'xorriso',
    '-as',
    'mkisofs',
    '-quiet',
    '-r',
    '-J',
    '-joliet-long',
    '-V',
    volume,
    '-o',
    draft,
    ...options,
    '-graft-points',
    ...graft,
  );
  renameSync(draft, iso);
}

/** The full medium for real installations: named by hand, or made before and found in the cache; null if neither. */
export function fullDebianIso(named?: string): string | null {
  const cached = join(LAB_CACHE, `debian-${pointRelease()}-amd64.iso`);
  const candidates = [named, process.env.FIELDBOOT_DEBIAN_ISO, cached];
  return candidates.find((file): file is string => file !== undefined && existsSync(file)) ?? null;
}

/** The same, made when there is none: about two minutes and 1 GB of room, once. */
export async function requireFullIso(
  named: string | undefined,
  say: (line: string) => void,
): Promise<string> {
  if (named && !existsSync(named)) throw new Error(`there is no file ${named}`);
  const found = fullDebianIso(named);
  if (found) return found;
  const release = pointRelease();
  const iso = join(LAB_CACHE, `debian-${release}-amd64.iso`);
  const installer = join(bootFilesFolder(), 'debian-installer/13/amd64');
  const parts = {
    work: join(LAB_CACHE, 'full'),
    kernel: join(installer, 'linux'),
    initrd: join(installer, 'initrd.gz'),
    loaders: join(bootFilesFolder(), 'loaders'),
  };
  const { missing, reason } = ensurePackages(['dosfstools', 'mtools', 'xz-utils', 'cpio'], say);
  if (missing.length > 0) throw new Error(`the medium cannot be made: ${reason}`);
  const { tree, bootOptions } = await makeFullTree({ ...parts, release }, say);
  makeIso(iso, `Debian ${release} amd64 n`, [tree], bootOptions);
  rmSync(parts.work, { recursive: true, force: true });
  say(`made ${iso}`);
  return iso;
}

/** Files of the media of systems that run from the network. */
export interface LiveMedia {
  readonly live: string;
  readonly diskless: string;
}

/** A live medium and one of a diskless system, made when there are none: some minutes and 2 GB of room, once. */
export async function requireLiveMedia(say: (line: string) => void): Promise<LiveMedia> {
  const release = pointRelease();
  const media = {
    live: join(LAB_CACHE, `debian-live-${release}-amd64.iso`),
    diskless: join(LAB_CACHE, `debian-diskless-${release}-amd64.iso`),
  };
  if (existsSync(media.live) && existsSync(media.diskless)) return media;
  const { missing, reason } = ensurePackages(LIVE_TOOLS, say);
  if (missing.length > 0) throw new Error(`the live medium cannot be made: ${reason}`);
  const work = join(LAB_CACHE, 'live');
  mkdirSync(work, { recursive: true });
  const trees = await makeLiveTrees(work, release, say);
  makeIso(media.live, `d-live ${release} lab amd64`, [trees.live]);
  makeIso(media.diskless, 'diskless', [trees.diskless]);
  rmSync(work, { recursive: true, force: true });
  say(`made ${media.live} and ${media.diskless}`);
  return media;
}

/** The ISO of memtest86+'s makers, as Debian's package brings it; fetched once. */
export function requireMemtestIso(say: (line: string) => void): string {
  const iso = join(LAB_CACHE, 'memtest86+x64.iso');
  if (existsSync(iso)) return iso;
  const work = join(LAB_CACHE, `memtest-${process.pid}`);
  mkdirSync(work, { recursive: true });
  sh('sh', '-c', `cd '${work}' && apt-get download -q 'memtest86+' && dpkg-deb -x *.deb .`);
  renameSync(join(work, 'usr/lib/memtest86+/memtest86+x64.iso'), iso);
  rmSync(work, { recursive: true, force: true });
  say(`fetched ${iso}`);
  return iso;
}
