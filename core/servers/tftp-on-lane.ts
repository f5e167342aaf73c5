import type { PlainExtents } from '../media/plain.ts';
import type { Agreement } from '../netboot/agreement.ts';
import type { Outcome } from '../netboot/transfer.ts';
import type { Clock } from './clock.ts';
import type { DatagramPeer } from './datagram.ts';
import { sentenceFor } from './sentence.ts';
import type { FastLane, RunningTransfer } from './tftp-fast.ts';

export interface OnLane {
  readonly lane: FastLane;
  readonly peer: DatagramPeer;
  readonly agreement: Agreement;
  /** Closed when the transfer ends. */
  readonly plain: PlainExtents;
  readonly clock: Clock;
  onEnd(outcome: Outcome, bytes: number): void;
}

/** How often the medium is looked at: the lane reads by an open file, which stays readable after it was deleted. */
const CHECK_EVERY = 1000;

/** Puts a transfer on the fast lane; undefined when the lane does not take it. */
export function runOnLane({
  lane,
  peer,
  agreement,
  plain,
  clock,
  onEnd,
}: OnLane): RunningTransfer | undefined {
  let ended = false;
  let stopWatching = (): void => {};
  const end = (): void => {
    ended = true;
    stopWatching();
    void plain.file.close();
  };
  const transfer = lane.take({
    peer,
    agreement,
    plain,
    onEnd(outcome, bytes) {
      end();
      onEnd(outcome, bytes);
    },
  });
  const watch = (): void => {
    if (ended) return;
    const fail = (thrown: unknown) => transfer?.step({ kind: 'failed', reason: sentenceFor(thrown) });
    stopWatching = clock.after(CHECK_EVERY, () => void plain.file.check().then(watch, fail));
  };
  if (transfer === undefined) end();
  else watch();
  return transfer;
}

/**
 * Client ports that the lane has lately served. All its transfers come from one port, so a late packet of one could be
 * taken for the next by a client that asks again from the same port (RFC 1350 section 4 has port numbers for that).
 */
export class LatePorts {
  readonly #until = new Map<string, number>();

  /** Notes a port that is, or was just now, in use. */
  note(port: string, now: number): void {
    this.#until.delete(port);
    this.#until.set(port, now + LATEST);
    for (const [old, until] of this.#until) {
      if (until > now) break;
      this.#until.delete(old);
    }
  }

  has(port: string, now: number): boolean {
    return (this.#until.get(port) ?? 0) > now;
  }
}

/** No packet is longer on its way, on a wire without routers in between, milliseconds. */
const LATEST = 10_000;
