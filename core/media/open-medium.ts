import { stat } from 'node:fs/promises';
import { FieldbootError } from '../errors.ts';
import { openFileSource } from './file-source.ts';
import { type OpenFolder, openFolder } from './folder/open-folder.ts';
import { openDisc } from './open-disc.ts';
import { openDisk } from './open-disk.ts';
import type { BlockSource } from './source.ts';
import type { MediumTree } from './tree.ts';

/** A medium that is open: whoever has it closes the source. */
export interface OpenMedium {
  readonly tree: MediumTree;
  readonly source: BlockSource;
  /** It is a folder, whose files may change one by one. */
  readonly folder?: Omit<OpenFolder, 'tree' | 'source'>;
}

/**
 * Opens and indexes the medium at a path, in place: nothing is copied, and only its directories are read. A folder is one
 * too: a mounted medium, or a copy of its files.
 * Rejects with FILE_MISSING, FILE_UNREADABLE, MEDIUM_NOT_ISO, MEDIUM_TRUNCATED or MEDIUM_DAMAGED.
 */
export async function openMedium(path: string): Promise<OpenMedium> {
  if (await isFolder(path)) {
    const { tree, source, ...folder } = await openFolder(path);
    return { tree, source, folder };
  }
  const source = await openFileSource(path);
  try {
    return { tree: await readMedium(source, path), source };
  } catch (error) {
    await source.close();
    throw error;
  }
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** A disc, or a disk; when it is neither, what kept it from being a disc is what is told. */
async function readMedium(source: BlockSource, path: string): Promise<MediumTree> {
  try {
    return await openDisc(source, path);
  } catch (error) {
    if (!(error instanceof FieldbootError && error.code === 'MEDIUM_NOT_ISO')) throw error;
    const disk = await openDisk(source, path);
    if (disk === undefined) throw error;
    return disk;
  }
}
