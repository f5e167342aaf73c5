/**
 * Boot files brought by hand (`--from DIR`): packages or loose files, told by what is in them first.
 *
 * A .deb carries no signature of its own; what vouches for it is the lock file, or a package index that apt
 * authenticated on this machine earlier. Anything else is taken only when a person says so (`unverified`).
 */

import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { findDebianSource, type IndexedPackage, openApt } from './apt.ts';
import { hasProgram } from './command.ts';
import { sha256 } from './deb.ts';
import { BRING_BY_HAND } from './from-mirror.ts';
import type { Intake } from './intake.ts';
import type { Lock, LockedFile, LockedPackage } from './lock.ts';
import { installerBrought, type WantedFile, type WantedPackage } from './manifest.ts';

/** What one file of the folder turned out to be. */
export type Brought =
  | { readonly kind: 'locked-package'; readonly wanted: WantedPackage; readonly locked: LockedPackage }
  | { readonly kind: 'other-package'; readonly wanted: WantedPackage }
  | { readonly kind: 'locked-file'; readonly files: readonly (readonly [LockedFile, LockedPackage])[] }
  | { readonly kind: 'other-file'; readonly wanted: WantedPackage; readonly file: WantedFile };

export interface ByHandOptions {
  readonly manifest: readonly WantedPackage[];
  readonly lock: Lock;
  /** Folder of the private apt's state, where an authenticated index may lie. */
  readonly state: string;
  /** Take what nothing vouches for. */
  readonly unverified: boolean;
}

/** No folder that someone hands us should keep us reading for ever. */
const FILES_AT_MOST = 2000;

/** Takes in every boot file of a folder. What is not taken becomes one of the intake's problems. */
export async function takeFromFolder(intake: Intake, folder: string, options: ByHandOptions): Promise<void> {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    intake.problems.push(`there is no folder ${folder}`);
    return;
  }
  let seen = 0;
  for (const file of filesBelow(folder)) {
    const digest = await sha256(file);
    const brought = identify(file, digest, options.manifest, options.lock);
    if (!brought) continue;
    seen += 1;
    await take(intake, file, digest, brought, options);
  }
  if (seen === 0) intake.problems.push(`nothing in ${folder} is a boot file; ${BRING_BY_HAND}`);
}

/** Every regular file below a folder, in a stable order. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .slice(0, FILES_AT_MOST);
}

/** Decides what a file is, by its content where the lock knows it and otherwise by its name; null: of no interest. */
export function identify(
  file: string,
  digest: string,
  manifest: readonly WantedPackage[],
  lock: Lock,
): Brought | null {
  const locked = lock.packages.find((entry) => entry.sha256 === digest);
  const known = manifest.find((entry) => basename(file).startsWith(`${entry.package}_`));
  const named = known ?? installerBrought(file);
  const wanted = locked ? manifest.find((entry) => entry.package === locked.package) : named;
  if (wanted && locked) return { kind: 'locked-package', wanted, locked };
  if (wanted && file.endsWith('.deb')) return { kind: 'other-package', wanted };
  const files = lock.packages.flatMap((owner) =>
    owner.files.filter((entry) => entry.sha256 === digest).map((entry) => [entry, owner] as const),
  );
  return files.length > 0 ? { kind: 'locked-file', files } : nameLike(file, manifest);
}

/** The boot file whose whole served path this file bears, or its last part where that alone tells enough. */
function nameLike(path: string, manifest: readonly WantedPackage[]): Brought | null {
  const slashed = path.replaceAll('\\', '/');
  const bears = ({ name }: WantedFile) =>
    slashed.endsWith(`/${name}`) || (name.startsWith('loaders/') && basename(name) === basename(slashed));
  const installer = installerBrought(path);
  for (const wanted of installer ? [...manifest, installer] : manifest) {
    const file = wanted.files.find(bears);
    if (file) return { kind: 'other-file', wanted, file };
  }
  return null;
}

async function take(
  intake: Intake,
  file: string,
  digest: string,
  brought: Brought,
  options: ByHandOptions,
): Promise<void> {
  switch (brought.kind) {
    case 'locked-package': {
      const { wanted, locked } = brought;
      intake.say(`${file} is ${locked.package} ${locked.version}, as locked`);
      const { version, architecture } = locked;
      return intake.takeDeb(file, wanted, { version, architecture, trustedBy: 'lock', locked });
    }
    case 'locked-file':
      for (const [entry, owner] of brought.files) {
        intake.say(`${file} is ${entry.path}, as locked`);
        intake.takeLoose(file, entry, { ...owner, trustedBy: 'lock' });
      }
      return;
    case 'other-package':
      return takeOtherPackage(intake, file, digest, brought.wanted, options);
    case 'other-file':
      return takeOtherFile(intake, file, digest, brought, options);
  }
}

async function takeOtherPackage(
  intake: Intake,
  file: string,
  digest: string,
  wanted: WantedPackage,
  options: ByHandOptions,
): Promise<void> {
  const indexed = await findIndexed(options.state, wanted, digest);
  if (indexed) {
    intake.say(`${file} is not as locked; this machine's signed index has it as ${indexed.version}: taken`);
    return intake.takeDeb(file, wanted, { ...indexed, trustedBy: 'apt' });
  }
  if (!options.unverified) return refuse(intake, file, wanted.package);
  intake.say(`${file} is TAKEN ON YOUR WORD as ${wanted.package}: nothing vouches for it`);
  const version = /_([^_]+)_/.exec(basename(file))?.[1] ?? 'unknown';
  return intake.takeDeb(file, wanted, { version, architecture: wanted.architecture, trustedBy: 'hand' });
}

async function takeOtherFile(
  intake: Intake,
  path: string,
  digest: string,
  { wanted, file }: Extract<Brought, { kind: 'other-file' }>,
  options: ByHandOptions,
): Promise<void> {
  if (!options.unverified) return refuse(intake, path, file.name);
  intake.say(`${path} is TAKEN ON YOUR WORD as ${file.name}: nothing vouches for it`);
  const { package: name, suite, architecture } = wanted;
  const owner = { package: name, suite, architecture, version: 'unknown', licence: 'unknown' };
  const entry = { path: file.name, source: basename(path), size: statSync(path).size, sha256: digest };
  intake.takeLoose(path, entry, { ...owner, trustedBy: 'hand', files: [] });
}

/** The entry for this very file in an index that apt authenticated on this machine earlier. */
async function findIndexed(
  state: string,
  wanted: WantedPackage,
  digest: string,
): Promise<IndexedPackage | null> {
  const folder = join(state, wanted.suite);
  if (!statSync(join(folder, 'lists'), { throwIfNoEntry: false }) || !(await hasProgram('apt-get')))
    return null;
  const source = await findDebianSource();
  if (!source) return null;
  const apt = await openApt(folder, wanted.suite, ['amd64'], source);
  return (await apt.versions(wanted.package)).find((entry) => entry.sha256 === digest) ?? null;
}

function refuse(intake: Intake, file: string, expected: string): void {
  intake.problems.push(
    `${file} does not match ${expected} of the lock file, and no signed index on this machine knows it; ` +
      'not taken (--unverified takes it on your word)',
  );
}
