import type { PlainExtents } from '../media/plain.ts';
import { agree } from '../netboot/agreement.ts';
import type { Outcome } from '../netboot/transfer.ts';
import type { BootTree, ServedFile, ServedNode } from '../tree/boot-tree.ts';
import { toNetascii } from '../wire/netascii.ts';
import { decodeTftp, encodeTftp, TFTP_ERROR, type TftpRequest } from '../wire/tftp.ts';

import { type Clock, systemClock } from './clock.ts';
import type { DatagramPeer, DatagramPort } from './datagram.ts';
import { type Readable, readFully } from './read-ahead.ts';
import { type RateLimits, RequestRate } from './request-rate.ts';
import { sentenceFor } from './sentence.ts';
import { SharedPort } from './shared-port.ts';
import type { FastLane, RunningTransfer } from './tftp-fast.ts';
import { LatePorts, type OnLane, runOnLane } from './tftp-on-lane.ts';
import { tftpPath } from './tftp-path.ts';
import { DatagramTransfer } from './tftp-transfer.ts';

/** What happened at the TFTP door, for log and diagnosis. */
export type TftpReport =
  /** Nothing was answered. */
  | { readonly kind: 'ignored'; readonly from: DatagramPeer; readonly reason: string }
  /** An error packet was the answer. */
  | {
      readonly kind: 'refused';
      readonly from: DatagramPeer;
      readonly name: string;
      readonly code: number;
      readonly reason: string;
    }
  | {
      readonly kind: 'ended';
      readonly from: DatagramPeer;
      readonly path: string;
      readonly outcome: Outcome;
      /** Bytes acknowledged, of `size`. */
      readonly bytes: number;
      readonly size: number;
      readonly elapsedMs: number;
      readonly blockSize: number;
      readonly windowSize: number;
    };

export interface TftpOptions {
  /** Port 69, bound to the serving interface. The server closes it. */
  readonly port: DatagramPort;
  /** Opens an ephemeral port for one transfer, connected to the client where the system can do that. */
  openTransferPort(peer: DatagramPeer): Promise<DatagramPort>;
  /** All transfers on port 69 itself, for firewalls that let nothing else through; there is no fast lane then. */
  readonly onePort?: boolean | undefined;
  /** Carries out the transfers of files that lie on a disk of this laptop. The server closes it. */
  readonly lane?: FastLane | null;
  readonly tree: BootTree;
  readonly clock?: Clock;
  /** Transfers at once, in all and for one address. */
  readonly limits?: { readonly total: number; readonly perClient: number };
  /** Requests in a second, of one address and in all. */
  readonly rate?: RateLimits;
  report?(report: TftpReport): void;
}

export interface TftpServer {
  /** Transfers under way. */
  readonly active: number;
  /** Tells the clients, ends all transfers and frees port 69. */
  close(): Promise<void>;
}

/**
 * A machine boots with one transfer at a time, but leaves dead ones behind when it is reset in a loop (each lives
 * 15 seconds); a rack of 48 must fit.
 */
const LIMITS = { total: 512, perClient: 16 };

/** GRUB asks for a hundred modules as fast as it gets them; what is far beyond is no machine that boots. */
const RATE: RateLimits = { perClient: 1000, total: 10_000 };

/** Netascii changes the length, so the text is converted in memory first; configuration files are far smaller. */
const LARGEST_TEXT = 1024 * 1024;

/** Serves the boot tree read-only by TFTP. */
export function serveTftp(options: TftpOptions): TftpServer {
  const door = new TftpDoor(options);
  options.port.onMessage((bytes, from) => door.receive(bytes, from));
  return door;
}

/** One client port that is being served. `running` is absent while the file is opened. */
interface Seat {
  readonly name: string;
  readonly address: string;
  running?: RunningTransfer;
}

