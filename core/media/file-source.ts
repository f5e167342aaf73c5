import type { Stats } from 'node:fs';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { FieldbootError } from '../errors.ts';
import { readCached } from './cached-read.ts';
import { Patience, type PatienceOptions } from './patience.ts';
import type { BlockSource, Place, PlainFile } from './source.ts';

/** What a file source takes from outside, so that tests need not wait. */
export interface FileSourceOptions {
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
  /** How long a look at the path stays good, in milliseconds. */
  readonly trustMs?: number;
  readonly patience?: PatienceOptions;
}

/**
 * Opens a file as a medium, read-only, without reading it.
 *
 * An open file stays readable after somebody deletes or replaces it, and the technician would never know. So the
 * path is looked at again at most once per `trustMs` (1 s), on a read. The file counts as the same while size and
 * modification time are the same, which also holds for a disk that was unplugged and came back: then it is opened
 * anew and serving goes on.
 *
 * Rejects with FILE_MISSING or FILE_UNREADABLE (a folder, a device, no rights). Its `read` rejects with
 * MEDIUM_GONE (deleted, unplugged), MEDIUM_CHANGED (other bytes at the same path), or MEDIUM_SILENT while its disk owes
 * answers to reads before.
 */
export async function openFileSource(path: string, options: FileSourceOptions = {}): Promise<BlockSource> {
  const handle = await openRegularFile(path);
  try {
    return new FileSource(path, handle, await handle.stat(), options);
  } catch (cause) {
    await handle.close();
    throw openError(path, cause);
  }
}

class FileSource implements BlockSource {
  readonly size: number;
  readonly #path: string;
  readonly #now: () => number;
  readonly #trustMs: number;
  readonly #patience: Patience;
  #handle: FileHandle;
  #seen: Stats;
  #trustedUntil: number;
  /** A read failed: the handle may belong to a disk that is gone, even if the same file is back at the path. */
  #failed = false;
  #looking: Promise<void> | undefined;
  #closed = false;

  constructor(path: string, handle: FileHandle, seen: Stats, options: FileSourceOptions) {
    this.size = seen.size;
    this.#path = path;
    this.#handle = handle;
    this.#seen = seen;
    this.#now = options.now ?? (() => performance.now());
    this.#trustMs = options.trustMs ?? 1000;
    this.#patience = new Patience({ now: this.#now, ...options.patience });
    this.#trustedUntil = this.#now() + this.#trustMs;
  }

  async read(offset: number, into: Uint8Array): Promise<number> {
    await this.#trust();
    const wanted = Math.min(into.length, Math.max(0, this.size - offset));
    try {
      const got = await this.#patience.run(
        () => readFully(this.#handle, into.subarray(0, wanted), offset),
        () => this.#silent(),
      );
      if (got === wanted) return got;
    } catch (cause) {
      if (cause instanceof FieldbootError) throw cause;
      this.#trustedUntil = 0;
      this.#failed = true;
      throw this.#gone(cause);
    }
    // Fewer bytes than the file had: it was cut while we served it.
    this.#trustedUntil = 0;
    throw this.#changed();
  }

  readNow(offset: number, into: Uint8Array): number {
    if (!this.#isTrusted()) return 0;
    const wanted = Math.min(into.length, Math.max(0, this.size - offset));
    return wanted === 0 ? 0 : readCached(this.#handle.fd, into.subarray(0, wanted), offset);
  }

  placeNow(offset: number): Place | null {
    const length = this.size - offset;
    return this.#isTrusted() && length > 0 ? { fd: this.#handle.fd, position: offset, length } : null;
  }

  async openPlain(): Promise<PlainFile> {
    await this.#trust();
    const handle = await open(this.#path, READ_ONLY).catch((cause: unknown) => {
      throw this.#gone(cause);
    });
    const close = (): Promise<void> => handle.close().catch(() => undefined);
    if (!this.#isSame(await handle.stat())) {
      await close();
      throw this.#changed();
    }
    return {
      fd: handle.fd,
      check: () => this.#trust(),
      read: (offset, into) => this.read(offset, into),
      close,
    };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#looking?.catch(() => undefined);
    await this.#handle.close().catch(() => undefined);
  }

  #isTrusted(): boolean {
    return !this.#closed && !this.#failed && this.#now() < this.#trustedUntil;
  }

  async #trust(): Promise<void> {
    if (this.#closed) throw this.#gone();
    if (this.#now() >= this.#trustedUntil) await this.#lookAgain();
  }

  #isSame(seen: Stats): boolean {
    return seen.isFile() && seen.size === this.size && seen.mtimeMs === this.#seen.mtimeMs;
  }

  /** Many transfers read at once; one look at the path serves them all. */
  #lookAgain(): Promise<void> {
    this.#looking ??= this.#patience.run(
      () => this.#look(),
      () => this.#silent(),
    );
    this.#looking
      .finally(() => {
        this.#looking = undefined;
      })
      .catch(() => {});
    return this.#looking;
  }

  async #look(): Promise<void> {
    const seen = await stat(this.#path).catch((cause: unknown) => {
      throw this.#gone(cause);
    });
    if (!this.#isSame(seen)) throw this.#changed();
    const moved = seen.ino !== this.#seen.ino || seen.dev !== this.#seen.dev;
    if (moved || this.#failed) await this.#reopen(seen);
    this.#trustedUntil = this.#now() + this.#trustMs;
  }

  async #reopen(seen: Stats): Promise<void> {
    const fresh = await open(this.#path, READ_ONLY).catch((cause: unknown) => {
      throw this.#gone(cause);
    });
    const stale = this.#handle;
    this.#handle = fresh;
    this.#seen = seen;
    this.#failed = false;
    await stale.close().catch(() => undefined);
  }

  #gone(cause?: unknown): FieldbootError {
    return new FieldbootError('MEDIUM_GONE', { name: basename(this.#path), path: this.#path }, { cause });
  }

  #silent(): FieldbootError {
    return new FieldbootError('MEDIUM_SILENT', { name: basename(this.#path), path: this.#path });
  }

  #changed(): FieldbootError {
    return new FieldbootError('MEDIUM_CHANGED', { name: basename(this.#path), path: this.#path });
  }
}

// Opening a pipe waits for a writer unless O_NONBLOCK is given (Windows has neither).
const READ_ONLY = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

async function openRegularFile(path: string): Promise<FileHandle> {
  try {
    // Looked at before it is opened: opening a device may already do something to it.
    const found = await stat(path);
    if (found.isDirectory()) throw unreadable(path, 'it is a folder');
    if (!found.isFile()) throw unreadable(path, 'it is a device or a pipe, not a file');
    return await open(path, READ_ONLY);
  } catch (cause) {
    throw openError(path, cause);
  }
}

async function readFully(handle: FileHandle, into: Uint8Array, offset: number): Promise<number> {
  let done = 0;
  while (done < into.length) {
    const { bytesRead } = await handle.read(into, done, into.length - done, offset + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}

function openError(path: string, cause: unknown): FieldbootError {
  if (cause instanceof FieldbootError) return cause;
  const code = (cause as NodeJS.ErrnoException | null)?.code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return new FieldbootError('FILE_MISSING', { path }, { cause });
  if (code === 'EACCES' || code === 'EPERM') return unreadable(path, 'this account may not read it', cause);
  return unreadable(path, cause instanceof Error ? cause.message : String(cause), cause);
}

function unreadable(path: string, detail: string, cause?: unknown): FieldbootError {
  return new FieldbootError('FILE_UNREADABLE', { path, detail }, { cause });
}
