/** Packages that lie in a folder without a list of them: they become a small repository. */
import { problem } from '../../../errors.ts';
import type { MediumTree } from '../../../media/tree.ts';
import type { OverlayFile } from '../../family.ts';
import type { Detection } from '../../image.ts';
import type { Repository } from '../../repositories.ts';

/** Kinds of packages, by the end of their names. */
export type LooseKind = 'deb' | 'rpm';

/** What lists the packages, by the names that the tools give it; written beside the folder, never into it. */
export const LISTS: Readonly<Record<LooseKind, readonly string[]>> = {
  deb: ['Packages', 'Release'],
  rpm: ['repomd.xml', 'primary.xml.gz', 'filelists.xml.gz', 'other.xml.gz'].map((name) => `repodata/${name}`),
};

/** A folder whose packages lie in it, or one folder below; undefined where there are none, or of both kinds. */
export function detectLoose(tree: MediumTree): Detection | undefined {
  if (tree.naming !== 'folder') return undefined;
  const folders = (tree.list('') ?? []).filter(({ kind }) => kind === 'directory').map(({ path }) => path);
  const names = ['', ...folders].flatMap((path) => (tree.list(path) ?? []).map((entry) => entry.path));
  const count = { deb: ending(names, '.deb'), rpm: ending(names, '.rpm') };
  const kind = count.deb > 0 ? 'deb' : 'rpm';
  if (count[kind] === 0 || (count.deb > 0 && count.rpm > 0)) return undefined;
  const name = `Packages in ${tree.label}`;
  return {
    family: 'packages',
    name,
    version: '',
    arch: 'unknown',
    kernel: null,
    initrd: [],
    reason: `It is a folder with ${count[kind]} packages (.${kind}) and no list of them, which Fieldboot writes.`,
    facts: { loose: kind },
    warnings: [problem('MEDIUM_ONLY_PACKAGES', { name })],
  };
}

const ending = (names: readonly string[], end: string): number =>
  names.filter((name) => name.endsWith(end)).length;

/** The repository that such a folder is. */
export const looseRepository = (kind: LooseKind): Repository =>
  kind === 'rpm' ? { kind: 'rpm', path: '' } : { kind: 'apt', path: '', suite: './', components: [] };

/** Its lists in the served tree, and for apt the laptop's signatures of them. */
export function looseOverlay(kind: LooseKind): OverlayFile[] {
  const lists = LISTS[kind].map((path): OverlayFile => ({ path, kind: 'made' }));
  if (kind === 'rpm') return lists;
  return [
    ...lists,
    { path: 'InRelease', kind: 'clear-signed', of: 'Release' },
    { path: 'Release.gpg', kind: 'detached-signature', of: 'Release' },
  ];
}
