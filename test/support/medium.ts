import { createHash } from 'node:crypto';
import { FieldbootError } from '../../core/errors.ts';
import type { FileEntry, MediumTree, TreeEntry } from '../../core/media/tree.ts';

/** Every entry of a tree, links not followed: what a link leads to has another path than the link. */
export function allEntries(tree: MediumTree, directory = ''): TreeEntry[] {
  return (tree.list(directory) ?? []).flatMap((entry) => {
    if (tree.find(entry.path)?.path !== entry.path) return [];
    return entry.kind === 'directory' ? [entry, ...allEntries(tree, entry.path)] : [entry];
  });
}

/** Paths of every file of a tree. */
export function allFiles(tree: MediumTree): FileEntry[] {
  return allEntries(tree).filter((entry) => entry.kind === 'file');
}

/** The bytes of a file of a tree; fails when there is none. */
export async function contentOf(tree: MediumTree, path: string): Promise<Uint8Array> {
  const file = tree.find(path);
  if (file?.kind !== 'file') throw new Error(`there is no file ${path}`);
  const into = new Uint8Array(file.size);
  return into.subarray(0, await tree.read(file, 0, into));
}

/** The same as text. */
export async function textOf(tree: MediumTree, path: string): Promise<string> {
  return new TextDecoder().decode(await contentOf(tree, path));
}

/** SHA-256 of a file of a tree, in hexadecimal. */
export async function sha256Of(tree: MediumTree, path: string): Promise<string> {
  return createHash('sha256')
    .update(await contentOf(tree, path))
    .digest('hex');
}

/** The problem that a promise is rejected with, as `CODE sentence`; any other end of it fails the test. */
export async function refusalOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof FieldbootError) return `${error.code} ${error.message}`;
    throw error;
  }
  throw new Error('it was not refused');
}
