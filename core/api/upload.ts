/**
 * A medium sent by a browser. It is written under a name of its own and looked at there; only a medium that is one gets
 * a place in the library, and never the place of another.
 */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { asFieldbootError, FieldbootError } from '../errors.ts';

/** A body that lies on the disk and has no place yet. */
export interface Upload {
  /**
   * Looks at the file with `check`; gives it its place when that resolves, and hands the place to `keep`. Whatever
   * rejects takes the file away.
   */
  keepIf<T>(check: (path: string) => Promise<unknown>, keep: (path: string) => Promise<T>): Promise<T>;
}

/**
 * Stores a body under `folder`. Rejects with DISK_FULL, BAD_REQUEST (the browser went away); nothing is left then.
 */
export async function receiveUpload(body: Readable, name: string, folder: string): Promise<Upload> {
  const partial = join(folder, `.${randomUUID()}.part`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    await pipeline(body, createWriteStream(partial, { mode: 0o600 }));
  } catch (cause) {
    await rm(partial, { force: true });
    throw uploadError(cause);
  }
  return { keepIf: (check, keep) => place(partial, folder, safeName(name), check, keep) };
}

async function place<T>(
  partial: string,
  folder: string,
  name: string,
  check: (path: string) => Promise<unknown>,
  keep: (path: string) => Promise<T>,
): Promise<T> {
  let path = '';
  try {
    await check(partial);
    path = await claimPlace(folder, name);
    await rename(partial, path);
    return await keep(path);
  } catch (error) {
    await rm(partial, { force: true });
    if (path !== '') await rm(path, { force: true });
    throw error;
  }
}

/**
 * Takes the first free one of `debian.iso`, `debian (2).iso`, …: an empty file stands there from then on, which the rename
 * replaces. Two uploads of one name may end at once.
 */
async function claimPlace(folder: string, name: string): Promise<string> {
  const stem = name.replace(/\.iso$/, '');
  for (let n = 1; ; n++) {
    const path = join(folder, n === 1 ? name : `${stem} (${n}).iso`);
    if (await isClaimed(path)) return path;
  }
}

async function isClaimed(path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx', 0o600)).close();
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw cause;
  }
}

/** The last part of a name, with nothing in it that a file system or a shell minds. */
export function safeName(name: string): string {
  const plain = basename(name.replaceAll('\\', '/'))
    .replace(/[^\w.+ ()-]/g, '_')
    .replace(/^\.+/, '');
  return (plain || 'medium').slice(0, 150).replace(/(\.iso)?$/i, '.iso');
}

function uploadError(cause: unknown): FieldbootError {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET')
    return new FieldbootError('BAD_REQUEST', { detail: 'the upload was broken off' }, { cause });
  return asFieldbootError(cause);
}
