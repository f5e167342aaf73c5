/**
 * Gets the boot files onto this laptop: out of Debian packages, through the mirror that the machine's own apt is set
 * up with, without root.
 *
 *   npm run bootfiles                    fetch what is missing
 *   npm run bootfiles -- --update        take the newest versions and rewrite resources/bootfiles.lock.json
 *   npm run bootfiles -- --from FOLDER   take packages or files brought by hand (--unverified: even unknown ones)
 *   npm run bootfiles -- --mirror URL    use this Debian mirror, on a machine whose apt has none
 *   npm run bootfiles -- --check         compare every byte that is here with the record
 *
 * Which version? The locked one as long as the mirror has it, and then every byte must be the locked one. Debian
 * drops a version when the next point release or security update arrives; from that day a fresh clone takes the
 * newer one, on the strength of apt's signatures, and says so.
 */

import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bootFilesFolder, NEEDED_BOOT_FILES } from '../core/host/boot-files.ts';
import { takeFromFolder } from './by-hand.ts';
import { sha256 } from './deb.ts';
import { takeFromMirror } from './from-mirror.ts';
import { Intake } from './intake.ts';
import { LOCK_FILE, type Lock, readLock, TAKEN, withPackages, writeLock } from './lock.ts';
import { MANIFEST, type WantedPackage } from './manifest.ts';
import { withTurn } from './turn.ts';

const ROOT = resolve(import.meta.dirname, '..');

/** Whether to try for optional packages: never, until they have failed once, or always. */
type Optional = 'no' | 'once' | 'again';

export interface FetchOptions {
  /** Where the files go; `bootFilesFolder()` when absent. */
  readonly folder?: string | undefined;
  /** Folder with packages or files brought by hand, instead of the network. */
  readonly from?: string | undefined;
  /** Take files brought by hand that neither the lock file nor apt vouches for. */
  readonly unverified?: boolean | undefined;
  /** Take the newest versions and rewrite the lock file. */
  readonly update?: boolean | undefined;
  /** Address of a Debian mirror, for machines whose apt has none. */
  readonly mirror?: string | undefined;
  /** `once` when absent. */
  readonly optional?: Optional;
  /** Told one line per step. */
  readonly say?: (line: string) => void;
}

export interface FetchResult {
  /** Where the boot files are. */
  readonly folder: string;
  /** Served names of the files that came just now. */
  readonly fetched: string[];
  /** Served names of needed files that are still not here. */
  readonly missing: string[];
  /** What went wrong, in sentences; empty when nothing did. */
  readonly problems: string[];
}

/**
 * Makes sure that the boot files are here, fetching what is missing. Takes a few milliseconds when nothing is.
 * Never rejects for want of a network or of apt: what could not be had is in `missing`, the reasons in `problems`.
 */
export async function ensureBootFiles(options: FetchOptions = {}): Promise<FetchResult> {
  const folder = options.folder ?? bootFilesFolder();
  const wanted = () => (options.update ? MANIFEST : absentPackages(folder, options.optional ?? 'once'));
  if (!options.from && wanted().length === 0) return { folder, fetched: [], missing: [], problems: [] };
  return withTurn(`${folder}.turn`, async () => {
    const intake = new Intake(folder, options.say ?? (() => {}));
    try {
      await takeIn(intake, wanted(), options);
    } finally {
      intake.finish();
    }
    if (options.update) rewriteLock(intake);
    const missing = NEEDED_BOOT_FILES.filter((name) => !existsSync(join(folder, name)));
    return { folder, fetched: intake.fetched, missing, problems: intake.problems };
  });
}

async function takeIn(
  intake: Intake,
  wanted: readonly WantedPackage[],
  options: FetchOptions,
): Promise<void> {
  const lock = readLock(LOCK_FILE);
  const state = join(ROOT, '.cache', 'apt');
  if (options.from)
    return takeFromFolder(intake, resolve(options.from), {
      manifest: MANIFEST,
      lock,
      state,
      unverified: options.unverified ?? false,
    });
  // With --update nothing counts as locked.
  const { mirror } = options;
  return takeFromMirror(intake, wanted, { state, mirror, lock: options.update ? { packages: [] } : lock });
}

/** The lock says what everyone should have; whose word it was taken on is this laptop's affair. */
function rewriteLock(intake: Intake): void {
  const entries = intake.came.map(({ trustedBy: _, ...entry }) => entry);
  if (entries.length === 0) return;
  writeLock(LOCK_FILE, { packages: withPackages(readLock(LOCK_FILE), entries).packages });
  intake.say(`rewrote ${LOCK_FILE}`);
}

/** Packages of which some file is not here. */
function absentPackages(folder: string, optional: Optional): WantedPackage[] {
  const taken = readLock(join(folder, TAKEN));
  const failed = new Set(taken.unavailable?.map((entry) => entry.package));
  const asked = (wanted: WantedPackage) =>
    !wanted.optional || optional === 'again' || (optional === 'once' && !failed.has(wanted.package));
  return MANIFEST.filter((wanted) => asked(wanted) && !isPresent(folder, wanted, taken));
}

/** Present: recorded, and on the disk in the recorded size. Digests are for --check; they take a second. */
function isPresent(folder: string, wanted: WantedPackage, taken: Lock): boolean {
  const sizes = new Map(taken.packages.flatMap((entry) => entry.files).map((file) => [file.path, file.size]));
  const sizeOf = (name: string) => statSync(join(folder, name), { throwIfNoEntry: false })?.size;
  return wanted.files.every(({ name }) => sizes.has(name) && sizeOf(name) === sizes.get(name));
}

/** Served names of files that are not, byte for byte, what the record says. */
async function damagedFiles(folder: string): Promise<string[]> {
  const damaged: string[] = [];
  for (const file of readLock(join(folder, TAKEN)).packages.flatMap((entry) => entry.files)) {
    const path = join(folder, file.path);
    if (!existsSync(path) || (await sha256(path)) !== file.sha256) damaged.push(file.path);
  }
  return damaged;
}

/** The command line; resolves to the exit status. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      update: { type: 'boolean' },
      from: { type: 'string' },
      unverified: { type: 'boolean' },
      mirror: { type: 'string' },
      check: { type: 'boolean' },
    },
  });
  if (values.check) return reportDamage(bootFilesFolder());
  const say = (line: string) => console.log(line);
  const result = await ensureBootFiles({ ...values, optional: 'again', say });
  for (const problem of result.problems) console.error(`problem: ${problem}`);
  if (result.missing.length > 0) console.error(`still missing: ${result.missing.join(', ')}`);
  else
    console.log(
      `boot files are complete in ${result.folder}${result.fetched.length > 0 ? '' : ', nothing to fetch'}`,
    );
  return result.missing.length > 0 || (values.from && result.problems.length > 0) ? 1 : 0;
}

async function reportDamage(folder: string): Promise<number> {
  const damaged = await damagedFiles(folder);
  for (const name of damaged)
    console.error(`${name} is not as recorded; remove it and run this again without --check`);
  if (damaged.length === 0) console.log(`boot files in ${folder} are as recorded`);
  return damaged.length === 0 ? 0 : 1;
}

if (import.meta.main) process.exitCode = await main();
