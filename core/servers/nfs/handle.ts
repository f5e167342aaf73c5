/**
 * File handles: opaque to the client, the same after a restart, and worth nothing for a medium that was replaced.
 *
 *   "FBn1" 4 | image 8 | medium 4 | fileid 8 | check 8        32 bytes
 *
 * `image` and `medium` are hashes of the image's identifier and of its export's stamp, `check` of the node's path:
 * a handle that somebody made up leads to nothing, and neither does one whose number belongs to another path now.
 */
import { hash } from 'node:crypto';
import type { ExportNode, ImageExport, ImageExports } from '../../tree/exports.ts';

const MAGIC = 0x46426e31;
const LENGTH = 32;

/** A node and the file system it is in. */
export interface Place {
  readonly from: ImageExport;
  readonly node: ExportNode;
}

/** What a handle leads to. */
export type Resolved = Place | 'bad' | 'stale';

/** The handle of a node. */
export function handleOf({ from, node }: Place): Uint8Array {
  const handle = new Uint8Array(LENGTH);
  const view = new DataView(handle.buffer);
  view.setUint32(0, MAGIC);
  handle.set(digest(from.id, 8), 4);
  handle.set(digest(from.stamp, 4), 12);
  view.setBigUint64(16, BigInt(node.fileid));
  handle.set(digest(node.path, 8), 24);
  return handle;
}

/** Number of the file system of an image: below 2^48. */
export const fsidOf = (id: string): number => Buffer.from(digest(id, 6)).readUIntBE(0, 6);

/** Finds what a handle leads to. Rejects with what `ImageExports.open` does. */
export class HandleFinder {
  readonly #exports: ImageExports;
  /** Image by the hash of its identifier, in hexadecimal. */
  readonly #ids = new Map<string, string>();

  constructor(exports: ImageExports) {
    this.#exports = exports;
  }

  async find(handle: Uint8Array): Promise<Resolved> {
    if (handle.length !== LENGTH) return 'bad';
    const view = new DataView(handle.buffer, handle.byteOffset, handle.byteLength);
    if (view.getUint32(0) !== MAGIC) return 'bad';
    const id = this.#imageOf(Buffer.from(handle.subarray(4, 12)).toString('hex'));
    const from = id === undefined ? undefined : await this.#exports.open(id);
    const node = from?.node(Number(view.getBigUint64(16)));
    if (from === undefined || node === undefined) return 'stale';
    return Buffer.compare(handleOf({ from, node }), handle) === 0 ? { from, node } : 'stale';
  }

  #imageOf(key: string): string | undefined {
    if (!this.#ids.has(key))
      for (const id of this.#exports.ids()) this.#ids.set(Buffer.from(digest(id, 8)).toString('hex'), id);
    return this.#ids.get(key);
  }
}

const digest = (text: string, bytes: number): Uint8Array => hash('sha256', text, 'buffer').subarray(0, bytes);
