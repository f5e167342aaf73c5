/**
 * The two package indexes of a medium. A caching mirror may hold a Release of today and an installer index of last
 * month; apt then refuses that index, and rightly so. The lab's medium is for machines of the lab alone, so there the
 * index is taken as it is, which is said; ordinary packages are always authenticated.
 */

import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type DebianSource, openApt, type PrivateApt } from '../../../resources/apt.ts';
import { run } from '../../../resources/command.ts';
import { parseIndex, type Stanza } from './stanza.ts';

/** An apt that is up to date, and what its mirror has. */
export interface Indexes {
  readonly apt: PrivateApt;
  readonly main: readonly Stanza[];
  readonly installer: readonly Stanza[];
}

const INSTALLER = 'main/debian-installer';

/** Fetches both indexes. Rejects with apt's own words when not even the one of ordinary packages can be had. */
export async function openIndexes(
  state: string,
  source: DebianSource,
  say: (line: string) => void,
): Promise<Indexes> {
  const both = await openApt(state, 'trixie', ['amd64'], source, `main ${INSTALLER}`);
  const refused = await both.update();
  if (!refused)
    return { apt: both, main: await readIndex(both, 'main'), installer: await readIndex(both, INSTALLER) };
  say(`the installer packages' index is taken as it is, for the lab only: ${refused}`);
  const apt = await openApt(state, 'trixie', ['amd64'], source, 'main');
  const worse = await apt.update();
  if (worse) throw new Error(`no package index: ${worse}`);
  return { apt, main: await readIndex(apt, 'main'), installer: await takeAsIs(apt, state, source) };
}

async function readIndex(apt: PrivateApt, component: string): Promise<Stanza[]> {
  const filter = ['--format', '$(FILENAME)', 'Created-By: Packages', `Component: ${component}`];
  const file = (await run('apt-get', ['indextargets', ...filter], apt)).out.trim();
  // apt may keep its lists compressed.
  const text = await run('/usr/lib/apt/apt-helper', ['cat-file', file], apt);
  return parseIndex(text.out);
}

async function takeAsIs(apt: PrivateApt, state: string, { uri }: DebianSource): Promise<Stanza[]> {
  const file = join(state, 'installer-packages.gz');
  const url = `${uri.replace(/\/$/, '')}/dists/trixie/${INSTALLER}/binary-amd64/Packages.gz`;
  rmSync(file, { force: true });
  const done = await run('/usr/lib/apt/apt-helper', ['download-file', url, file], apt);
  if (done.code !== 0) throw new Error(`no index of installer packages: ${done.err.trim()}`);
  return parseIndex(gunzipSync(readFileSync(file)).toString('utf8'));
}
