/** The RARP responder: a frame becomes a question, a decision, a frame back. */

import { decideRarp, type RarpFacts } from '../netboot/rarp.ts';
import { macBytes } from '../wire/address.ts';
import { decodeRarp, encodeRarp } from '../wire/rarp.ts';

/** What the responder knows of a packet socket. */
export interface FramePort {
  send(payload: Uint8Array, mac: Uint8Array): Promise<void>;
  onMessage(handler: (payload: Uint8Array) => void): void;
  close(): Promise<void>;
}

export interface RarpReport {
  readonly mac: string;
  /** The address that was told; null where none was. */
  readonly address: string | null;
  /** Why it was not answered. */
  readonly reason: string | null;
}

/** Begins to answer on a port. */
export function serveRarp(
  port: FramePort,
  facts: RarpFacts,
  tell: (report: RarpReport) => void,
): { close(): Promise<void> } {
  port.onMessage((bytes) => {
    const packet = decodeRarp(bytes);
    if (packet === null) return;
    const decision = decideRarp(packet, facts);
    const mac = packet.targetMac;
    if (decision.kind === 'ignore') return tell({ mac, address: null, reason: decision.reason });
    const address = decision.packet.targetAddress;
    port.send(encodeRarp(decision.packet), macBytes(packet.senderMac)).then(
      () => tell({ mac, address, reason: null }),
      (error: Error) => tell({ mac, address: null, reason: `the reply could not be sent: ${error.message}` }),
    );
  });
  return { close: () => port.close() };
}
