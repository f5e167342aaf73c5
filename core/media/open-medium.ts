import { openFileSource } from './file-source.ts';
import { openDisc } from './open-disc.ts';
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
    return { tree: await openDisc(source, path), source };
  } catch (error) {
    await source.close();
    throw error;
  }
}
