/** Sums of what a source holds, made in a thread of their own: gigabytes of it must not hold up a lease. */
import { Worker } from 'node:worker_threads';
import type { HashName } from './checksums.ts';
import type { BlockSource } from './source.ts';

/** A thread that hashes. Close it after use. */
export interface Hasher {
  /**
   * The sum of what `read` gives from 0 to `length`, in hexadecimal. `progress` is told the bytes of each piece. Rejects
   * with what `read` rejects with, and with the signal's reason.
   */
  sum(hash: HashName, length: number, read: BlockSource['read'], watch: Watch): Promise<string>;
  close(): Promise<void>;
}

export interface Watch {
  readonly signal: AbortSignal;
  progress(bytes: number): void;
}

/** Large enough that asking costs nothing, small enough that a cancel is felt at once. */
const PIECE = 1 << 20;

/** Text, not a file: the packed desktop program has all of its code in one. */
const THREAD = `
const { parentPort } = require('node:worker_threads');
const { createHash } = require('node:crypto');
let hash;
parentPort.on('message', (told) => {
  if (told.begin) hash = createHash(told.begin);
  else if (told.piece) {
    hash.update(told.piece);
    parentPort.postMessage(told.piece, [told.piece.buffer]);
  } else parentPort.postMessage(hash.digest('hex'));
});`;

/** Starts the thread. */
export function startHasher(): Hasher {
  const worker = new Worker(THREAD, { eval: true });
  worker.unref();
  const ask = <T>(told: object, given: ArrayBuffer[] = []) =>
    new Promise<T>((resolve, reject) => {
      worker.ref();
      const settle = (then: () => void) => {
        worker.off('message', heard);
        worker.off('error', failed);
        worker.unref();
        then();
      };
      const heard = (value: T) => settle(() => resolve(value));
      const failed = (error: unknown) => settle(() => reject(error as Error));
      worker.on('message', heard);
      worker.on('error', failed);
      worker.postMessage(told, given);
    });
  return {
    async sum(hash, length, read, { signal, progress }) {
      worker.postMessage({ begin: hash });
      let buffer: Uint8Array<ArrayBuffer> = new Uint8Array(Math.min(PIECE, Math.max(1, length)));
      for (let at = 0; at < length; ) {
        signal.throwIfAborted();
        const got = await read(at, buffer.subarray(0, Math.min(buffer.length, length - at)));
        if (got === 0) break;
        // The buffer goes to the thread and comes back: one for the whole sum.
        const whole = buffer.buffer;
        const piece = await ask<Uint8Array<ArrayBuffer>>({ piece: new Uint8Array(whole, 0, got) }, [whole]);
        buffer = new Uint8Array(piece.buffer);
        at += got;
        progress(got);
      }
      return await ask<string>({});
    },
    async close() {
      await worker.terminate();
    },
  };
}
