/** Where media are: whether a file is still the one that was imported, and where it went when its disk was moved. */
import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import type { LookAt } from '../host/disks.ts';
import { placesElsewhere, readMounts } from '../host/volumes.ts';
import type { Image } from '../images/image.ts';
import { openFileSource } from '../media/file-source.ts';
import type { BlockSource } from '../media/source.ts';

/** Bytes at either end of a medium that its stamp is made of: descriptors lie in the first, the last copied in the other. */
const STAMPED = 64 * 1024;

/** A cheap sign of what a medium holds: the same for the same medium under any path, another for nearly every other. */
export async function contentStamp(source: BlockSource): Promise<string> {
  const hash = createHash('sha256').update(`${source.size} `);
  const ends = new Uint8Array(STAMPED);
  for (const offset of [0, Math.max(0, source.size - STAMPED)])
    hash.update(ends.subarray(0, await source.read(offset, ends)));
  return hash.digest('hex').slice(0, 32);
}

/** Whether what lies at a path has the size and the time that were imported. */
export function isSame(stats: Stats, image: Image): boolean {
  return stats.size === image.bytes && Math.floor(stats.mtimeMs) === image.modified;
}

/**
 * Looks for a medium whose disk is mounted under another name now (`/media/anna/USB1` for `/media/anna/USB`): the same
 * end of the path on any mounted disk, size, time and stamp the same. Resolves to the path; undefined when it is not there.
 */
export async function findElsewhere(image: Image, look: LookAt): Promise<string | undefined> {
  if (image.stamp === undefined) return undefined;
  for (const path of placesElsewhere(image.path, await readMounts())) {
    const found = await look(path);
    if (typeof found === 'string' || !found.isFile() || !isSame(found, image)) continue;
    if ((await stampOf(path)) === image.stamp) return path;
  }
  return undefined;
}

async function stampOf(path: string): Promise<string | undefined> {
  const source = await openFileSource(path).catch(() => undefined);
  if (source === undefined) return undefined;
  try {
    return await contentStamp(source);
  } catch {
    return undefined;
  } finally {
    await source.close();
  }
}
