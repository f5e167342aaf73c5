/** Taking boot files in: checks against the lock, puts files in place in one step each, records what came. */

import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readLicence, sha256, unpackDeb } from './deb.ts';
import {
  type LockedFile,
  type LockedPackage,
  lockedPackage,
  readLock,
  TAKEN,
  withPackages,
  writeLock,
} from './lock.ts';
import type { WantedPackage } from './manifest.ts';

/** What is known of a .deb before it is opened. */
export interface Provenance {
  readonly version: string;
  readonly architecture: string;
  readonly trustedBy: NonNullable<LockedPackage['trustedBy']>;
  /** The lock's entry for this very version: then every byte must be as locked. */
  readonly locked?: LockedPackage | undefined;
}

/** One run of taking files in. */
export class Intake {
  /** Where boot files go. */
  readonly folder: string;
  /** Room for drafts, on the same file system as `folder`. */
  readonly work: string;
  readonly say: (line: string) => void;
  /** Served names that came. */
  readonly fetched: string[] = [];
  /** What went wrong, in sentences. */
  readonly problems: string[] = [];
  readonly #came = new Map<string, LockedPackage>();
  readonly #unavailable = new Map<string, string>();

  constructor(folder: string, say: (line: string) => void) {
    this.folder = folder;
    this.say = say;
    mkdirSync(folder, { recursive: true });
    this.work = mkdtempSync(`${folder}.work-`);
  }

  /** Entries of the packages that came. */
  get came(): LockedPackage[] {
    return [...this.#came.values()];
  }

  /** Says that a package could not be had: a problem, unless the package is optional. */
  fail(wanted: WantedPackage, reason: string): void {
    if (!wanted.optional) this.problems.push(`${wanted.package}: ${reason}`);
    else {
      this.say(`${wanted.package}: not available, going on without it (${reason})`);
      this.#unavailable.set(wanted.package, reason);
    }
  }

  /** Takes the wanted files out of a .deb, which is left alone. */
  async takeDeb(deb: string, wanted: WantedPackage, known: Provenance): Promise<void> {
    const digest = await sha256(deb);
    if (known.locked?.sha256 && known.locked.sha256 !== digest)
      return this.fail(
        wanted,
        `version ${known.version} is not the file that the lock has for it; not taken`,
      );
    const unpacked = mkdtempSync(join(this.work, 'unpacked-'));
    const refused = await unpackDeb(deb, unpacked);
    if (refused !== null) return this.fail(wanted, `it does not unpack: ${refused}`);
    const files = await findFiles(wanted, unpacked, known.locked);
    if (typeof files === 'string') return this.fail(wanted, files);
    for (const file of files) this.#place(join(unpacked, file.source), file.path);
    const { package: name, suite } = wanted;
    const { version, architecture, trustedBy } = known;
    const licence = wanted.licence ?? readLicence(unpacked, name);
    this.#came.set(name, {
      package: name,
      suite,
      version,
      architecture,
      sha256: digest,
      licence,
      trustedBy,
      files,
    });
    rmSync(unpacked, { recursive: true, force: true });
  }

  /** Takes one loose file in as `file.path`; it counts as part of `owner`. */
  takeLoose(from: string, file: LockedFile, owner: LockedPackage): void {
    this.#place(from, file.path);
    const recorded = lockedPackage(readLock(join(this.folder, TAKEN)), owner.package);
    const before = this.#came.get(owner.package)?.files ?? recorded?.files ?? [];
    const files = [...before.filter((entry) => entry.path !== file.path), file];
    this.#came.set(owner.package, { ...owner, files });
  }

  /** A draft is moved into place, so that nobody ever reads half a file. */
  #place(from: string, name: string): void {
    const draft = join(this.work, 'draft');
    copyFileSync(from, draft);
    const target = join(this.folder, name);
    mkdirSync(dirname(target), { recursive: true });
    renameSync(draft, target);
    this.fetched.push(name);
  }

  /** Writes the record beside the files and clears the drafts away. */
  finish(): void {
    const record = join(this.folder, TAKEN);
    const before = readLock(record);
    const reasons = new Map(before.unavailable?.map((entry) => [entry.package, entry.reason]));
    for (const [name, reason] of this.#unavailable) reasons.set(name, reason);
    for (const name of this.#came.keys()) reasons.delete(name);
    const unavailable = [...reasons].map(([name, reason]) => ({ package: name, reason }));
    writeLock(record, { ...withPackages(before, this.came), unavailable });
    rmSync(this.work, { recursive: true, force: true });
  }
}

/** Finds and measures the wanted files in an unpacked package; a sentence when one is absent or not as locked. */
async function findFiles(
  wanted: WantedPackage,
  unpacked: string,
  locked: LockedPackage | undefined,
): Promise<LockedFile[] | string> {
  const files: LockedFile[] = [];
  for (const { name, from } of wanted.files) {
    const source = from.find((path) => existsSync(join(unpacked, path)));
    if (!source) return `there is no ${from[0]} in it`;
    const file = join(unpacked, source);
    const digest = await sha256(file);
    const expected = locked?.files.find((entry) => entry.path === name)?.sha256;
    if (expected && expected !== digest) return `${source} in it is not the file the lock has; not taken`;
    files.push({ path: name, source, size: statSync(file).size, sha256: digest });
  }
  return files;
}
