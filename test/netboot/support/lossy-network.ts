import {
  type Agreement,
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
 * Runs the transfer machine against a client made after RFC 1350 and 7440, on a fake clock.
 * Latency is 1 ms each way; a reordered packet takes 4 ms.
 */
export function runTransfer(file: Uint8Array, agreement: Agreement, wire: Wire): Run {
  const random = seeded(wire.seed);
  const queue: Scheduled[] = [];
  let now = 0;
  const later = (delay: number, run: () => void): Scheduled => {
    const item = { at: now + delay, run };
    const place = queue.findIndex((other) => other.at > item.at);
    queue.splice(place < 0 ? queue.length : place, 0, item);
    return item;
  };
  const cancel = (item: Scheduled | undefined): void => {
    const place = item === undefined ? -1 : queue.indexOf(item);
    if (place >= 0) queue.splice(place, 1);
  };
  const carry = (deliver: () => void): void => {
    const copies = random() < wire.double ? 2 : 1;
    for (let copy = 0; copy < copies; copy++)
      if (random() >= wire.drop) later(random() < wire.reorder ? 4 : 1, deliver);
  };

  let state = newTransfer(agreement, file.length);
  let timer: Scheduled | undefined;
  let dataSent = 0;
  const arm = (waitMs: number): void => {
    cancel(timer);
    timer = later(waitMs, () => toServer({ kind: 'timeout' }));
  };
  const toServer = (event: TransferEvent): void => {
    const step = stepTransfer(state, event);
    state = step.state;
    for (const action of step.actions) {
      if (action.kind === 'send') carry(() => toClient(action.packet));
      if (action.kind === 'send-blocks')
        for (let block = action.first; block <= action.last; block++) {
          const start = (block - 1) * agreement.blockSize;
          const bytes = file.subarray(start, start + agreement.blockSize);
          dataSent++;
          carry(() => toClient({ kind: 'data', block: block & 0xffff, bytes }));
        }
      if (action.kind === 'end') cancel(timer);
      else if (action.waitMs !== undefined) arm(action.waitMs);
    }
  };

  const parts: Uint8Array[] = [];
  let inWindow = 0;
  let finished = false;
  const ack = (): void => {
    inWindow = 0;
    carry(() => toServer({ kind: 'packet', packet: { kind: 'ack', block: parts.length & 0xffff } }));
  };
  const toClient = (packet: TftpPacket): void => {
    if (packet.kind === 'oack') ack();
    if (packet.kind === 'data') onData(packet.block, packet.bytes);
  };
  const onData = (block: number, bytes: Uint8Array): void => {
    const expected = !finished && block === ((parts.length + 1) & 0xffff);
    if (expected) {
      parts.push(bytes);
      inWindow++;
      finished = bytes.length < agreement.blockSize;
    }
    if (!expected || finished || inWindow === agreement.windowSize) ack();
  };

  toServer({ kind: 'start' });
  for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
    now = item.at;
    item.run();
  }
  const received = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    received.set(part, at);
    at += part.length;
  }
  return {
    outcome: state.outcome,
    received,
    dataSent,
    elapsed: now,
    acknowledged: bytesAcknowledged(state, file.length),
  };
}
