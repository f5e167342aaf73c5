/**
 * Reading what the system has in memory already, at once and without waiting for a disk.
 *
 * A read that goes through Node's thread pool costs more than the bytes of a small file. preadv2 with RWF_NOWAIT
 * (Linux 4.14) gives what is in the page cache and never waits, so the event loop may call it; what is not there, or
 * on a file system that cannot say, is read the other way. Elsewhere everything is.
 */
import koffi from 'koffi';

const RWF_NOWAIT = 8;

type Preadv2 = (fd: number, vector: BigUint64Array, count: number, offset: number, flags: number) => number;

/** A `struct iovec`: address and length, as on 64-bit Linux. */
const vector = new BigUint64Array(2);

/** null where there is no such call; undefined until the first use. */
let preadv2: Preadv2 | null | undefined;

/** Fills `into` from byte `offset` of an open file with what is in memory; 0 when nothing is. Never throws. */
export function readCached(fd: number, into: Uint8Array, offset: number): number {
  preadv2 ??= loadCall();
  if (preadv2 === null || fd < 0) return 0;
  vector[1] = BigInt(into.length);
  vector[0] = koffi.address(into);
  return Math.max(0, preadv2(fd, vector, 1, offset, RWF_NOWAIT));
}

function loadCall(): Preadv2 | null {
  if (process.platform !== 'linux' || (process.arch !== 'x64' && process.arch !== 'arm64')) return null;
  try {
    return koffi.load(null).func('int64_t preadv2(int, const void *, int, int64_t, int)');
  } catch {
    return null;
  }
}
