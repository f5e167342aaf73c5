/** A medium served whole with some of its bytes replaced: the medium itself stays as it is. */
import { hash } from 'node:crypto';
import type { IsoPatch } from '../../images/family.ts';
import type { BlockSource, Place } from '../../media/source.ts';
import type { MediumTree } from '../../media/tree.ts';

/** Bytes that stand at an offset of the medium instead of its own. */
export interface PatchedBytes {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** A medium as it is served. */
export interface PatchedMedium {
  readonly size: number;
  /** Another one for other patches; empty without any. */
  readonly stamp: string;
  /** Fills `into` from byte `offset`; resolves to the number of bytes read. */
  read(offset: number, into: Uint8Array): Promise<number>;
  /** The same at once, with the bytes that are in memory already; 0 when `read` must be asked. */
  readNow(offset: number, into: Uint8Array): number;
  /** Where the byte at `offset` lies on the medium, and how many follow it there that no patch is for. */
  placeNow(offset: number): Place | null;
}

/**
 * Where the patches of a family lie on a medium. A patch for a file that is not there is left out: media of one family
 * differ. Throws RangeError for a content longer than its file, which would overwrite the next one.
 */
export function placePatches(tree: MediumTree, patches: readonly IsoPatch[]): PatchedBytes[] {
  return patches.flatMap((patch) => {
    const entry = tree.find(patch.path);
    if (entry?.kind !== 'file') return [];
    const content = filled(patch, entry.size);
    let done = 0;
    return entry.extents.map(({ offset, length }) => {
      const bytes = content.subarray(done, done + length);
      done += length;
      return { offset, bytes };
    });
  });
}

/** A medium read through its patches. */
export function patchedMedium(source: BlockSource, patches: readonly PatchedBytes[] = []): PatchedMedium {
  const patched = (count: number, offset: number, into: Uint8Array): number => {
    for (const patch of patches) apply(patch, offset, into.subarray(0, count));
    return count;
  };
  return {
    size: source.size,
    stamp: stampOf(patches),
    read: async (offset, into) => patched(await source.read(offset, into), offset, into),
    readNow: (offset, into) => patched(source.readNow?.(offset, into) ?? 0, offset, into),
    placeNow: (offset) => {
      const length = untilPatch(patches, offset);
      const place = length > 0 ? source.placeNow?.(offset) : undefined;
      return place ? { ...place, length: Math.min(place.length, length) } : null;
    },
  };
}

/** Bytes from `at` on that are the medium's own; 0 inside of a patch. */
function untilPatch(patches: readonly PatchedBytes[], at: number): number {
  const ahead = patches.filter(({ offset, bytes }) => offset + bytes.length > at);
  return Math.max(0, Math.min(...ahead.map(({ offset }) => offset)) - at);
}

/** Puts what of a patch lies in `[at, at + view.length)` into the view. */
function apply({ offset, bytes }: PatchedBytes, at: number, view: Uint8Array): void {
  const from = Math.max(offset, at);
  const to = Math.min(offset + bytes.length, at + view.length);
  if (from < to) view.set(bytes.subarray(from - offset, to - offset), from - at);
}

const LINE_FEED = 10;

function filled({ path, content }: IsoPatch, size: number): Uint8Array {
  const bytes = new TextEncoder().encode(content);
  if (bytes.length > size)
    throw new RangeError(`the patch of ${path} has ${bytes.length} bytes, the file ${size}`);
  const whole = new Uint8Array(size).fill(LINE_FEED);
  whole.set(bytes);
  return whole;
}

function stampOf(patches: readonly PatchedBytes[]): string {
  if (patches.length === 0) return '';
  const text = patches.map(({ offset, bytes }) => `${offset}:${hash('sha256', bytes)}`).join(' ');
  return hash('sha256', text).slice(0, 12);
}
