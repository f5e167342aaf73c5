/** Folders and ISO files of this laptop, for picking a medium by path. */
import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { FieldbootError } from '../errors.ts';
import type { Folder } from './contract.ts';

/** More entries than this are not shown. */
const MOST_ENTRIES = 2000;

/** Lists a folder (the home folder when none is named): folders first, then `.iso` files. Rejects with FILE_UNREADABLE. */
export async function listFolder(path: string | undefined): Promise<Folder> {
  const folder = resolve(path || homedir());
  const names = await readNames(folder);
  const found = await Promise.all(names.map((name) => describe(join(folder, name), name)));
  const entries = found.filter((entry) => entry !== null);
  entries.sort((a, b) => Number(b.directory) - Number(a.directory) || a.name.localeCompare(b.name));
  const parent = dirname(folder);
  return { path: folder, parent: parent === folder ? null : parent, entries };
}

async function readNames(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => !name.startsWith('.')).slice(0, MOST_ENTRIES);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new FieldbootError('FILE_UNREADABLE', { path: folder, detail }, { cause });
  }
}

async function describe(path: string, name: string): Promise<Folder['entries'][number] | null> {
  const stats = await stat(path).catch(() => null);
  const directory = stats?.isDirectory() ?? false;
  if (stats === null || !(directory || (stats.isFile() && /\.iso$/i.test(name)))) return null;
  return { name, path, directory, bytes: directory ? 0 : stats.size };
}
