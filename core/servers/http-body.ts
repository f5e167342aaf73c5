import type { Place } from '../media/source.ts';
import type { ServedFile } from '../tree/boot-tree.ts';
import type { BodyPart } from './http-plan.ts';
import type { ByteRange } from './http-range.ts';

/**
 * Measured on a 1 GiB file: two reused buffers of 256 KiB give 0.9 of nginx with sendfile on one connection, a stream
 * of 64 KiB chunks 0.3, at three times the processor time.
 */
const BUFFER = 256 * 1024;
/** Sizes that are lent: the packages of a mirror are small. */
const SIZES = [4 * 1024, 16 * 1024, 64 * 1024, BUFFER] as const;
/** What all transfers together may hold; those beyond get buffers of 16 KiB at most. */
const MOST_HELD = 128 * 1024 * 1024;
const SMALL_BUFFER = 16 * 1024;
/** Buffers of each size kept for the next transfer. */
const MOST_FREE = 32;

const NOTHING = Buffer.alloc(0);

/** Lends buffers to transfers, so that thousands of connections neither allocate for each nor fill the memory. */
export class BufferPool {
  readonly #free = new Map<number, Buffer[]>(SIZES.map((size) => [size, []]));
  #held = 0;

  /** A buffer of the length or longer, or of what may be lent of it. */
  take(length: number): Buffer {
    const wanted = Math.min(length, this.#held < MOST_HELD ? BUFFER : SMALL_BUFFER);
    const size = SIZES.find((one) => one >= wanted) ?? BUFFER;
    const buffer = this.#free.get(size)?.pop() ?? Buffer.allocUnsafeSlow(size);
    this.#held += buffer.length;
    return buffer;
  }

  give(buffer: Buffer): void {
    this.#held -= buffer.length;
    const free = this.#free.get(buffer.length);
    if (free !== undefined && free.length < MOST_FREE) free.push(buffer);
  }

  /** A buffer that the system may still read from is let go, not lent again. */
  lose(buffer: Buffer): void {
    this.#held -= buffer.length;
  }

  /** Bytes lent at the moment. */
  get held(): number {
    return this.#held;
  }
}

/** Where an answer goes. */
export interface Outlet {
  /** Resolves when the system has taken the bytes; rejects when the client has gone away. */
  write(bytes: Uint8Array): Promise<void>;
  /**
   * Sends bytes of a file as they lie in memory. Returns how many the system has taken, 0 when there is no room before a
   * write has been waited for; null when they must be read and written.
   */
  sendNow?(place: Place): number | null;
}

/** What is sent: a head, and parts of a file or of text after it. */
export interface Answer {
  /** Latin-1, with its empty line. */
  readonly head: string;
  readonly file: ServedFile | undefined;
  readonly body: readonly BodyPart[];
}

/** Sends an answer; `left` is told the bytes of the file that have left. Rejects when the client goes away. */
export async function sendAnswer(
  to: Outlet,
  { head, file, body }: Answer,
  pool: BufferPool,
  left: (bytes: number) => void,
): Promise<void> {
  // What comes before bytes of the file leaves in one write with the first of them.
  let before = Buffer.from(head, 'latin1');
  for (const part of body) {
    if (part instanceof Uint8Array) {
      before = Buffer.concat([before, part]);
    } else if (file !== undefined) {
      await sendRange(to, before, file, part, pool, left);
      before = NOTHING;
    }
  }
  if (before.length > 0) await to.write(before);
}

/** What is written between what leaves without being copied: its end says that there is room again. */
const STEP = 64 * 1024;
/** What is read when it was not in memory, before it is looked again whether it is. */
const STRETCH = 4 * 1024 * 1024;

/** As much as can leaves without being copied; the rest, and small files whole, through buffers. */
async function sendRange(
  to: Outlet,
  before: Uint8Array,
  file: ServedFile,
  { first, last }: ByteRange,
  pool: BufferPool,
  left: (bytes: number) => void,
): Promise<void> {
  let head = before;
  for (let at = first; at <= last; ) {
    const sent = head.length === 0 ? sendDirectly(to, file, at, last) : 0;
    if (sent) {
      left(sent);
      at += sent;
      await nextTurn();
      if (at > last) return;
    }
    const through = sent === null ? STRETCH : STEP;
    await sendThrough(to, head, file, { first: at, last: Math.min(last, at + through - 1) }, pool, left);
    at += through;
    head = NOTHING;
  }
}

/** Sends what the system takes of it as it lies in memory; null when it must be read. */
function sendDirectly(to: Outlet, file: ServedFile, at: number, last: number): number | null {
  const place = file.placeNow?.(at);
  if (!place || to.sendNow === undefined) return null;
  return to.sendNow({ ...place, length: Math.min(place.length, last - at + 1) });
}

/** A client as fast as this laptop would have the event loop for itself otherwise. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** One buffer is written while the other is filled. */
async function sendThrough(
  to: Outlet,
  before: Uint8Array,
  file: ServedFile,
  { first, last }: ByteRange,
  pool: BufferPool,
  left: (bytes: number) => void,
): Promise<void> {
  const length = before.length + last - first + 1;
  const one = pool.take(length);
  const other = length > one.length ? pool.take(length - one.length) : one;
  let reading: Promise<number> | number = 0;
  let whole = false;
  const read = (offset: number, into: Buffer): void => {
    reading = readSome(file, offset, into.subarray(0, last - offset + 1));
    // It may fail while the write is waited for; the loop meets the failure when it comes to it.
    if (typeof reading !== 'number') reading.catch(() => {});
  };
  try {
    let [filling, idle, skip] = [one, other, before.length];
    one.set(before);
    read(first, one.subarray(skip));
    for (let offset = first; offset <= last; ) {
      const count: number = await reading;
      const writing = to.write(filling.subarray(0, skip + count));
      offset += count;
      skip = 0;
      if (offset <= last) read(offset, idle);
      await writing;
      left(count);
      [filling, idle] = [idle, filling];
    }
    whole = true;
  } finally {
    await Promise.resolve(reading).catch(() => {});
    for (const buffer of new Set([one, other])) whole ? pool.give(buffer) : pool.lose(buffer);
  }
}

/** At once what is in memory already, and otherwise through the disk. */
function readSome(file: ServedFile, offset: number, into: Uint8Array): Promise<number> | number {
  const now = file.readNow?.(offset, into) ?? 0;
  return now > 0 ? now : readFromDisk(file, offset, into);
}

async function readFromDisk(file: ServedFile, offset: number, into: Uint8Array): Promise<number> {
  const count = await file.read(offset, into);
  if (count <= 0) throw new Error('the file is shorter than it was');
  return count;
}
