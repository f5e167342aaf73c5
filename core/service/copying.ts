/** Copying a medium into the library: goes on where it was broken off, and is compared before it counts. */
import { open, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { FieldbootError } from '../errors.ts';
import type { Image } from '../images/image.ts';
import { openFileSource } from '../media/file-source.ts';
import { startHasher, type Watch } from '../media/hasher.ts';
import type { BlockSource } from '../media/source.ts';

const PIECE = 1 << 20;

/**
 * Copies the medium of an image to `target`, by way of a partial file in `folder` that a later call continues. Progress
 * counts three times the size: the copy, and both files once more to compare them. Rejects with MEDIUM_GONE,
 * MEDIUM_CHANGED, MEDIUM_CORRUPT (the copy differs: it is taken away), DISK_FULL, and the signal's reason.
 */
export async function copyMedium(image: Image, folder: string, target: string, watch: Watch): Promise<void> {
  const partial = join(folder, `.${image.id}-${image.modified}-${image.bytes}.part`);
  const source = await openFileSource(image.path);
  try {
    await copyRest(source, partial, watch);
    await compare(source, partial, watch);
    // The copy is the same medium: what was made for it (addresses of files, their stamps) stays true.
    await utimes(partial, new Date(), image.modified / 1000);
    await rename(partial, target);
  } finally {
    await source.close();
  }
}

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
