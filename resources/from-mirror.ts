/** Boot files from the mirror that the machine's own apt is set up with. */

import { mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type DebianSource,
  findDebianSource,
  type IndexedPackage,
  openApt,
  type PrivateApt,
  withKeyring,
} from './apt.ts';
import { hasProgram } from './command.ts';
import type { Intake } from './intake.ts';
import { type Lock, type LockedPackage, lockedPackage } from './lock.ts';
import type { WantedPackage } from './manifest.ts';

export interface MirrorOptions {
  /** Folder for the private apt's state, one sub-folder for each suite. */
  readonly state: string;
  /** What is locked; versions of it are preferred. */
  readonly lock: Lock;
  /** Address of a Debian mirror, for machines whose apt has none. */
  readonly mirror?: string | undefined;
}

/** What to do without a mirror, in words. */
export const BRING_BY_HAND =
  'get the Debian packages named in resources/bootfiles.lock.json on another machine, then: npm run bootfiles -- --from FOLDER';

/** Fetches packages and takes their files in. Failures become the intake's problems. */
export async function takeFromMirror(
  intake: Intake,
  wanted: readonly WantedPackage[],
  options: MirrorOptions,
): Promise<void> {
  const source = await findSource(options.mirror);
  if (typeof source === 'string') {
    intake.problems.push(source);
    return;
  }
  for (const suite of new Set(wanted.map((entry) => entry.suite))) {
    const ofSuite = wanted.filter((entry) => entry.suite === suite);
    const apt = await openApt(join(options.state, suite), suite, architecturesOf(ofSuite), source);
    await takeSuite(intake, apt, suite, ofSuite, options.lock);
  }
}

/** The mirror to use, or the reason why there is none. */
async function findSource(mirror: string | undefined): Promise<DebianSource | string> {
  if (!(await hasProgram('apt-get')))
    return `this is not a Debian system, there is no apt-get; ${BRING_BY_HAND}`;
  const source = mirror ? withKeyring(mirror) : await findDebianSource();
  return (
    source ?? `apt here has no Debian mirror set up; name one with --mirror ADDRESS, or ${BRING_BY_HAND}`
  );
}

/** The indexes to ask for; amd64's lists the packages for all architectures too. */
function architecturesOf(wanted: readonly WantedPackage[]): string[] {
  const named = wanted.map((entry) => entry.architecture).filter((name) => name !== 'all');
  return [...new Set(['amd64', ...named])];
}

async function takeSuite(
  intake: Intake,
  apt: PrivateApt,
  suite: string,
  wanted: readonly WantedPackage[],
  lock: Lock,
): Promise<void> {
  intake.say(`reading the package index of Debian ${suite}`);
  const refused = await apt.update();
  if (refused) return saysNoIndex(intake, suite, wanted, refused);
  for (const entry of wanted) await takePackage(intake, apt, entry, lockedPackage(lock, entry.package));
}

/** Most often there is no network: said once, and optional packages stay to be tried for. */
function saysNoIndex(intake: Intake, suite: string, wanted: readonly WantedPackage[], reason: string): void {
  const sentence = `no package index of Debian ${suite} could be read (${reason})`;
  if (wanted.every((entry) => entry.optional)) intake.say(`${sentence}: going on without the optional files`);
  else intake.problems.push(`${sentence}; with no network here, ${BRING_BY_HAND}`);
}

async function takePackage(
  intake: Intake,
  apt: PrivateApt,
  wanted: WantedPackage,
  locked: LockedPackage | undefined,
): Promise<void> {
  const versions = await apt.versions(wanted.package);
  const same = versions.find((entry) => entry.version === locked?.version);
  const chosen = same ?? versions[0];
  if (!chosen) return intake.fail(wanted, 'the mirror does not have this package');
  if (locked && !same) intake.say(movedOn(chosen, locked));
  intake.say(`fetching ${chosen.package} ${chosen.version} (${(chosen.size / 1e6).toFixed(1)} MB)`);
  const folder = mkdtempSync(join(intake.work, 'deb-'));
  const failed = await apt.download(chosen, folder);
  const deb = readdirSync(folder).find((name) => name.endsWith('.deb'));
  if (failed || !deb) return intake.fail(wanted, failed ?? 'apt downloaded nothing');
  const { version, architecture } = chosen;
  await intake.takeDeb(join(folder, deb), wanted, {
    version,
    architecture,
    trustedBy: 'apt',
    locked: same ? locked : undefined,
  });
}

function movedOn(chosen: IndexedPackage, locked: LockedPackage): string {
  return (
    `${chosen.package}: the mirror has moved on from ${locked.version}, which the lock file has, to ` +
    `${chosen.version}; taking that one, authenticated by apt (--update writes it into the lock file)`
  );
}
