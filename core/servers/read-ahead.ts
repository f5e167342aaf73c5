import type { ServedFile } from '../tree/boot-tree.ts';

/** What is read of a file: the boot tree's, or bytes in memory. */
export type Readable = Pick<ServedFile, 'size' | 'read'>;

/** One disk read feeds 45 blocks of 1468 bytes; two or three chunks are held per transfer. */
const CHUNK = 64 * 1024;

/**
 * Reads a file in order with the next chunk always under way, so that a lockstep client waits for the wire and not
 * for the disk. The chunk before is kept, because a lost packet makes the sender go back a little.
 */
export class ReadAhead {
  readonly #file: Readable;
  readonly #chunks = new Map<number, Promise<Uint8Array>>();

  constructor(file: Readable) {
    this.#file = file;
  }

  /** Fills `into` from byte `offset`. Rejects when the file fails or has become shorter than its size. */
  async fill(offset: number, into: Uint8Array): Promise<void> {
    let done = 0;
    while (done < into.length) {
      const at = offset + done;
      const chunk = await this.#chunk(Math.floor(at / CHUNK));
      const part = chunk.subarray(at % CHUNK, (at % CHUNK) + into.length - done);
      if (part.length === 0) throw new Error('the file is shorter than it was');
      into.set(part, done);
      done += part.length;
    }
  }

  #chunk(index: number): Promise<Uint8Array> {
    const wanted = this.#load(index);
    if ((index + 1) * CHUNK < this.#file.size) this.#load(index + 1);
    for (const held of this.#chunks.keys())
      if (held < index - 1 || held > index + 1) this.#chunks.delete(held);
    return wanted;
  }

  #load(index: number): Promise<Uint8Array> {
    const held = this.#chunks.get(index);
    if (held !== undefined) return held;
    const chunk = readFully(this.#file, index * CHUNK, Math.min(CHUNK, this.#file.size - index * CHUNK));
    // Read ahead of need: a failure is told to whoever comes to want the chunk, if anybody does.
    chunk.catch(() => {});
    this.#chunks.set(index, chunk);
    return chunk;
  }
}

/** Bytes of a file from `offset`; fewer than `length` only when the file ends early. */
export async function readFully(file: Readable, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.max(0, length));
  let done = 0;
  while (done < bytes.length) {
    const count = await file.read(offset + done, bytes.subarray(done));
    if (count <= 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}
