import type { BlockSource } from '../../core/media/source.ts';

/** A medium that lies in memory. */
export function memorySource(bytes: Uint8Array): BlockSource {
  return {
    size: bytes.length,
    read(offset, into) {
      const part = bytes.subarray(offset, offset + into.length);
      into.set(part);
      return Promise.resolve(part.length);
    },
    close: () => Promise.resolve(),
  };
}
