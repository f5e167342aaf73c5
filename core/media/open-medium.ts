import { FieldbootError } from '../errors.ts';
import { openFileSource } from './file-source.ts';
import { openIso } from './iso9660/open-iso.ts';
import type { BlockSource } from './source.ts';
import type { MediumTree } from './tree.ts';

/**
 * A reader of one kind of medium. It rejects with MEDIUM_NOT_ISO when the medium is of another kind, and then the
 * next one is asked; any other error is final.
 */
type MediumReader = (source: BlockSource, path: string) => Promise<MediumTree>;

/** In the order in which they are asked. The reader of UDF will come after ISO9660, which leaves UDF alone. */
const READERS: readonly MediumReader[] = [openIso];

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

async function readMedium(source: BlockSource, path: string): Promise<MediumTree> {
  let refusal: unknown;
  for (const reader of READERS) {
    try {
      return await reader(source, path);
    } catch (error) {
      if (!(error instanceof FieldbootError && error.code === 'MEDIUM_NOT_ISO')) throw error;
      refusal ??= error;
    }
  }
  throw refusal;
}