class TftpDoor implements TftpServer {
  readonly #options: TftpOptions;
  readonly #clock: Clock;
  readonly #limits: { readonly total: number; readonly perClient: number };
  readonly #seats = new Map<string, Seat>();
  readonly #late = new LatePorts();
  readonly #shared: SharedPort;
  readonly #rate: RequestRate;
  #closed = false;

  constructor(options: TftpOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#limits = options.limits ?? LIMITS;
    this.#rate = new RequestRate(options.rate ?? RATE);
    this.#shared = new SharedPort(options.port);
  }

  get active(): number {
    return this.#seats.size;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const seat of this.#seats.values())
      seat.running?.step({ kind: 'failed', reason: 'Fieldboot has stopped serving' });
    await this.#options.lane?.close();
    await this.#options.port.close();
  }

  receive(bytes: Uint8Array, from: DatagramPeer): void {
    const request = decodeTftp(bytes);
    const asks = request.kind === 'read' || request.kind === 'write';
    if (!asks && this.#shared.deliver(bytes, from)) return;
    if (!this.#rate.allows(from.address, this.#clock.now()))
      this.#ignore(from, 'too many requests in a second');
    else if (request.kind === 'malformed') this.#ignore(from, request.reason);
    else if (request.kind === 'write')
      this.#refuse(from, request.name, TFTP_ERROR.accessViolation, 'Nothing can be written here');
    else if (request.kind === 'read') this.#onRead(request, from);
    else this.#ignore(from, `a packet of kind ${request.kind} belongs to a transfer's own port`);
  }

  #onRead(request: TftpRequest, from: DatagramPeer): void {
    const path = tftpPath(request.name);
    const silence = this.#whySilent(request, from);
    if (path === null)
      this.#refuse(from, request.name, TFTP_ERROR.accessViolation, 'That path leads out of the tree');
    else if (request.mode !== 'octet' && request.mode !== 'netascii')
      this.#refuse(from, request.name, TFTP_ERROR.illegalOperation, `There is no mode ${request.mode}`);
    else if (silence !== undefined) this.#ignore(from, silence);
    else void this.#serve(request, path, from);
  }

  /** A request that is not answered: the client repeats it, and by then there may be room. */
  #whySilent(request: TftpRequest, from: DatagramPeer): string | undefined {
    if (this.#closed || from.port === 0) return 'there is nobody to answer';
    const seat = this.#seats.get(seatKey(from));
    if (seat?.name === request.name && seat.running?.progressed !== true) return 'a repeated request';
    const others = [...this.#seats.values()].filter((other) => other !== seat);
    if (others.length >= this.#limits.total) return 'too many transfers at once';
    const own = others.filter((other) => other.address === from.address).length;
    return own >= this.#limits.perClient ? 'too many transfers of this client at once' : undefined;
  }

  async #serve(request: TftpRequest, path: string, from: DatagramPeer): Promise<void> {
    this.#seats.get(seatKey(from))?.running?.step({ kind: 'superseded' });
    const seat: Seat = { name: request.name, address: from.address };
    this.#seats.set(seatKey(from), seat);
    try {
      const node = await this.#options.tree.open(path, { address: from.address, door: 'tftp' });
      if (node.kind === 'file') await this.#start(request, node, from, seat);
      else this.#refuse(from, request.name, TFTP_ERROR.notFound, 'File not found', whyNot(node));
    } catch (thrown) {
      this.#refuse(from, request.name, TFTP_ERROR.undefined, sentenceFor(thrown));
    }
    if (seat.running === undefined) this.#leave(from, seat);
  }

  async #start(request: TftpRequest, file: ServedFile, from: DatagramPeer, seat: Seat): Promise<void> {
    const source = request.mode === 'netascii' ? await asNetascii(file) : file;
    const agreement = agree(request.options, source.size);
    const started = this.#clock.now();
    const onEnd = (outcome: Outcome, bytes: number): void => {
      this.#leave(from, seat);
      // A probe moved no byte of the file: it is not a transfer, and not a failed one either.
      if (outcome.kind !== 'probe') file.served?.(bytes, outcome.kind === 'complete');
      const elapsedMs = this.#clock.now() - started;
      const { blockSize, windowSize } = agreement;
      const size = source.size;
      this.#report({
        kind: 'ended',
        from,
        path: file.path,
        outcome,
        bytes,
        size,
        elapsedMs,
        blockSize,
        windowSize,
      });
    };
    const plain = source === file ? await this.#plainFor(file, from) : undefined;
    const port = plain === undefined ? await this.#openPort(from) : undefined;
    if (this.#closed || this.#seats.get(seatKey(from)) !== seat) {
      await Promise.all([plain?.file.close(), port?.close()]);
      return;
    }
    const task = { agreement, peer: from, clock: this.#clock, onEnd };
    const running =
      port === undefined ? this.#onLane(task, plain) : new DatagramTransfer({ ...task, file: source, port });
    if (running === undefined) return;
    seat.running = running;
    running.step({ kind: 'start' });
  }

