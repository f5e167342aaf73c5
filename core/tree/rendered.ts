/** Text that is rendered per request, as a file of the boot tree. */
import type { ServedFile } from './boot-tree.ts';

/** A file over bytes in memory. */
export function bytesFile(path: string, bytes: Uint8Array, contentType?: string): ServedFile {
  const copy = (offset: number, into: Uint8Array): number => {
    const part = bytes.subarray(offset, offset + into.length);
    into.set(part);
    return part.length;
  };
  return {
    kind: 'file',
    path,
    size: bytes.length,
    modified: 0,
    ...(contentType === undefined ? {} : { contentType }),
    read: async (offset, into) => copy(offset, into),
    readNow: copy,
  };
}

/** A file over a text, UTF-8. */
export function textFile(path: string, text: string): ServedFile {
  return bytesFile(path, new TextEncoder().encode(text), 'text/plain; charset=utf-8');
}
