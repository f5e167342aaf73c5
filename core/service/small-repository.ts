/** Writes what lists the packages of a folder, with the tools of the systems that read it. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FieldbootError } from '../errors.ts';
import type { LooseKind } from '../images/families/packages/loose.ts';

const run = promisify(execFile);

/** Where each tool is found, for the message. */
const TOOLS: Readonly<Record<LooseKind, { readonly tool: string; readonly package: string }>> = {
  deb: { tool: 'dpkg-scanpackages', package: 'dpkg-dev' },
  rpm: { tool: 'createrepo_c', package: 'createrepo-c' },
};

/** The list of some thousand packages has some megabytes. */
const MOST_LIST_BYTES = 256 << 20;
const LONGEST_MS = 600_000;

/**
 * Makes the lists of a folder's packages in `home/STAMP`, unless they are there already; resolves to that folder. What was
 * made for other states of it goes. Rejects with REPOSITORY_TOOL_MISSING and REPOSITORY_NOT_MADE.
 */
export async function makeLists(
  kind: LooseKind,
  folder: string,
  home: string,
  stamp: string,
): Promise<string> {
  const place = join(home, stamp);
  if (await isFolder(place)) return place;
  const growing = join(home, `.${stamp}`);
  await rm(home, { recursive: true, force: true });
  await mkdir(growing, { recursive: true, mode: 0o700 });
  try {
    await (kind === 'rpm' ? makeRepodata(folder, growing) : makePackages(folder, growing));
  } catch (cause) {
    throw toolError(kind, folder, cause as Error & { code?: unknown; stderr?: string });
  }
  await rename(growing, place);
  return place;
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

async function makeRepodata(folder: string, into: string): Promise<void> {
  const options = [
    '--quiet',
    '--simple-md-filenames',
    '--no-database',
    '--skip-symlinks',
    '--outputdir',
    into,
  ];
  await run(TOOLS.rpm.tool, [...options, folder], { timeout: LONGEST_MS });
}

async function makePackages(folder: string, into: string): Promise<void> {
  const limits = { cwd: folder, timeout: LONGEST_MS, maxBuffer: MOST_LIST_BYTES };
  const { stdout } = await run(TOOLS.deb.tool, ['--multiversion', '.'], limits);
  await writeFile(join(into, 'Packages'), stdout);
  await writeFile(join(into, 'Release'), releaseOf(await readFile(join(into, 'Packages'))));
}

/** The little that apt wants of a flat repository (wiki.debian.org/DebianRepository/Format, "Release"). */
function releaseOf(packages: Uint8Array): string {
  const sum = createHash('sha256').update(packages).digest('hex');
  return [
    'Origin: Fieldboot',
    'Label: Packages on the laptop',
    'Suite: ./',
    // As old as the key that signs it, for machines whose clock stands still.
    'Date: Sat, 01 Jan 2000 00:00:00 UTC',
    'SHA256:',
    ` ${sum} ${packages.length} Packages`,
    '',
  ].join('\n');
}

function toolError(kind: LooseKind, path: string, cause: Error & { code?: unknown; stderr?: string }): Error {
  const { tool, package: from } = TOOLS[kind];
  if (cause.code === 'ENOENT')
    return new FieldbootError('REPOSITORY_TOOL_MISSING', { path, tool, package: from }, { cause });
  const detail = cause.stderr?.trim().split('\n').at(-1) || cause.message;
  return new FieldbootError('REPOSITORY_NOT_MADE', { path, tool, detail }, { cause });
}
