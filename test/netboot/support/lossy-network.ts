import type { Agreement } from '../../../core/netboot/agreement.ts';
import {
  bytesAcknowledged,
  newTransfer,
  type Outcome,
  stepTransfer,
  type TransferEvent,
} from '../../../core/netboot/transfer.ts';
import type { TftpPacket } from '../../../core/wire/tftp.ts';

/** A wire that loses, doubles and reorders; numbers are odds from 0 to 1. */
export interface Wire {
  readonly drop: number;
  readonly double: number;
  readonly reorder: number;
  readonly seed: number;
  /** Milliseconds each way; 1 unless told. */
  readonly latency?: number;
}

export interface Run {
  readonly outcome: Outcome | undefined;
  readonly received: Uint8Array;
  /** Data packets that left the server. */
  readonly dataSent: number;
  /** Milliseconds on the fake clock. */
  readonly elapsed: number;
  readonly acknowledged: number;
}

/** Random numbers that are the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

interface Scheduled {
  readonly at: number;
  readonly run: () => void;
}

/**
 * A fake clock, and a wire on it. A reordered packet takes 3 ms longer.
 */
export class LossyNetwork {
  now = 0;
  readonly #wire: Wire;
  readonly #random: () => number;
  readonly #queue: Scheduled[] = [];

  constructor(wire: Wire) {
    this.#wire = wire;
    this.#random = seeded(wire.seed);
  }

  later(delay: number, run: () => void): Scheduled {
    const item = { at: this.now + delay, run };
    const place = this.#queue.findIndex((other) => other.at > item.at);
    this.#queue.splice(place < 0 ? this.#queue.length : place, 0, item);
    return item;
  }

  cancel(item: Scheduled | undefined): void {
    const place = item === undefined ? -1 : this.#queue.indexOf(item);
    if (place >= 0) this.#queue.splice(place, 1);
  }

  carry(deliver: () => void): void {
    const { drop, double, reorder, latency = 1 } = this.#wire;
    const copies = this.#random() < double ? 2 : 1;
    for (let copy = 0; copy < copies; copy++)
      if (this.#random() >= drop) this.later(latency + (this.#random() < reorder ? 3 : 0), deliver);
  }

  /** Lets the next thing happen, if it happens until `until`; false when nothing does. */
  next(until = Number.POSITIVE_INFINITY): boolean {
    const item = this.#queue[0];
    if (item === undefined || item.at > until) return false;
    this.#queue.shift();
    this.now = item.at;
    item.run();
    return true;
  }
}

/** A client made after RFC 1350 and 7440, which never repeats by itself. */
export class Receiver {
  readonly #agreement: Agreement;
  readonly #send: (packet: TftpPacket) => void;
  readonly #parts: Uint8Array[] = [];
  #inWindow = 0;
  #finished = false;

  constructor(agreement: Agreement, send: (packet: TftpPacket) => void) {
    this.#agreement = agreement;
    this.#send = send;
  }

  receive(packet: TftpPacket): void {
    if (packet.kind === 'oack') this.#ack();
    if (packet.kind === 'data') this.#onData(packet.block, packet.bytes);
  }

  get received(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.#parts));
  }

  #ack(): void {
    this.#inWindow = 0;
    this.#send({ kind: 'ack', block: this.#parts.length & 0xffff });
  }

  #onData(block: number, bytes: Uint8Array): void {
    const expected = !this.#finished && block === ((this.#parts.length + 1) & 0xffff);
    if (expected) {
      this.#parts.push(bytes);
      this.#inWindow++;
      this.#finished = bytes.length < this.#agreement.blockSize;
    }
    if (!expected || this.#finished || this.#inWindow === this.#agreement.windowSize) this.#ack();
  }
}

/** Runs the transfer machine against such a client over such a wire. */
export function runTransfer(file: Uint8Array, agreement: Agreement, wire: Wire): Run {
  const network = new LossyNetwork(wire);
  const client = new Receiver(agreement, (packet) =>
    network.carry(() => toServer({ kind: 'packet', packet, waitedMs: network.now - sentAt })),
  );
  let state = newTransfer(agreement, file.length);
  let timer: Scheduled | undefined;
  let dataSent = 0;
  let sentAt = 0;
  const arm = (waitMs: number): void => {
    network.cancel(timer);
    sentAt = network.now;
    timer = network.later(waitMs, () => toServer({ kind: 'timeout' }));
  };
  const toServer = (event: TransferEvent): void => {
    const step = stepTransfer(state, event);
    state = step.state;
    for (const action of step.actions) {
      if (action.kind === 'send') network.carry(() => client.receive(action.packet));
      if (action.kind === 'send-blocks')
        for (let block = action.first; block <= action.last; block++) {
          const start = (block - 1) * agreement.blockSize;
          const bytes = file.subarray(start, start + agreement.blockSize);
          dataSent++;
          network.carry(() => client.receive({ kind: 'data', block: block & 0xffff, bytes }));
        }
      if (action.kind === 'end') network.cancel(timer);
      else if (action.waitMs !== undefined) arm(action.waitMs);
    }
  };

  toServer({ kind: 'start' });
  while (network.next()) {}
  return {
    outcome: state.outcome,
    received: client.received,
    dataSent,
    elapsed: network.now,
    acknowledged: bytesAcknowledged(state, file.length),
  };
}
