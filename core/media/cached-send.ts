/**
 * Sending what the system has in memory already straight from a file into a socket, without copying it through here.
 *
 * sendfile waits for the disk when the bytes are not in memory, and would hold the event loop; so it is first looked,
 * a byte here and there, whether they are. Linux only; elsewhere, and whatever else is in the way, nothing is sent.
 */
import koffi from 'koffi';
import { readCached } from './cached-read.ts';
import type { Place } from './source.ts';

/** Most bytes that leave in one call: some tenths of a millisecond of the event loop. */
const MOST = 1024 * 1024;
/** The system reads ahead in pieces of this size; one byte tells of the whole piece. */
const PIECE = 128 * 1024;

type Sendfile = (socket: number, fd: number, position: BigInt64Array, count: number) => number;

/** null where there is no such call; undefined until the first use. */
let sendfile: Sendfile | null | undefined;

/** One byte of memory that the collector does not move. */
const probe = new Uint8Array(4096).subarray(0, 1);
const position = new BigInt64Array(1);

/**
 * Sends bytes of an open file that are in memory into a socket (a descriptor) that does not block. Returns how many the
 * socket has taken, 0 when it has no room; null when they must be read, or there is no such way. Never throws or waits.
 */
export function sendCached(socket: number, place: Place): number | null {
  sendfile ??= loadCall();
  if (sendfile === null || socket < 0) return null;
  const count = inMemory(place);
  if (count === 0) return null;
  position[0] = BigInt(place.position);
  return Math.max(0, sendfile(socket, place.fd, position, count));
}

/** How many bytes at the beginning of a place are in memory, `MOST` at most. */
function inMemory({ fd, position: first, length }: Place): number {
  const wanted = Math.min(length, MOST);
  let known = 0;
  while (known < wanted) {
    const step = Math.min(PIECE, wanted - known);
    if (readCached(fd, probe, first + known + step - 1) === 0) break;
    known += step;
  }
  return known;
}

function loadCall(): Sendfile | null {
  if (process.platform !== 'linux') return null;
  try {
    return koffi.load(null).func('int64_t sendfile(int, int, void *, size_t)');
  } catch {
    return null;
  }
}
