/**
 * What arrives together is handled together: the packets of a burst are decided, their leases stored and their facts
 * told in one transaction, and then the replies leave. So a client that reads its ACK has a lease that a killed process
 * does not lose (RFC 2131, section 3.1, step 4: the server commits the binding before it acknowledges it), and two
 * hundred machines switched on at once cost a handful of commits.
 *
 * A burst is what the socket had ready in one turn of the event loop (libuv reads at most 32 datagrams in one): no
 * timer is waited for, and a machine that is alone on the cable is answered in the same turn.
 */

import type { LeaseChange } from '../netboot/leases.ts';
import { type DatagramPort, type OutgoingDatagram, sendAll } from './datagram.ts';
import type { DhcpEvent, LeaseStorage } from './dhcp.ts';

export interface BurstParts {
  readonly port: DatagramPort;
  readonly storage: LeaseStorage;
  readonly emit: (event: DhcpEvent) => void;
  /** Runs a task at the end of this turn of the event loop. */
  readonly later: (task: () => void) => void;
  /** Decides on one datagram: calls `store`, `send` and `tell`. */
  readonly handle: (bytes: Uint8Array) => void;
}

/** Facts that are not worth a transaction: most of them store nothing (a DISCOVER of a known machine). */
const FEW = 4;

type Failed = (thrown: unknown) => void;

interface Storing {
  readonly change: LeaseChange;
  readonly failed: Failed;
}

export class Burst {
  readonly #parts: BurstParts;
  #arrived: Uint8Array[] = [];
  #storing: Storing[] = [];
  #telling: DhcpEvent[] = [];
  #leaving: OutgoingDatagram[] = [];
  /** The end of the turn is waited for, or has come. */
  #scheduled = false;

  constructor(parts: BurstParts) {
    this.#parts = parts;
  }

  arrive(bytes: Uint8Array): void {
    this.#arrived.push(bytes);
    this.#schedule();
  }

  /** Keeps a change of a bound lease; others mean nothing after a restart. */
  store(change: LeaseChange, failed: Failed): void {
    if (!isStored(change)) return;
    this.#storing.push({ change, failed });
    this.#schedule();
  }

  tell(event: DhcpEvent): void {
    this.#telling.push(event);
    this.#schedule();
  }

  send(bytes: Uint8Array, to: OutgoingDatagram['to'], failed: Failed): void {
    this.#leaving.push({ bytes, to, failed });
    this.#schedule();
  }

  /** Does what waits. */
  finish(): void {
    this.#scheduled = true;
    for (const bytes of taken(this.#arrived)) this.#parts.handle(bytes);
    this.#keepAll(taken(this.#storing), taken(this.#telling));
    sendAll(this.#parts.port, taken(this.#leaving));
    this.#scheduled = false;
    // What failed has been told meanwhile.
    if (this.#telling.length > 0) this.#schedule();
  }

  #keepAll(storing: readonly Storing[], telling: DhcpEvent[]): void {
    const keep = (): void => {
      for (const { change } of storing) this.#keep(change);
      for (const event of taken(telling)) this.#parts.emit(event);
    };
    try {
      if (storing.length > 0 || telling.length > FEW) this.#together(keep);
      else keep();
    } catch {
      // A full disk, say: each lease by itself, so that one that cannot be kept costs no other. What happened is told
      // in the next turn, with what could not be kept.
      for (const { change, failed } of storing) attempt(() => this.#keep(change), failed);
      this.#telling.unshift(...telling);
    }
  }

  #keep({ kind, lease }: LeaseChange): void {
    const { storage } = this.#parts;
    if (kind === 'put') storage.save(lease);
    else storage.remove(lease.mac);
  }

  #together(work: () => void): void {
    const { together } = this.#parts.storage;
    if (together === undefined) work();
    else together(work);
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#parts.later(() => this.finish());
  }
}

/** Empties a list; what is added afterwards is of the next burst. */
function taken<T>(list: T[]): T[] {
  return list.splice(0);
}

/** An offer that is forgotten may stand for a bound lease that ended, which is still stored. */
function isStored({ kind, lease }: LeaseChange): boolean {
  return kind === 'put' ? lease.state === 'bound' : lease.state !== 'declined';
}

function attempt(action: () => void, failed: Failed): void {
  try {
    action();
  } catch (thrown) {
    failed(thrown);
  }
}
