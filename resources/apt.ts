/**
 * A private apt: the machine's own mirror and proxies, its own state folder, no root.
 *
 * The machine may run another release of Debian than the one whose packages we want, so its own package lists do not
 * help; but any Debian mirror holds every supported release, and apt checks Debian's signature whichever it is.
 */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.ts';

/** Where Debian packages are to be had, as this machine's apt knows it. */
export interface DebianSource {
  /** Repository address in apt's spelling. */
  readonly uri: string;
  /** Keyring that authenticates it; absent when apt's trusted folder is all there is. */
  readonly keyring?: string;
}

/** One version of a package in the index. */
export interface IndexedPackage {
  readonly package: string;
  readonly version: string;
  readonly architecture: string;
  readonly sha256: string;
  /** Bytes of the .deb. */
  readonly size: number;
}

const KEYRINGS = [
  '/usr/share/keyrings/debian-archive-keyring.gpg',
  '/usr/share/keyrings/debian-archive-keyring.pgp',
];

/** Names by which sources.list speaks of Debian's main archive; its other suites hold only part of the packages. */
const MAIN_SUITES = new Set(
  'oldoldstable oldstable stable testing unstable sid bullseye bookworm trixie forky duke'.split(' '),
);

/** One line of `apt-get indextargets` as asked for below. */
interface IndexTarget {
  readonly uri: string;
  readonly component: string;
  readonly release: string;
  readonly origin: string;
  readonly entry: string;
}

const TARGET_FORMAT = '$(REPO_URI)|$(COMPONENT)|$(RELEASE)|$(ORIGIN)|$(SOURCESENTRY)';

/** Parses `apt-get indextargets --format TARGET_FORMAT`. A placeholder apt could not fill counts as empty. */
export function parseIndexTargets(text: string): IndexTarget[] {
  return text.split('\n').flatMap((line) => {
    const [uri, component, release, origin, entry] = line
      .split('|')
      .map((f) => (f.startsWith('$(') ? '' : f));
    if (!uri || component === undefined || release === undefined) return [];
    return [{ uri, component, release, origin: origin ?? '', entry: entry ?? '' }];
  });
}

/**
 * The first target that is Debian's main archive. The origin is known only after an `apt-get update`; on a machine
 * that never had one, the release's name has to do.
 */
export function chooseDebianTarget(targets: readonly IndexTarget[]): IndexTarget | null {
  const fits = (target: IndexTarget) =>
    target.component === 'main' &&
    MAIN_SUITES.has(target.release) &&
    !target.uri.startsWith('cdrom:') &&
    (target.origin === 'Debian' || target.origin === '');
  return targets.find(fits) ?? null;
}

/** Finds `Signed-By` for one entry of a sources file, in either of apt's two formats. */
export function signedBy(sourcesText: string): string | null {
  return /signed-by[:=]\s*(\/[^\s\],]+)/i.exec(sourcesText)?.[1] ?? null;
}

/** Asks the machine's apt for its Debian mirror; null when it has none (another distribution, no sources). */
export async function findDebianSource(): Promise<DebianSource | null> {
  const asked = await run('apt-get', ['indextargets', '--format', TARGET_FORMAT, 'Created-By: Packages']);
  const target = chooseDebianTarget(parseIndexTargets(asked.out));
  return target && withKeyring(target.uri, target.entry);
}

/** A mirror with Debian's keyring, or else the one that the machine's entry for that mirror names. */
export function withKeyring(uri: string, sourcesEntry = ''): DebianSource {
  const sourcesFile = sourcesEntry.replace(/:\d+$/, '');
  const named = existsSync(sourcesFile) ? signedBy(readFileSync(sourcesFile, 'utf8')) : null;
  const keyring = [...KEYRINGS, ...(named ? [named] : [])].find((file) => existsSync(file));
  return keyring ? { uri, keyring } : { uri };
}

/** An apt of our own, for one suite. */
export interface PrivateApt {
  /** Environment in which any apt command works on this private state. */
  readonly env: Readonly<Record<string, string>>;
  /** Fetches and authenticates the index. Null when it went well, otherwise apt's own words. */
  update(): Promise<string | null>;
  /** Every version of a package in the index, newest first. */
  versions(name: string): Promise<IndexedPackage[]>;
  /** Downloads one version into a folder; resolves to apt's own words when it fails, null when it went well. */
  download(wanted: IndexedPackage, folder: string): Promise<string | null>;
}

