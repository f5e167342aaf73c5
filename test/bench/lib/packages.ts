/**
 * Peers from Debian, unpacked and not installed: their services are not started, those that exclude each other lie side
 * by side, and no root is needed. What is installed already is taken as it is.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hasPackage } from '../../support/packages.ts';

const UNPACKED = join(import.meta.dirname, '../../../.cache/bench/peers');

const unpackedAt = (name: string): string => join(UNPACKED, name);

export const isThere = (name: string): boolean => hasPackage(name) || existsSync(unpackedAt(name));

/** Fetches packages that are not there; returns those that cannot be had. */
export function fetchPackages(names: readonly string[], say: (line: string) => void): string[] {
  for (const name of names.filter((one) => !isThere(one))) {
    say(`fetching ${name}`);
    unpack(name);
  }
  return names.filter((name) => !isThere(name));
}

/** Path of a package's file, such as `/usr/sbin/nginx`, wherever the package lies. */
export function packageFile(name: string, path: string): string {
  return hasPackage(name) ? path : join(unpackedAt(name), path);
}

/** Environment in which an unpacked program finds the libraries that came with it; empty for an installed one. */
export function librariesFor(program: string): Readonly<Record<string, string>> {
  if (!program.startsWith(UNPACKED)) return {};
  const root = unpackedAt(program.slice(UNPACKED.length + 1).split('/')[0] ?? '');
  const folders = ['usr/lib', 'lib'].flatMap((lib) => {
    const folder = join(root, lib);
    const below = existsSync(folder) ? readdirSync(folder).filter((one) => one.endsWith('-linux-gnu')) : [];
    return [folder, ...below.map((one) => join(folder, one))];
  });
  return { LD_LIBRARY_PATH: folders.join(':') };
}

/** Unpacks a package and what it depends on beside what is installed; leaves nothing when that fails. */
function unpack(name: string): void {
  const folder = unpackedAt(name);
  const making = `${folder}.part`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true });
  const plan = apt('/', '--simulate', '--no-install-recommends', 'install', name);
  const fetched = plan === null ? null : apt(making, 'download', ...new Set([name, ...planned(plan)]));
  if (fetched !== null && unpackAll(making)) renameSync(making, folder);
  rmSync(making, { recursive: true, force: true });
}

/** What apt would install: lines such as `Inst libwrap0 (7.6.q-32 …)`. */
const planned = (plan: string): string[] => [...plan.matchAll(/^Inst (\S+)/gm)].map((line) => line[1] ?? '');

function unpackAll(folder: string): boolean {
  const debs = readdirSync(folder).filter((file) => file.endsWith('.deb'));
  return debs.every((deb) => {
    const done = spawnSync('dpkg-deb', ['-x', join(folder, deb), folder]);
    rmSync(join(folder, deb));
    return done.status === 0;
  });
}

function apt(cwd: string, ...args: string[]): string | null {
  const done = spawnSync('apt-get', ['-q', ...args], { cwd, encoding: 'utf8', timeout: 300_000 });
  return done.status === 0 ? done.stdout : null;
}
