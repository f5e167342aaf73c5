import { FieldbootError } from '../errors.ts';
import type { MediumTree } from './tree.ts';

/**
 * Reads a small file of a medium whole (`.disk/info`, `.treeinfo`, `Release`).
 * Resolves to undefined when there is no such file. Rejects with FILE_UNREADABLE when it has more than
 * `limitBytes` bytes: such a file is not what its name says, and it is not taken into memory.
 */
export async function readWhole(
  tree: MediumTree,
  path: string,
  limitBytes: number,
): Promise<Uint8Array | undefined> {
  const file = tree.find(path);
  if (file?.kind !== 'file') return undefined;
  if (file.size > limitBytes)
    throw unreadable(path, `it has ${file.size} bytes, more than the ${limitBytes} expected of it`);
  const bytes = new Uint8Array(file.size);
  const got = await tree.read(file, 0, bytes);
  if (got < bytes.length) throw unreadable(path, `it ends after ${got} of ${bytes.length} bytes`);
  return bytes;
}

/** The same as text: UTF-8 with or without a byte order mark, and Latin-1 when it is not UTF-8. */
export async function readText(
  tree: MediumTree,
  path: string,
  limitBytes: number,
): Promise<string | undefined> {
  const bytes = await readWhole(tree, path, limitBytes);
  return bytes && decodeText(bytes);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
const latin1 = new TextDecoder('latin1');

/** Bytes as UTF-8, or as Latin-1 when they are not UTF-8 (old media, in names and files alike). */
export function decodeText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return latin1.decode(bytes);
  }
}

function unreadable(path: string, detail: string): FieldbootError {
  return new FieldbootError('FILE_UNREADABLE', { path, detail });
}
