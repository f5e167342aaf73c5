import type { Agreement } from '../netboot/agreement.ts';
import {
  bytesAcknowledged,
  newTransfer,
  type Outcome,
  stepTransfer,
  type Transfer,
  type TransferAction,
  type TransferEvent,
} from '../netboot/transfer.ts';
import { parseIpv4 } from '../wire/address.ts';
import { DATA_HEADER, decodeTftp, encodeTftp, type TftpPacket, writeDataHeader } from '../wire/tftp.ts';
import type { DatagramPeer } from './datagram.ts';

/**
 * The fast lane of TFTP: many transfers on one socket, on a thread of its own that waits in the system and nowhere else.
 *
 * A transfer is the same machine as on the slow lane (`tftp-transfer.ts`), and the thread does what it says. What makes
 * it fast is the socket (`host/batch-socket.ts`): a whole window leaves with one call of the system, the ACKs of many
 * clients arrive with one, and no event loop lies in between.
 */

/** An IPv4 address and port as one number: address × 65536 + port. */
export type PeerKey = number;

export function peerKey({ address, port }: DatagramPeer): PeerKey {
  return (parseIpv4(address) ?? 0) * 65536 + port;
}

/** What the lane knows of its socket. Nothing throws: what cannot leave is a lost packet. */
export interface LaneSocket {
  /** Waits for packets, some milliseconds at most; returns how many there are, 0 when none came. */
  receive(most: number): number;
  /** Who sent packet `index` of those received last. */
  peerAt(index: number): PeerKey;
  /** Its bytes, good until the next `receive`; an error packet's text may be cut. */
  bytesAt(index: number): Uint8Array;
  /** Room for `length` bytes, 65536 at most, that `send` then sends. */
  room(length: number): Uint8Array;
  /** Sends what was put into the room of last: datagrams of `each` bytes, the last of them perhaps shorter. */
  send(to: PeerKey, length: number, each: number): void;
  /** Whatever was sent has left when this returns. */
  flush(): void;
}

/** Bytes of a file. No call waits for a disk, because all transfers would wait with it. */
export interface LaneFile {
  readonly size: number;
  /** Whether so many bytes can be copied now. Where not, they are fetched, and somebody calls `resume` when they are here. */
  ready(offset: number, length: number): boolean;
  /** Copies `length` bytes that are ready, from byte `offset`, into `into` at `at`. */
  copy(offset: number, into: Uint8Array, at: number, length: number): void;
}

export interface LaneTransfer {
  readonly peer: PeerKey;
  readonly agreement: Agreement;
  readonly file: LaneFile;
  /** Called as the client acknowledges, with the number of the last block that it has. */
  onProgress(acked: number): void;
  /** Called once, with the bytes that the client acknowledged. */
  onEnd(outcome: Outcome, bytes: number): void;
}

interface Running extends LaneTransfer {
  state: Transfer;
  /** When something was last sent that wants an answer. */
  sentAt: number;
  /** Blocks that still have to leave, and how long to wait after the last. */
  next: number;
  last: number;
  waitMs: number;
  /** They wait for the disk. */
  stalled: boolean;
  /** When the client counts as silent. */
  deadline: number;
}

/** How often the clocks of all transfers are looked at, milliseconds. */
const LOOK_EVERY = 20;
/** Packets taken at once. */
const MOST_AT_ONCE = 64;
/** What one call of `send` may carry: the largest payload of an IPv4 datagram, which holds for a burst of them too. */
const LARGEST_SEND = 65507;

export class TftpLane {
  readonly #socket: LaneSocket;
  readonly #now: () => number;
  readonly #running = new Map<PeerKey, Running>();
  #time: number;
  #nextLook: number;

  /** `now` gives milliseconds. */
  constructor(socket: LaneSocket, now: () => number) {
    this.#socket = socket;
    this.#now = now;
    this.#time = now();
    this.#nextLook = this.#time;
  }

  /** Transfers under way. */
  get size(): number {
    return this.#running.size;
  }

  /** Starts a transfer; one that the same client port had before must have been ended. */
  start(transfer: LaneTransfer): void {
    const state = newTransfer(transfer.agreement, transfer.file.size);
    const idle = { next: 1, last: 0, waitMs: 0, stalled: false, sentAt: 0, deadline: 0 };
    const running: Running = { ...transfer, state, ...idle };
    this.#running.set(transfer.peer, running);
    this.#time = this.#now();
    this.#step(running, { kind: 'start' });
    this.#socket.flush();
  }