  #openPort(peer: DatagramPeer): DatagramPort | Promise<DatagramPort> {
    return this.#options.onePort ? this.#shared.open(peer) : this.#options.openTransferPort(peer);
  }

  /** The file for the fast lane; undefined when there is no lane, or this transfer cannot be put on it. */
  async #plainFor(file: ServedFile, from: DatagramPeer): Promise<PlainExtents | undefined> {
    const { lane, onePort } = this.#options;
    if (lane == null || onePort || this.#late.has(seatKey(from), this.#clock.now())) return undefined;
    return file.plain?.();
  }

  #onLane(
    task: Omit<OnLane, 'lane' | 'plain'>,
    plain: PlainExtents | undefined,
  ): RunningTransfer | undefined {
    const { lane } = this.#options;
    if (lane == null || plain === undefined) return undefined;
    const note = (): void => this.#late.note(seatKey(task.peer), this.#clock.now());
    note();
    const onEnd = (outcome: Outcome, bytes: number): void => {
      note();
      task.onEnd(outcome, bytes);
    };
    return runOnLane({ ...task, lane, plain, onEnd });
  }

  #leave(from: DatagramPeer, seat: Seat): void {
    if (this.#seats.get(seatKey(from)) === seat) this.#seats.delete(seatKey(from));
  }

  /** Answers with an error from port 69 itself: shim and pxelinux probe many absent names, each costs one packet. */
  #refuse(from: DatagramPeer, name: string, code: number, message: string, reason = message): void {
    this.#report({ kind: 'refused', from, name, code, reason });
    if (this.#closed || from.port === 0) return;
    void this.#answer(encodeTftp({ kind: 'error', code, message }), from);
  }

  /** A client that cannot be reached asks again, or does not. */
  async #answer(packet: Uint8Array, to: DatagramPeer): Promise<void> {
    try {
      await this.#options.port.send(packet, to.address, to.port);
    } catch {}
  }

  #ignore(from: DatagramPeer, reason: string): void {
    this.#report({ kind: 'ignored', from, reason });
  }

  #report(report: TftpReport): void {
    this.#options.report?.(report);
  }
}

/** For the log; the client is told only that it is not there. */
const whyNot = (node: Exclude<ServedNode, ServedFile>): string =>
  node.kind === 'absent' ? node.reason : 'it is a folder';

const seatKey = ({ address, port }: DatagramPeer): string => `${address}:${port}`;

async function asNetascii(file: ServedFile): Promise<Readable> {
  if (file.size > LARGEST_TEXT) throw new Error('Netascii is for small texts; ask for octet');
  const text = toNetascii(await readFully(file, 0, file.size));
  const read = async (offset: number, into: Uint8Array): Promise<number> => {
    const part = text.subarray(offset, offset + into.length);
    into.set(part);
    return part.length;
  };
  return { size: text.length, read };
}
