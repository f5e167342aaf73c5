/**
 * Reading what the system has in memory already, at once and without waiting for a disk.
 *
 * A read that goes through Node's thread pool costs more than the bytes of a small file. preadv2 with RWF_NOWAIT
 * (Linux 4.14) gives what is in the page cache and never waits, so the event loop may call it; what is not there, or
 * on a file system that cannot say, is read the other way. Elsewhere everything is.
 */
import koffi from 'koffi';

const RWF_NOWAIT = 8;

type Preadv2 = (fd: number, vector: object[], count: number, offset: number, flags: number) => number;

/** null where there is no such call; undefined until the first use. */
let preadv2: Preadv2 | null | undefined;

/** Fills `into` from byte `offset` of an open file with what is in memory; 0 when nothing is. Never throws. */
export function readCached(fd: number, into: Uint8Array, offset: number): number {
  preadv2 ??= loadCall();
  if (preadv2 === null || fd < 0) return 0;
  return Math.max(0, preadv2(fd, [{ base: into, length: into.length }], 1, offset, RWF_NOWAIT));
}

function loadCall(): Preadv2 | null {
  if (process.platform !== 'linux') return null;
  try {
    const vector = koffi.struct({ base: 'void *', length: 'size_t' });
    // The offset is an off_t, whose size is a matter of the C library: ours are the 64-bit ones.
    return koffi
      .load(null)
      .func('preadv2', 'int64_t', ['int', koffi.pointer(vector), 'int', 'int64_t', 'int']);
  } catch {
    return null;
  }
}
