/** Copying a medium into the library: goes on where it was broken off, and is compared before it counts. */
import { open, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { FieldbootError } from '../errors.ts';
import type { Image } from '../images/image.ts';
import { openFileSource } from '../media/file-source.ts';
import { startHasher, type Watch } from '../media/hasher.ts';
import type { BlockSource } from '../media/source.ts';
import { assertRoom, type FreeBytes } from './room.ts';
import { isSame } from './whereabouts.ts';

const PIECE = 1 << 20;

/** Where the copy of an image grows until it is whole. */
export const partialOf = (image: Image, folder: string): string =>
  join(folder, `.${image.id}-${image.modified}-${image.bytes}.part`);

/** Takes away what an unfinished copy has left. */
export const forgetCopy = (image: Image, folder: string): Promise<void> =>
  rm(partialOf(image, folder), { force: true });

/**
 * Copies the medium of an image into `folder`, by way of a partial file there that a later call continues; resolves to the
 * copy's path, for which `place` is asked when the copy is whole. Progress counts three times the size: the copy, and both
 * files once more to compare them. Rejects with MEDIUM_GONE, MEDIUM_CHANGED (it is not what was imported), the signal's
 * reason, MEDIUM_CORRUPT (the copy differs) and DISK_FULL; the last two leave nothing of the copy on the disk, unless there
 * was too little room from the start.
 */
export async function copyMedium(
  image: Image,
  folder: string,
  place: () => string,
  watch: Watch,
  free?: FreeBytes,
): Promise<string> {
  const partial = partialOf(image, folder);
  const source = await openFileSource(image.path);
  try {
    if (!isSame(await stat(image.path), image))
      throw new FieldbootError('MEDIUM_CHANGED', { name: image.name, path: image.path });
    await assertRoom(folder, source.size - (await sizeOf(partial)), 'a copy of the medium', free);
    await copyRest(source, partial, watch);
    await compare(source, partial, watch);
    // The copy is the same medium: what was made for it (addresses of files, their stamps) stays true.
    await utimes(partial, new Date(), image.modified / 1000);
    const path = place();
    await rename(partial, path);
    return path;
  } catch (thrown) {
    // A full disk stands in the way of everything that is kept on it.
    if (isFull(thrown)) await rm(partial, { force: true });
    throw thrown;
  } finally {
    await source.close();
  }
}

const isFull = (thrown: unknown): boolean => (thrown as { code?: unknown } | null)?.code === 'ENOSPC';

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

async function copyRest(source: BlockSource, partial: string, { signal, progress }: Watch): Promise<void> {
  const file = await open(partial, 'a', 0o600);
  try {
    let at = (await stat(partial)).size;
    if (at > source.size) {
      await file.truncate(0);
      at = 0;
    }
    progress(at);
    const piece = new Uint8Array(PIECE);
    while (at < source.size) {
      signal.throwIfAborted();
      const got = await source.read(at, piece);
      await file.writeFile(piece.subarray(0, got));
      at += got;
      progress(got);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

async function compare(source: BlockSource, partial: string, watch: Watch): Promise<void> {
  const hasher = startHasher();
  const copy = await openFileSource(partial);
  try {
    const sums = [source, copy].map(
      (one) => async () => hasher.sum('sha256', one.size, (offset, into) => one.read(offset, into), watch),
    );
    const [first, second] = [await sums[0]?.(), await sums[1]?.()];
    if (first === second) return;
    await rm(partial, { force: true });
    throw new FieldbootError('MEDIUM_CORRUPT', { detail: 'the copy differs from the original' });
  } finally {
    await hasher.close();
    await copy.close();
  }
}
