/** Opens TFTP's fast lane: one UDP port, and a thread that serves all its transfers. */

import { Worker } from 'node:worker_threads';
import type { Outcome } from '../netboot/transfer.ts';
import { placesOf } from '../servers/extent-file.ts';
import { sentenceFor } from '../servers/sentence.ts';
import type { FastLane, FastTransfer, RunningTransfer } from '../servers/tftp-fast.ts';
import { peerKey } from '../servers/tftp-lane.ts';
import { canBatch } from './messages.ts';
import { openBlockingUdp, type PortOptions } from './sockets.ts';
import type { FromLane, LaneData, ToLane } from './tftp-worker.ts';

/** Transfers at once; those beyond go the slow way. */
const PLACES = 1024;

/** Opens the lane; null where the system cannot, and every transfer goes the slow way. */
export function openTftpLane(options: PortOptions): FastLane | null {
  if (!canBatch()) return null;
  try {
    const fd = openBlockingUdp(options);
    return fd === undefined ? null : new WorkerLane(fd);
  } catch {
    return null;
  }
}

interface Place extends FastTransfer {
  readonly id: number;
}

class WorkerLane implements FastLane {
  readonly #mail = new Int32Array(new SharedArrayBuffer(4));
  readonly #progress = new Int32Array(new SharedArrayBuffer(4 * PLACES));
  readonly #places = new Map<number, Place>();
  readonly #worker: Worker;
  readonly #gone: Promise<void>;
  /** The thread has ended, or is to end: it takes nothing more. */
  #closed = false;

  constructor(fd: number) {
    const workerData: LaneData = { fd, mail: this.#mail, progress: this.#progress };
    this.#worker = new Worker(workerFile(), { workerData, name: 'tftp' });
    this.#worker.unref();
    this.#worker.on('message', (message: FromLane) => {
      if (message.kind === 'ended') this.#ended(message.id, message.outcome, message.bytes);
      else void this.#fetch(message);
    });
    this.#worker.on('error', (error) => this.#broken(error.message));
    this.#gone = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#broken('the thread has ended');
        resolve();
      });
    });
  }

  take(transfer: FastTransfer): RunningTransfer | undefined {
    const id = this.#freePlace();
    if (this.#closed || id === undefined) return undefined;
    this.#places.set(id, { ...transfer, id });
    this.#progress[id] = 0;
    const { agreement, plain } = transfer;
    const start: ToLane = {
      kind: 'start',
      id,
      peer: peerKey(transfer.peer),
      agreement,
      fd: plain.file.fd,
      extents: plain.extents,
    };
    return this.#running(id, start);
  }

  async close(): Promise<void> {
    if (this.#closed) return this.#gone;
    for (const { id } of this.#places.values())
      this.#tell({ kind: 'end', id, reason: 'Fieldboot has stopped serving', tell: true });
    this.#tell({ kind: 'close' });
    this.#closed = true;
    this.#worker.ref();
    await this.#gone;
  }

  #running(id: number, start: ToLane): RunningTransfer {
    const progress = this.#progress;
    return {
      get progressed() {
        return progress[id] === 1;
      },
      step: (event) => {
        if (!this.#places.has(id)) return;
        if (event.kind === 'start') this.#tell(start);
        else
          this.#tell({
            kind: 'end',
            id,
            reason: 'reason' in event ? event.reason : '',
            tell: event.kind === 'failed',
          });
      },
    };
  }

  #freePlace(): number | undefined {
    for (let id = 0; id < PLACES; id++) if (!this.#places.has(id)) return id;
    return undefined;
  }

  /** The count follows the message, so that whoever sees the count finds the message. */
  #tell(message: ToLane): void {
    if (this.#closed) return;
    this.#worker.postMessage(message);
    Atomics.add(this.#mail, 0, 1);
  }

  /** Reads what the thread has not found in memory; whoever waits for a disk here keeps nobody else waiting. */
  async #fetch({ id, offset, length }: Extract<FromLane, { kind: 'fetch' }>): Promise<void> {
    const place = this.#places.get(id);
    if (place === undefined) return;
    const { file, extents } = place.plain;
    const bytes = new Uint8Array(length);
    let done = 0;
    try {
      for (const part of placesOf(extents, offset, length)) {
        await file.read(part.position, bytes.subarray(done, done + part.length));
        done += part.length;
      }
    } catch (thrown) {
      if (this.#places.get(id) === place)
        this.#tell({ kind: 'end', id, reason: sentenceFor(thrown), tell: true });
      return;
    }
    if (this.#places.get(id) === place) this.#tell({ kind: 'bytes', id, offset, bytes });
  }

  #ended(id: number, outcome: Outcome, bytes: number): void {
    const place = this.#places.get(id);
    this.#places.delete(id);
    place?.onEnd(outcome, bytes);
  }

  /** Whatever ran is lost; what comes goes the slow way. */
  #broken(reason: string): void {
    this.#closed = true;
    for (const { id } of [...this.#places.values()]) this.#ended(id, { kind: 'failed', reason }, 0);
  }
}

/** Beside this file, under the name that it has in the sources or in the bundle. */
const workerFile = (): URL =>
  new URL(import.meta.url.endsWith('.ts') ? './tftp-worker.ts' : './tftp-worker.js', import.meta.url);
