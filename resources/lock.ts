/**
 * The record of what was taken: `bootfiles.lock.json` in the repository (what everyone should have) and
 * `taken.json` beside the files (what this laptop has). Both have this one shape.
 */

import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface LockedFile {
  /** Served name, for example `loaders/ipxe.efi`. */
  readonly path: string;
  /** Path inside the package. */
  readonly source: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
}

export interface LockedPackage {
  readonly package: string;
  readonly suite: string;
  readonly version: string;
  readonly architecture: string;
  /** SHA-256 of the .deb; absent when loose files were brought by hand. */
  readonly sha256?: string;
  readonly licence: string;
  /** How it is known to be Debian's: apt's signature chain, the lock file's digest, or only a person's word. */
  readonly trustedBy?: 'apt' | 'lock' | 'hand';
  readonly files: readonly LockedFile[];
}

export interface Lock {
  readonly packages: readonly LockedPackage[];
  /** Optional packages that could not be had, so that they are not asked for at every start. */
  readonly unavailable?: readonly { readonly package: string; readonly reason: string }[];
}

/** The lock file that is part of the repository. */
export const LOCK_FILE = join(import.meta.dirname, 'bootfiles.lock.json');

/** Name of the record that lies beside the boot files. */
export const TAKEN = 'taken.json';

/** Reads a record; an absent or unreadable one is an empty one. */
export function readLock(file: string): Lock {
  try {
    const read = JSON.parse(readFileSync(file, 'utf8')) as Partial<Lock>;
    return {
      packages: Array.isArray(read.packages) ? read.packages : [],
      unavailable: read.unavailable ?? [],
    };
  } catch {
    return { packages: [], unavailable: [] };
  }
}

/** Writes a record in one step. */
export function writeLock(file: string, lock: Lock): void {
  const draft = `${file}.${process.pid}.new`;
  writeFileSync(draft, `${JSON.stringify(lock, null, 2)}\n`);
  renameSync(draft, file);
}

/** The entry of one package. */
export function lockedPackage(lock: Lock, name: string): LockedPackage | undefined {
  return lock.packages.find((entry) => entry.package === name);
}

/** A record with some packages replaced by newer entries, in a stable order. */
export function withPackages(lock: Lock, fresh: readonly LockedPackage[]): Lock {
  const names = new Set(fresh.map((entry) => entry.package));
  const packages = [...lock.packages.filter((entry) => !names.has(entry.package)), ...fresh];
  packages.sort((a, b) => a.package.localeCompare(b.package, 'en'));
  return { ...lock, packages };
}
