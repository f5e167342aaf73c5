/** The package repositories on a medium: what an installer may be given beside its own. */
import { readText } from '../media/read-whole.ts';
import type { MediumTree } from '../media/tree.ts';

/** One repository. */
export interface Repository {
  /** `apt`: a suite of Debian's kind; `rpm`: repodata; `susetags`: SUSE's of before 15. */
  readonly kind: 'apt' | 'rpm' | 'susetags';
  /** Folder on the medium; the empty string is its root. */
  readonly path: string;
  /** Of apt: name of the suite, and its components that are on this medium. */
  readonly suite?: string;
  readonly components?: readonly string[];
}

/** One repository as installers are told it. */
export interface RepositoryUrl extends Omit<Repository, 'path'> {
  /** Short, of letters, digits and dashes; another one for each. */
  readonly name: string;
  /** Absolute, without a trailing slash. */
  readonly url: string;
}

const SMALL = 1024 * 1024;
/** More than any medium has; SUSE's largest has some thirty modules. */
const MOST = 100;

/** Finds the repositories of a medium: at its root, one folder below it, and suites below `dists`. */
export async function findRepositories(tree: MediumTree): Promise<Repository[]> {
  const folders = ['', ...foldersIn(tree, '')];
  const rpm = folders.filter((path) => isFile(tree, below(path, 'repodata/repomd.xml')));
  const tags = folders.filter((path) => isFile(tree, below(path, 'suse/setup/descr/packages.gz')));
  return [
    ...(await aptSuites(tree)),
    ...rpm.map((path): Repository => ({ kind: 'rpm', path })),
    ...tags.map((path): Repository => ({ kind: 'susetags', path })),
  ].slice(0, MOST);
}

/** `stable` is a link to the suite itself: a suite is named once, under its own name. */
async function aptSuites(tree: MediumTree): Promise<Repository[]> {
  const suites = foldersIn(tree, 'dists').filter((path) => tree.find(path)?.path === path);
  const found = await Promise.all(suites.map((path) => aptSuite(tree, path)));
  return found.filter((one) => one !== undefined);
}

async function aptSuite(tree: MediumTree, path: string): Promise<Repository | undefined> {
  const release = await readText(tree, `${path}/Release`, SMALL).catch(() => undefined);
  const listed =
    /^Components:(.*)$/m
      .exec(release ?? '')?.[1]
      ?.trim()
      .split(/\s+/) ?? [];
  const components = listed.filter((name) => foldersIn(tree, `${path}/${name}`).some(isBinary));
  if (components.length === 0) return undefined;
  return { kind: 'apt', path: '', suite: path.slice('dists/'.length), components };
}

const isBinary = (path: string): boolean => /\/binary-[^/]+$/.test(path);

/** Folders of a folder; a link to another one is named as the folder it leads to. */
const foldersIn = (tree: MediumTree, path: string): string[] =>
  (tree.list(path) ?? []).filter(({ kind }) => kind === 'directory').map((entry) => entry.path);

const isFile = (tree: MediumTree, path: string): boolean => tree.find(path)?.kind === 'file';

const below = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);

/** Repositories of an image as URLs; `tree` is the URL of its tree, `id` its identifier. */
export function repositoryUrls(id: string, tree: string, found: readonly Repository[]): RepositoryUrl[] {
  return found.map(({ path, ...facts }) => {
    const words = [id, path, facts.suite ?? ''].filter((word) => word !== '' && word !== '.');
    const name = words.join('-').replace(/[^A-Za-z0-9]+/g, '-');
    return {
      ...facts,
      name,
      url: path === '' ? tree : `${tree}/${path.split('/').map(encodeURIComponent).join('/')}`,
    };
  });
}

/** What a family's installer can be given more of. */
export const READS: Readonly<Record<string, readonly Repository['kind'][]>> = {
  debian: ['apt'],
  ubuntu: ['apt'],
  redhat: ['rpm'],
  suse: ['rpm', 'susetags'],
  agama: ['rpm'],
};
