/**
 * NFS knows no transfers, only reads. What a client reads of one file is one transfer here, told when the end of the
 * file was read, or every two seconds while it goes on: a live system reads its squashfs as long as it runs.
 */
import type { ReadReport } from '../servers/nfs/nfs-program.ts';
import type { Served } from '../tree/mounts.ts';

const TELL_EVERY = 2000;
/** Files being read at once that are kept account of; more are told early. */
const MOST_OPEN = 1000;

export class NfsTransfers {
  readonly #tell: (served: Served) => void;
  readonly #open = new Map<string, ReadReport>();
  #timer: NodeJS.Timeout | undefined;

  constructor(tell: (served: Served) => void) {
    this.#tell = tell;
  }

  /** Takes note of one read. */
  note(read: ReadReport): void {
    const key = `${read.from} ${read.path}`;
    const bytes = (this.#open.get(key)?.bytes ?? 0) + read.bytes;
    this.#open.delete(key);
    if (read.offset + read.bytes >= read.size) this.#told({ ...read, bytes }, bytes >= read.size);
    else this.#open.set(key, { ...read, bytes });
    if (this.#open.size > MOST_OPEN) this.flush();
    if (this.#open.size > 0) this.#timer ??= setTimeout(() => this.flush(), TELL_EVERY).unref();
  }

  /** Tells of everything that goes on. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const going = [...this.#open.values()];
    this.#open.clear();
    for (const read of going) this.#told(read, false);
  }

  #told({ from, path, bytes, size }: ReadReport, complete: boolean): void {
    this.#tell({ path, from: { address: from, door: 'nfs' }, bytes, size, complete });
  }
}
