import { FieldbootError } from '../errors.ts';
import { openFileSource } from './file-source.ts';
import { openDisc } from './open-disc.ts';
import { openDisk } from './open-disk.ts';
import type { BlockSource } from './source.ts';
import type { MediumTree } from './tree.ts';

/** A medium that is open: whoever has it closes the source. */
export interface OpenMedium {
  readonly tree: MediumTree;
  readonly source: BlockSource;
}

/**
 * Opens and indexes the medium at a path, in place: nothing is copied, and only its directories are read.
 * Rejects with FILE_MISSING, FILE_UNREADABLE, MEDIUM_NOT_ISO, MEDIUM_TRUNCATED or MEDIUM_DAMAGED.
 */
export async function openMedium(path: string): Promise<OpenMedium> {
  const source = await openFileSource(path);
  try {
    return { tree: await readMedium(source, path), source };
  } catch (error) {
    await source.close();
    throw error;
  }
}

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
