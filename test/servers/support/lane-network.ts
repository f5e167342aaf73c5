import type { Agreement } from '../../../core/netboot/agreement.ts';
import type { Outcome } from '../../../core/netboot/transfer.ts';
import { type LaneSocket, type PeerKey, peerKey, TftpLane } from '../../../core/servers/tftp-lane.ts';
import { decodeTftp, encodeTftp, type TftpPacket } from '../../../core/wire/tftp.ts';
import { LossyNetwork, Receiver, type Run, type Wire } from '../../netboot/support/lossy-network.ts';

export const PEER = peerKey({ address: '10.77.0.100', port: 2070 });

/** A lane's socket on a fake network; it waits 20 ms at most, as the real one does. */
export class NetworkSocket implements LaneSocket {
  readonly network: LossyNetwork;
  /** Gets what the lane sends. */
  deliver: (packet: TftpPacket, to: PeerKey) => void = () => {};
  dataSent = 0;
  readonly #inbox: { bytes: Uint8Array; from: PeerKey }[] = [];
  #received: { bytes: Uint8Array; from: PeerKey }[] = [];
  #room = new Uint8Array(0);

  constructor(network: LossyNetwork) {
    this.network = network;
  }

  arrive(packet: TftpPacket, from = PEER): void {
    this.#inbox.push({ bytes: encodeTftp(packet), from });
  }

  receive(most: number): number {
    const until = this.network.now + 20;
    while (this.#inbox.length === 0 && this.network.next(until));
    if (this.#inbox.length === 0) this.network.now = until;
    this.#received = this.#inbox.splice(0, most);
    return this.#received.length;
  }

  peerAt(index: number): PeerKey {
    return this.#received[index]?.from ?? 0;
  }

  bytesAt(index: number): Uint8Array {
    return this.#received[index]?.bytes ?? new Uint8Array(0);
  }

  room(length: number): Uint8Array {
    this.#room = new Uint8Array(length);
    return this.#room;
  }

  send(to: PeerKey, length: number, each: number): void {
    for (let at = 0; at < length; at += each) {
      const packet = decodeTftp(this.#room.subarray(at, Math.min(length, at + each)));
      if (packet.kind === 'malformed') throw new Error(packet.reason);
      if (packet.kind === 'data') this.dataSent++;
      this.network.carry(() => this.deliver(packet, to));
    }
  }

  flush(): void {}
}

/** A file in memory, as the lane reads it. */
export const laneFile = (bytes: Uint8Array) => ({
  size: bytes.length,
  ready: () => true,
  copy: (offset: number, into: Uint8Array, at: number, length: number) =>
    into.set(bytes.subarray(offset, offset + length), at),
});

/** Runs one transfer of the lane against a client over such a wire. */
export function runLane(file: Uint8Array, agreement: Agreement, wire: Wire): Run {
  const network = new LossyNetwork(wire);
  const socket = new NetworkSocket(network);
  const client = new Receiver(agreement, (packet) => network.carry(() => socket.arrive(packet)));
  socket.deliver = (packet) => client.receive(packet);
  const lane = new TftpLane(socket, () => network.now);
  let ended: { outcome: Outcome; bytes: number } | undefined;
  lane.start({
    peer: PEER,
    agreement,
    file: laneFile(file),
    onProgress: () => {},
    onEnd: (outcome, bytes) => {
      ended = { outcome, bytes };
    },
  });
  while (lane.size > 0) lane.turn();
  const elapsed = network.now;
  while (network.next());
  return {
    outcome: ended?.outcome,
    received: client.received,
    dataSent: socket.dataSent,
    elapsed,
    acknowledged: ended?.bytes ?? 0,
  };
}
