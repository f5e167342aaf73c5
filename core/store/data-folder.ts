/** The data folder: one SQLite file, and one engine at a time that stays. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { FieldbootError } from '../errors.ts';
import { lockFolder } from './folder-lock.ts';
import { openStore } from './sqlite-store.ts';
import type { Store } from './store.ts';

/** Opens the store of a data folder, which is made when it is not there. Throws DATA_UNUSABLE. */
export function openData(data: string): Store {
  return inData(data, () => openStore(join(data, 'fieldboot.sqlite')));
}

/** Takes a data folder for one engine that stays; null when another process has it. Throws DATA_UNUSABLE. */
export function lockData(data: string): (() => void) | null {
  return inData(data, () => lockFolder(data));
}

function inData<T>(data: string, work: () => T): T {
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 });
    return work();
  } catch (cause) {
    throw new FieldbootError('DATA_UNUSABLE', { path: data, detail: (cause as Error).message }, { cause });
  }
}
