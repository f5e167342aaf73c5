/**
 * Small pieces of memory, cut out of large ones: memory of its own for every packet costs the system, and above all the
 * collector, more than everything else that is done with the packet.
 */

const LARGE = 32 * 1024;
/** What is longer has memory of its own: the rest of a large piece is given up for it otherwise. */
const LONGEST_PIECE = LARGE / 8;

let large = new Uint8Array(0);
let taken = 0;

/** A copy that is the caller's alone. */
export function copiedBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = freshBytes(bytes.length);
  copy.set(bytes);
  return copy;
}

/** Zeros that nobody else has. Whoever keeps a piece keeps the large one, 32 KiB, in memory: not for tables. */
export function freshBytes(length: number): Uint8Array<ArrayBuffer> {
  if (length > LONGEST_PIECE) return new Uint8Array(length);
  if (taken + length > large.length) [large, taken] = [new Uint8Array(LARGE), 0];
  taken += length;
  return large.subarray(taken - length, taken);
}
