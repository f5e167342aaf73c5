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
import { DATA_HEADER, decodeTftp, encodeTftp, writeDataHeader } from '../wire/tftp.ts';
import type { Clock } from './clock.ts';
import type { DatagramPeer, DatagramPort } from './datagram.ts';
import { ReadAhead, type Readable } from './read-ahead.ts';
import { sentenceFor } from './sentence.ts';
import type { RunningTransfer } from './tftp-fast.ts';

export interface RunningOptions {
  readonly file: Readable;
  readonly agreement: Agreement;
  /** The transfer's own port (its TID, RFC 1350 section 4); closed when the transfer ends. */
  readonly port: DatagramPort;
  readonly peer: DatagramPeer;
  readonly clock: Clock;
  /** Called once, with the bytes that the client acknowledged. */
  onEnd(outcome: Outcome, bytes: number): void;
}

/** Does what the transfer machine says: sends, reads the file, watches the clock. */
export class DatagramTransfer implements RunningTransfer {
  readonly #options: RunningOptions;
  readonly #source: ReadAhead;
  #state: Transfer;
  #stopTimer: () => void = () => {};
  /** Blocks that still have to leave, and how long to wait after the last. */
  #next = 1;
  #last = 0;
  #waitMs = 0;
  #pumping = false;
  /** When the last of them left. */
  #sentAt = 0;

  constructor(options: RunningOptions) {
    this.#options = options;
    this.#source = new ReadAhead(options.file);
    this.#state = newTransfer(options.agreement, options.file.size);
    options.port.onMessage((bytes, from) => this.#receive(bytes, from));
    options.port.onError((error) => this.#sendFailed(error));
  }

  /** Whether the client has acknowledged any data. */
  get progressed(): boolean {
    return this.#state.acked > 0;
  }

  /** Gives an event to the machine and carries out what it says. */
  step(event: TransferEvent): void {
    const { state, actions } = stepTransfer(this.#state, event);
    this.#state = state;
    for (const action of actions) this.#carryOut(action);
  }

  /** Packets of anyone but the client (another TID) are passed over; they must not disturb the transfer. */
  #receive(bytes: Uint8Array, from: DatagramPeer): void {
    const { peer } = this.#options;
    if (from.address !== peer.address || from.port !== peer.port) return;
    const packet = decodeTftp(bytes);
    if (packet.kind === 'malformed') return;
    const waitedMs = this.#pumping ? undefined : this.#options.clock.now() - this.#sentAt;
    this.step({ kind: 'packet', packet, waitedMs });
  }

  #carryOut(action: TransferAction): void {
    this.#stopTimer();
    switch (action.kind) {
      case 'send':
        this.#send(encodeTftp(action.packet));
        if (action.waitMs !== undefined) this.#wait(action.waitMs);
        break;
      case 'send-blocks':
        // While blocks still leave, a window that moves on only makes them more.
        if (!this.#pumping || action.first !== this.#last + 1) this.#next = action.first;
        this.#last = action.last;
        this.#waitMs = action.waitMs;
        void this.#pump();
        break;
      case 'end':
        this.#end(action.outcome);
    }
  }

  /**
   * Sends blocks until none is left; a step in between may have set others. The clock starts when the last has
   * left, so that a disk that must first spin up does not count as a client that does not answer.
   */
  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.#next <= this.#last && this.#state.outcome === undefined)
        this.#send(await this.#block(this.#next++));
      if (this.#state.outcome === undefined) this.#wait(this.#waitMs);
    } catch (thrown) {
      this.step({ kind: 'failed', reason: sentenceFor(thrown) });
    } finally {
      this.#pumping = false;
    }
  }

  async #block(number: number): Promise<Uint8Array> {
    const { file, agreement } = this.#options;
    const offset = (number - 1) * agreement.blockSize;
    const length = Math.min(agreement.blockSize, Math.max(0, file.size - offset));
    const packet = new Uint8Array(DATA_HEADER + length);
    writeDataHeader(packet, number);
    await this.#source.fill(offset, packet.subarray(DATA_HEADER));
    return packet;
  }

  #send(packet: Uint8Array): void {
    const { port, peer } = this.#options;
    try {
      const sent = Promise.resolve(port.send(packet, peer.address, peer.port));
      sent.catch((error: unknown) => this.#sendFailed(error));
    } catch (error) {
      this.#sendFailed(error);
    }
  }

  /** A closed port ends the transfer; anything else is a lost packet, which the clock takes care of. */
  #sendFailed(error: unknown): void {
    if ((error as { code?: unknown } | null)?.code === 'ECONNREFUSED') this.step({ kind: 'port-closed' });
  }

  #wait(ms: number): void {
    this.#stopTimer();
    this.#sentAt = this.#options.clock.now();
    this.#stopTimer = this.#options.clock.after(ms, () => this.step({ kind: 'timeout' }));
  }

  #end(outcome: Outcome): void {
    void this.#options.port.close();
    this.#options.onEnd(outcome, bytesAcknowledged(this.#state, this.#options.file.size));
  }
}
