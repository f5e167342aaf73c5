/**
 * When each address of some ranges becomes free, with the earliest always at hand.
 *
 * A binary heap over the addresses, ordered by (time, place): addresses never given come first, in the order of the
 * ranges and in numeric order within each, then those whose lease ended longest ago. Setting a time costs O(log n) and looking at the best
 * candidate O(1), so a /16 is served as quickly as a /24; a plain scan is what makes large pools slow.
 */

/** Time of an address that nobody has ever had. */
export const NEVER_USED = 0;

/** Consecutive addresses, as numbers. */
export interface Block {
  readonly first: number;
  readonly size: number;
}

export class Availability {
  /** Addresses of all ranges together. */
  readonly size: number;
  readonly #blocks: readonly Block[];
  /** Heap of offsets: places in all ranges, one after the other. */
  readonly #heap: Uint32Array;
  /** Offset -> place in the heap. */
  readonly #place: Uint32Array;
  /** Offset -> time (ms) from which the address is free. */
  readonly #freeAt: Float64Array;

  /**
   * @param blocks the ranges, the first to be used first; they do not overlap. All addresses are never used; memory
   * is 16 bytes for each.
   */
  constructor(blocks: readonly Block[]) {
    this.#blocks = blocks;
    const size = blocks.reduce((sum, one) => sum + one.size, 0);
    this.size = size;
    this.#heap = Uint32Array.from({ length: size }, (_, offset) => offset);
    this.#place = this.#heap.slice();
    this.#freeAt = new Float64Array(size).fill(NEVER_USED);
  }

  has(address: number): boolean {
    return this.#offsetOf(address) !== null;
  }

  /** Sets from when on (ms) the address is free; addresses out of the range are none of ours. */
  set(address: number, freeAt: number): void {
    const offset = this.#offsetOf(address);
    if (offset === null) return;
    this.#freeAt[offset] = freeAt;
    this.#sink(this.#rise(this.#at(this.#place, offset)));
  }

  /** When the address is or was free (ms); only for addresses of the range. */
  freeAt(address: number): number {
    const offset = this.#offsetOf(address);
    return offset === null ? Number.POSITIVE_INFINITY : (this.#freeAt[offset] ?? 0);
  }

  /**
   * Addresses that are free at `now`, best first. Lazy: a caller that takes the first one pays for one; each further
   * one costs O(log k). The heap must not change meanwhile.
   */
  *candidates(now: number): Generator<number> {
    const frontier = this.size > 0 ? [0] : [];
    while (frontier.length > 0) {
      const place = this.#takeBest(frontier);
      const offset = this.#at(this.#heap, place);
      if ((this.#freeAt[offset] ?? 0) > now) return;
      yield this.#addressAt(offset);
      for (const child of [2 * place + 1, 2 * place + 2])
        if (child < this.size) this.#insert(frontier, child);
    }
  }

  #offsetOf(address: number): number | null {
    let before = 0;
    for (const block of this.#blocks) {
      if (address >= block.first && address < block.first + block.size) return before + address - block.first;
      before += block.size;
    }
    return null;
  }

  #addressAt(offset: number): number {
    let left = offset;
    for (const block of this.#blocks) {
      if (left < block.size) return block.first + left;
      left -= block.size;
    }
    return 0;
  }

  /** Removes the best place from a small heap of places. */
  #takeBest(frontier: number[]): number {
    const best = frontier[0] ?? 0;
    const last = frontier.pop() ?? 0;
    if (frontier.length === 0) return best;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= frontier.length) break;
      if (child + 1 < frontier.length && this.#placeBefore(frontier[child + 1] ?? 0, frontier[child] ?? 0))
        child++;
      if (!this.#placeBefore(frontier[child] ?? 0, last)) break;
      frontier[hole] = frontier[child] ?? 0;
      hole = child;
    }
    frontier[hole] = last;
    return best;
  }

  #insert(frontier: number[], place: number): void {
    let hole = frontier.push(place) - 1;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!this.#placeBefore(place, frontier[parent] ?? 0)) break;
      frontier[hole] = frontier[parent] ?? 0;
      hole = parent;
    }
    frontier[hole] = place;
  }

  #rise(from: number): number {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#placeBefore(place, parent)) break;
      this.#swap(place, parent);
      place = parent;
    }
    return place;
  }

  #sink(from: number): void {
    let place = from;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.size) return;
      if (child + 1 < this.size && this.#placeBefore(child + 1, child)) child++;
      if (!this.#placeBefore(child, place)) return;
      this.#swap(place, child);
      place = child;
    }
  }

  #placeBefore(a: number, b: number): boolean {
    const [left, right] = [this.#at(this.#heap, a), this.#at(this.#heap, b)];
    const difference = (this.#freeAt[left] ?? 0) - (this.#freeAt[right] ?? 0);
    return difference === 0 ? left < right : difference < 0;
  }

  #swap(a: number, b: number): void {
    const [left, right] = [this.#at(this.#heap, a), this.#at(this.#heap, b)];
    this.#heap[a] = right;
    this.#heap[b] = left;
    this.#place[right] = a;
    this.#place[left] = b;
  }

  #at(array: Uint32Array, index: number): number {
    return array[index] ?? 0;
  }
}
