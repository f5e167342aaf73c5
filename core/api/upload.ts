/**
 * A medium sent by a browser. It is written under a name of its own and looked at there; only a medium that is one gets
 * a place in the library, and never the place of another.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { asFieldbootError, FieldbootError } from '../errors.ts';
import { assertRoom, type FreeBytes } from '../service/room.ts';

/** A body that lies on the disk and has no place yet. */
export interface Upload {
  /**
   * Looks at the file with `check`; gives it its place when that resolves, and hands the place to `keep`. Whatever
   * rejects takes the file away.
   */
  keepIf<T>(check: (path: string) => Promise<unknown>, keep: (path: string) => Promise<T>): Promise<T>;
}

export interface Incoming {
  /** Name that the browser gives it. */
  readonly name: string;
  /** Bytes to come; 0 when nobody said. */
  readonly length: number;
}

/**
 * Stores a body under `folder`. Rejects with DISK_FULL (before the first byte, when it is said how many there are; or when
 * somebody else fills the disk meanwhile) and BAD_REQUEST (the browser went away); nothing is left then.
 */
export async function receiveUpload(
  body: Readable,
  { name, length }: Incoming,
  folder: string,
  free?: FreeBytes,
): Promise<Upload> {
  const partial = join(folder, `.${randomUUID()}.part`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const room = (done: number) => assertRoom(folder, Math.max(0, length - done), WHAT, free);
  await room(0);
  try {
    await store(body, partial, room);
  } catch (cause) {
    await rm(partial, { force: true });
    throw uploadError(cause);
  }
  return { keepIf: (check, keep) => place(partial, folder, safeName(name), check, keep) };
}

const WHAT = 'this upload';
/** After how many bytes the room is looked at again: the disk is everybody's. */
const LOOK_EVERY = 64 << 20;

/** Writes a body while there is room for what is still to come of it. It is left as it is when there is not. */
async function store(body: Readable, partial: string, room: (done: number) => Promise<void>): Promise<void> {
  const file = await open(partial, 'wx', 0o600);
  let [done, looked] = [0, 0];
  try {
    for await (const piece of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
      if (done - looked >= LOOK_EVERY) {
        looked = done;
        await room(done);
      }
      await file.writeFile(piece);
      done += piece.length;
    }
  } finally {
    await file.close();
  }
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
