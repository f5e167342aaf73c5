/**
 * How often each pxelinux has read its configuration. Every reading runs inside the one before it, and something of it
 * stays: lpxelinux 6.04 found nothing in its 118th and stood still at its prompt (seen in QEMU, after five minutes of
 * waiting). So it is told in time to start itself afresh.
 */

/** Readings after which it starts afresh; some are not counted here, those of its menu. */
const MOST = 40;

/** Most machines that are counted at the same time. */
const MOST_MACHINES = 4096;

export class PxelinuxRounds {
  readonly #read = new Map<string, number>();

  /** A machine reads its configuration; whether the next must be read by a pxelinux that is started afresh. */
  isWorn(mac: string): boolean {
    const read = (this.#read.get(mac) ?? 0) + 1;
    if (this.#read.size >= MOST_MACHINES) this.#read.clear();
    this.#read.set(mac, read >= MOST ? 0 : read);
    return read >= MOST;
  }
}