/** Sets up a private apt in `state` (made if absent), for one suite of one source and, most often, its main component. */
export async function openApt(
  state: string,
  suite: string,
  architectures: readonly string[],
  source: DebianSource,
  components = 'main',
): Promise<PrivateApt> {
  const env = {
    APT_CONFIG: await writeConfiguration(state, `${suite} ${components}`, architectures, source),
  };
  const apt = (...args: string[]) => run('apt-get', ['-q', ...args], { env });
  return {
    env,
    async update() {
      // Without error-on=any, apt counts an unreachable mirror as a warning.
      const done = await apt('update', '--error-on=any');
      return done.code === 0 ? null : firstError(done.err);
    },
    async versions(name) {
      return parseShown((await run('apt-cache', ['show', name], { env })).out);
    },
    async download(wanted, folder) {
      const name =
        wanted.architecture === 'all' ? wanted.package : `${wanted.package}:${wanted.architecture}`;
      const args = ['-q', 'download', `${name}=${wanted.version}`];
      const done = await run('apt-get', args, { env, cwd: folder });
      return done.code === 0 ? null : firstError(done.err);
    },
  };
}

/** apt's first complaint, without its letter. */
export function firstError(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => /^(E|W|Err):/.test(line));
  return (lines[0] ?? stderr.trim().split('\n')[0] ?? '').replace(/^\w+:\s*/, '') || 'apt gave no reason';
}

/** Parses `apt-cache show`. */
export function parseShown(text: string): IndexedPackage[] {
  return text.split(/\n\n+/).flatMap((stanza) => {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(stanza)?.[1];
    const [name, version, architecture] = [field('Package'), field('Version'), field('Architecture')];
    const sha256 = field('SHA256');
    if (!name || !version || !architecture || !sha256) return [];
    return [{ package: name, version, architecture, sha256, size: Number(field('Size') ?? 0) }];
  });
}

/** Writes sources.list and apt.conf; resolves to the path of the latter. */
async function writeConfiguration(
  state: string,
  suiteAndComponents: string,
  architectures: readonly string[],
  source: DebianSource,
): Promise<string> {
  mkdirSync(join(state, 'lists', 'partial'), { recursive: true });
  mkdirSync(join(state, 'cache', 'archives', 'partial'), { recursive: true });
  writeFileSync(join(state, 'status'), '');
  const options = [
    `arch=${architectures.join(',')}`,
    ...(source.keyring ? [`signed-by=${source.keyring}`] : []),
  ].join(' ');
  writeFileSync(join(state, 'sources.list'), `deb [${options}] ${source.uri} ${suiteAndComponents}\n`);
  const file = join(state, 'apt.conf');
  writeFileSync(file, configuration(state, architectures, await inheritedSettings()));
  return file;
}

/** The machine's hooks and folders are left out (some run as root or delete downloads); how it reaches the net is kept. */
function configuration(
  state: string,
  architectures: readonly string[],
  inherited: readonly string[],
): string {
  const settings: [string, string][] = [
    ['Dir::Etc::main', '/dev/null'],
    ['Dir::Etc::parts', '/dev/null'],
    ['Dir::Etc::sourcelist', join(state, 'sources.list')],
    ['Dir::Etc::sourceparts', '/dev/null'],
    ['Dir::Etc::preferences', '/dev/null'],
    ['Dir::Etc::preferencesparts', '/dev/null'],
    ['Dir::State', state],
    ['Dir::State::lists', join(state, 'lists')],
    ['Dir::State::status', join(state, 'status')],
    ['Dir::Cache', join(state, 'cache')],
    ['APT::Architecture', architectures[0] ?? 'amd64'],
    // As root, apt would drop to a user who may not write into our folder.
    ['APT::Sandbox::User', 'root'],
    ['Acquire::Languages', 'none'],
  ];
  const own = settings.map(([name, value]) => `${name} "${value}";`);
  const list = architectures.map((name) => `APT::Architectures:: "${name}";`);
  return [...inherited, ...own, ...list, ''].join('\n');
}

/** Proxies, certificates and clock settings of the machine's apt. */
async function inheritedSettings(): Promise<string[]> {
  const dump = await run('apt-config', ['dump']);
  return dump.out
    .split('\n')
    .filter((line) => /^Acquire::(https?::|ForceIPv|Retries|Check-Valid-Until|Check-Date)/.test(line))
    .filter((line) => !line.endsWith(' "";'));
}
