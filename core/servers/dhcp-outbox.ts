/**
 * What a burst of packets leads to, done together: the leases are stored in one transaction, then the replies leave,
 * then the facts are told. So a client that reads its ACK has a lease that a killed process does not lose (RFC 2131,
 * section 3.1, step 4: the server commits the binding before it acknowledges it), and two hundred machines switched on
 * at once cost a handful of commits.
 *
 * A burst is what the socket had ready in one turn of the event loop (libuv reads at most 32 datagrams in one): no
 * timer is waited for, and a machine that is alone on the cable is answered in the same turn.
 */

import type { LeaseChange } from '../netboot/leases.ts';
import type { DatagramPort } from './datagram.ts';
import type { DhcpEvent, LeaseStorage } from './dhcp.ts';

export interface OutboxParts {
  readonly port: DatagramPort;
  readonly storage: LeaseStorage;
  readonly emit: (event: DhcpEvent) => void;
  /** Runs a task at the end of this turn of the event loop. */
  readonly later: (task: () => void) => void;
}

/** One datagram, and what to do with an error of sending it. */
interface Leaving {
  readonly bytes: Uint8Array;
  readonly address: string;
  readonly port: number;
  readonly failed: (thrown: unknown) => void;
}

interface Storing {
  readonly change: LeaseChange;
  readonly failed: (thrown: unknown) => void;
}

export class Outbox {
  readonly #parts: OutboxParts;
  #storing: Storing[] = [];
  #leaving: Leaving[] = [];
  #telling: DhcpEvent[] = [];
  #scheduled = false;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  /** Keeps a change of a bound lease; others mean nothing after a restart. */
  store(change: LeaseChange, failed: Storing['failed']): void {
    if (!isStored(change)) return;
    this.#storing.push({ change, failed });
    this.#schedule();
  }

  send(bytes: Uint8Array, to: { address: string; port: number }, failed: Leaving['failed']): void {
    this.#leaving.push({ bytes, address: to.address, port: to.port, failed });
    this.#schedule();
  }

  tell(event: DhcpEvent): void {
    this.#telling.push(event);
    this.#schedule();
  }

  /** Does what waits. */
  flush(): void {
    this.#scheduled = false;
    const [storing, leaving, telling] = [this.#storing, this.#leaving, this.#telling];
    [this.#storing, this.#leaving, this.#telling] = [[], [], []];
    this.#storeAll(storing);
    for (const datagram of leaving) this.#sendOne(datagram);
    this.#tellAll(telling);
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#parts.later(() => this.flush());
  }

  /** All in one transaction; when that fails, each in its own, so that one bad lease costs no other. */
  #storeAll(storing: readonly Storing[]): void {
    if (storing.length === 0) return;
    try {
      this.#together(() => storing.forEach(({ change }) => void this.#storeOne(change)));
    } catch {
      for (const { change, failed } of storing) attempt(() => this.#storeOne(change), failed);
    }
  }

  #storeOne({ kind, lease }: LeaseChange): void {
    const { storage } = this.#parts;
    if (kind === 'put') storage.save(lease);
    else storage.remove(lease.mac);
  }

  #sendOne({ bytes, address, port, failed }: Leaving): void {
    attempt(() => void this.#parts.port.send(bytes, address, port).catch(failed), failed);
  }

  /** Who keeps the facts says when they cannot be kept; the machines have their answers by now. */
  #tellAll(telling: readonly DhcpEvent[]): void {
    if (telling.length === 0) return;
    attempt(
      () => this.#together(() => telling.forEach((event) => void this.#parts.emit(event))),
      () => {},
    );
  }

  #together(work: () => void): void {
    const { together } = this.#parts.storage;
    if (together === undefined) work();
    else together(work);
  }
}

/** An offer that is forgotten may stand for a bound lease that ended, which is still stored. */
function isStored({ kind, lease }: LeaseChange): boolean {
  return kind === 'put' ? lease.state === 'bound' : lease.state !== 'declined';
}

function attempt(action: () => void, failed: (thrown: unknown) => void): void {
  try {
    action();
  } catch (thrown) {
    failed(thrown);
  }
}
