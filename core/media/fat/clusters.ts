import { u16, u32 } from '../fields.ts';
import type { MetadataReader } from '../metadata-reader.ts';
import type { Extent } from '../tree.ts';
import type { FatLayout } from './boot-sector.ts';

/** Largest allocation table that is read: four million clusters, which is 128 GB in the usual size. */
const MOST_TABLE_BYTES = 16 * 1024 * 1024;

/** The allocation table of a FAT volume: which clusters belong together. */
export class Clusters {
  readonly #layout: FatLayout;
  readonly #reader: MetadataReader;
  readonly #table: Uint8Array;
  /** One bit for each cluster that a file has: no two files share one, and no chain comes back to itself. */
  readonly #taken: Uint8Array;

  private constructor(layout: FatLayout, reader: MetadataReader, table: Uint8Array) {
    this.#layout = layout;
    this.#reader = reader;
    this.#table = table;
    this.#taken = new Uint8Array(Math.ceil((layout.clusters + 2) / 8));
  }

  /** Reads the first table whole. Rejects with MEDIUM_DAMAGED, MEDIUM_TRUNCATED. */
  static async read(layout: FatLayout, reader: MetadataReader): Promise<Clusters> {
    const used = Math.ceil(((layout.clusters + 2) * layout.bits) / 8);
    if (used > layout.tableBytes) throw reader.damaged('its allocation table is too small for its clusters');
    if (used > MOST_TABLE_BYTES) throw reader.damaged(`its allocation table has ${used} bytes`);
    return new Clusters(layout, reader, await reader.bytes(layout.tableAt, used, 'the allocation table'));
  }

  /**
   * Where the clusters from `first` on lie. With `size` (bytes) the chain must be as long as that and is cut to it;
   * without, it ends where the table ends it. Throws MEDIUM_DAMAGED.
   */
  chain(first: number, what: string, size?: number): Extent[] {
    const { clusterBytes } = this.#layout;
    const runs: { cluster: number; count: number }[] = [];
    let left = size === undefined ? Number.POSITIVE_INFINITY : Math.ceil(size / clusterBytes);
    for (let cluster = first; left > 0 && !this.#isEnd(cluster); left -= 1, cluster = this.#next(cluster)) {
      this.#take(cluster, what);
      const last = runs.at(-1);
      if (last && last.cluster + last.count === cluster) last.count += 1;
      else runs.push({ cluster, count: 1 });
    }
    if (size !== undefined && left > 0) throw this.#reader.damaged(`${what} has fewer clusters than bytes`);
    this.#reader.countExtents(runs.length);
    const extents = runs.map(({ cluster, count }) => this.#place(cluster, count));
    return size === undefined ? extents : cutEnd(extents, size);
  }

  #place(cluster: number, count: number): Extent {
    const { clusterBytes, dataAt } = this.#layout;
    return { offset: dataAt + (cluster - 2) * clusterBytes, length: count * clusterBytes };
  }

  #take(cluster: number, what: string): void {
    if (cluster < 2 || cluster >= this.#layout.clusters + 2)
      throw this.#reader.damaged(`${what} names cluster ${cluster}, which is not there`);
    const [byte, bit] = [cluster >> 3, 1 << (cluster & 7)];
    if (((this.#taken[byte] ?? 0) & bit) !== 0)
      throw this.#reader.damaged(`${what} uses cluster ${cluster}, which is in use already`);
    this.#taken[byte] = (this.#taken[byte] ?? 0) | bit;
  }

  #next(cluster: number): number {
    if (this.#layout.bits === 32) return u32(this.#table, cluster * 4) & 0x0fff_ffff;
    if (this.#layout.bits === 16) return u16(this.#table, cluster * 2);
    const pair = u16(this.#table, cluster + (cluster >> 1));
    return cluster & 1 ? pair >> 4 : pair & 0xfff;
  }

  /** The highest eight values end a chain. */
  #isEnd(cluster: number): boolean {
    const most = this.#layout.bits === 32 ? 0x0fff_ffff : (1 << this.#layout.bits) - 1;
    return cluster >= most - 7;
  }
}

/** Extents of whole clusters, cut to the size of the file. */
function cutEnd(extents: readonly Extent[], size: number): Extent[] {
  let left = size;
  return extents.map((extent) => {
    const length = Math.min(left, extent.length);
    left -= length;
    return { ...extent, length };
  });
}
