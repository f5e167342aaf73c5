/** Media and trees that several rows measure with; made once, kept below `.cache`. */

import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './row.ts';

const KEPT = join(import.meta.dirname, '../../../.cache/bench/media');
const FILES = 20_000;

export interface SmallFiles {
  /** Folder that the medium was made of. */
  readonly tree: string;
  readonly iso: string;
  /** One path in each line. */
  readonly paths: string;
}

/** 20,000 files of 512 bytes to 64 KiB, their logarithms spread evenly, in 800 folders, and one of 1 GiB. */
export function smallFiles(bench: Bench): SmallFiles {
  const made = { tree: join(KEPT, 'tree'), iso: join(KEPT, 'small.iso'), paths: join(KEPT, 'paths.txt') };
  if (existsSync(made.iso)) return made;
  bench.say('making a medium of 20,000 files');
  rmSync(made.tree, { recursive: true, force: true });
  const noise = randomBytes(64 * 1024);
  const paths = Array.from(
    { length: FILES },
    (_, at) => `pool/${at % 26}/${at % 800}/package-${at}_amd64.deb`,
  );
  const random = generator();
  for (const path of paths) {
    mkdirSync(join(made.tree, path, '..'), { recursive: true });
    writeFileSync(join(made.tree, path), noise.subarray(0, Math.floor(512 * 128 ** random())));
  }
  largeFile(join(made.tree, 'large.bin'), 1024);
  writeFileSync(made.paths, `${paths.join('\n')}\n`);
  author(bench, made.tree, made.iso);
  return made;
}

/** A medium of 4.7 GiB: two large files, as an installation DVD has them. */
export function largeMedium(bench: Bench): string {
  const iso = join(KEPT, 'large.iso');
  if (existsSync(iso)) return iso;
  bench.say('making a medium of 4.7 GiB');
  const tree = join(KEPT, 'large');
  mkdirSync(tree, { recursive: true });
  largeFile(join(tree, 'install.img'), 3700);
  largeFile(join(tree, 'extra.img'), 1100);
  author(bench, tree, iso);
  rmSync(tree, { recursive: true });
  return iso;
}

function author(bench: Bench, tree: string, iso: string): void {
  const draft = `${iso}.new`;
  const xorriso = bench.file('xorriso', '/usr/bin/xorriso');
  execFileSync(xorriso, ['-as', 'mkisofs', '-quiet', '-R', '-J', '-iso-level', '3', '-o', draft, tree], {
    stdio: 'pipe',
  });
  renameSync(draft, iso);
}

function largeFile(path: string, mebibytes: number): void {
  const fd = openSync(path, 'w');
  const block = randomBytes(1024 * 1024);
  for (let at = 0; at < mebibytes; at++) {
    block.writeUInt32LE(at, 0);
    writeSync(fd, block);
  }
  closeSync(fd);
}

/** The same bytes every time. */
function randomBytes(length: number): Buffer {
  const random = generator();
  return Buffer.from(Uint8Array.from({ length }, () => Math.floor(random() * 256)));
}

/** Numbers from 0 to 1 that only look random (Park and Miller). */
function generator(): () => number {
  let state = 7;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