  /** Ends a transfer from outside; does nothing when it has ended. */
  end(peer: PeerKey, event: Extract<TransferEvent, { kind: 'failed' | 'superseded' }>): void {
    const running = this.#running.get(peer);
    if (running !== undefined) this.#step(running, event);
    this.#socket.flush();
  }

  /** The bytes that a transfer waited for are here; does nothing when it has ended. */
  resume(peer: PeerKey): void {
    const running = this.#running.get(peer);
    if (running === undefined || !running.stalled) return;
    this.#time = this.#now();
    this.#sendBlocks(running);
    this.#socket.flush();
  }

  /** Waits for packets, answers them, and looks at the clocks. */
  turn(): void {
    const count = this.#socket.receive(this.#running.size > 1 ? MOST_AT_ONCE : 1);
    this.#time = this.#now();
    for (let index = 0; index < count; index++) this.#onPacket(index);
    if (this.#time >= this.#nextLook) this.#lookAtClocks();
    this.#socket.flush();
  }

  /** Packets of anyone who has no transfer here are passed over. */
  #onPacket(index: number): void {
    const running = this.#running.get(this.#socket.peerAt(index));
    if (running === undefined) return;
    const packet = decodeTftp(this.#socket.bytesAt(index));
    if (packet.kind === 'malformed') return;
    const waitedMs = running.stalled ? undefined : this.#time - running.sentAt;
    this.#step(running, { kind: 'packet', packet, waitedMs });
  }

  #lookAtClocks(): void {
    this.#nextLook = this.#time + LOOK_EVERY;
    for (const running of this.#running.values())
      if (this.#time >= running.deadline) this.#step(running, { kind: 'timeout' });
  }

  #step(running: Running, event: TransferEvent): void {
    const { state, actions } = stepTransfer(running.state, event);
    if (state.acked !== running.state.acked) running.onProgress(state.acked);
    running.state = state;
    for (const action of actions) this.#carryOut(running, action);
  }

  #carryOut(running: Running, action: TransferAction): void {
    if (action.kind === 'end') this.#end(running, action.outcome);
    else if (action.kind === 'send') {
      this.#sendPacket(running, action.packet);
      if (action.waitMs !== undefined) this.#wait(running, action.waitMs);
    } else {
      // While blocks wait for the disk, a window that moves on only makes them more.
      if (!running.stalled || action.first !== running.last + 1) running.next = action.first;
      running.last = action.last;
      running.waitMs = action.waitMs;
      this.#sendBlocks(running);
    }
  }

  #wait(running: Running, waitMs: number): void {
    running.sentAt = this.#time;
    running.deadline = this.#time + waitMs;
  }

  #sendPacket({ peer }: Running, packet: TftpPacket): void {
    const bytes = encodeTftp(packet);
    this.#socket.room(bytes.length).set(bytes);
    this.#socket.send(peer, bytes.length, bytes.length);
  }

  #end(running: Running, outcome: Outcome): void {
    this.#running.delete(running.peer);
    running.onEnd(outcome, bytesAcknowledged(running.state, running.file.size));
  }

  /**
   * As many blocks at once as one send carries, as far as they are in memory. While they wait for the disk the client's
   * clock stands still: it is not the one that does not answer.
   */
  #sendBlocks(running: Running): void {
    const each = DATA_HEADER + running.agreement.blockSize;
    const most = Math.max(1, Math.floor(LARGEST_SEND / each));
    while (running.next <= running.last) {
      const last = Math.min(running.last, running.next + most - 1);
      running.stalled = !isReady(running, running.next, last);
      if (running.stalled) {
        running.deadline = Number.POSITIVE_INFINITY;
        return;
      }
      this.#sendBurst(running, running.next, last);
      running.next = last + 1;
    }
    this.#wait(running, running.waitMs);
  }

  #sendBurst({ peer, agreement: { blockSize }, file }: Running, first: number, last: number): void {
    const end = Math.min(last * blockSize, file.size);
    const length = (last - first + 1) * DATA_HEADER + end - (first - 1) * blockSize;
    const room = this.#socket.room(length);
    let at = 0;
    for (let block = first; block <= last; block++) {
      const offset = (block - 1) * blockSize;
      const size = Math.min(blockSize, end - offset);
      writeDataHeader(room, block, at);
      file.copy(offset, room, at + DATA_HEADER, size);
      at += DATA_HEADER + size;
    }
    this.#socket.send(peer, length, DATA_HEADER + blockSize);
  }
}

function isReady({ agreement: { blockSize }, file }: Running, first: number, last: number): boolean {
  const offset = (first - 1) * blockSize;
  return file.ready(offset, Math.min(last * blockSize, file.size) - offset);
}
