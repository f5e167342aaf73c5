import type { PlainExtents } from '../media/plain.ts';
import type { Agreement } from '../netboot/agreement.ts';
import type { Outcome, TransferEvent } from '../netboot/transfer.ts';
import type { DatagramPeer } from './datagram.ts';

/** A transfer that somebody carries out. */
export interface RunningTransfer {
  /** Whether the client has acknowledged any data. */
  readonly progressed: boolean;
  /** Tells it what happened outside of its own port. After the end nothing happens. */
  step(event: Extract<TransferEvent, { kind: 'start' | 'failed' | 'superseded' }>): void;
}

export interface FastTransfer {
  readonly peer: DatagramPeer;
  readonly agreement: Agreement;
  readonly plain: PlainExtents;
  /** Called once, with the bytes that the client acknowledged. */
  onEnd(outcome: Outcome, bytes: number): void;
}

/**
 * Carries transfers out faster than the event loop can: `host/tftp-lane.ts` makes one where the system lets it. All its
 * transfers leave from one port, so a client port is given to it only when it has not had it lately.
 */
export interface FastLane {
  /** Takes a transfer; undefined when it cannot, and the slow way is the way. */
  take(transfer: FastTransfer): RunningTransfer | undefined;
  /** Ends what is still under way, telling the clients, and frees the port. */
  close(): Promise<void>;
}
