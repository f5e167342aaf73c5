/**
 * The thread of the fast lane: while transfers run it waits for their packets in the system, otherwise for work.
 * Started by `tftp-lane.ts`.
 */

import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { readCached } from '../media/cached-read.ts';
import type { Extent } from '../media/tree.ts';
import type { Agreement } from '../netboot/agreement.ts';
import type { Outcome } from '../netboot/transfer.ts';
import { ExtentFile } from '../servers/extent-file.ts';
import { type PeerKey, TftpLane } from '../servers/tftp-lane.ts';
import { BatchSocket } from './batch-socket.ts';

/** What the thread is told. */
export type ToLane =
  | {
      readonly kind: 'start';
      readonly id: number;
      readonly peer: PeerKey;
      readonly agreement: Agreement;
      readonly fd: number;
      readonly extents: readonly Extent[];
    }
  /** Bytes that the thread asked for, of the file from byte `offset`. */
  | { readonly kind: 'bytes'; readonly id: number; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly kind: 'end'; readonly id: number; readonly reason: string; readonly tell: boolean }
  | { readonly kind: 'close' };

/** What it tells. */
export type FromLane =
  | { readonly kind: 'ended'; readonly id: number; readonly outcome: Outcome; readonly bytes: number }
  /** Bytes of a transfer's file are not in memory: the thread does not wait for a disk. */
  | { readonly kind: 'fetch'; readonly id: number; readonly offset: number; readonly length: number };

export interface LaneData {
  /** A bound, blocking socket. */
  readonly fd: number;
  /** Counts the messages that were sent to the thread, so that it looks for them only when there are any. */
  readonly mail: Int32Array;
  /** By id, whether a transfer's client has acknowledged any data. */
  readonly progress: Int32Array;
}

if (parentPort !== null) work(parentPort, workerData as LaneData);

function work(port: NonNullable<typeof parentPort>, { fd, mail, progress }: LaneData): void {
  const socket = new BatchSocket(fd);
  const lane = new TftpLane(socket, () => performance.now());
  const running = new Map<number, { readonly peer: PeerKey; readonly file: ExtentFile }>();
  const tell = (message: FromLane): void => port.postMessage(message);
  let seen = 0;
  const start = ({ id, peer, agreement, fd, extents }: Extract<ToLane, { kind: 'start' }>): void => {
    const file = new ExtentFile(extents, {
      readNow: (position, into) => readCached(fd, into, position),
      fetch: (offset, length) => tell({ kind: 'fetch', id, offset, length }),
    });
    running.set(id, { peer, file });
    lane.start({
      peer,
      agreement,
      file,
      onProgress: () => {
        progress[id] = 1;
      },
      onEnd: (outcome, bytes) => {
        running.delete(id);
        tell({ kind: 'ended', id, outcome, bytes });
      },
    });
  };
  const resume = ({ id, offset, bytes }: Extract<ToLane, { kind: 'bytes' }>): void => {
    const one = running.get(id);
    one?.file.arrived(offset, bytes);
    if (one !== undefined) lane.resume(one.peer);
  };
  const end = ({ id, reason, tell: aloud }: Extract<ToLane, { kind: 'end' }>): void => {
    const peer = running.get(id)?.peer;
    if (peer !== undefined) lane.end(peer, aloud ? { kind: 'failed', reason } : { kind: 'superseded' });
  };
  const close = (): void => {
    port.close();
    socket.close();
  };
  const hear = (message: ToLane): void => {
    seen++;
    if (message.kind === 'start') start(message);
    else if (message.kind === 'bytes') resume(message);
    else if (message.kind === 'end') end(message);
    else close();
  };
  const hearAll = (): void => {
    while (seen !== Atomics.load(mail, 0)) {
      const received = receiveMessageOnPort(port);
      if (received === undefined) return;
      hear(received.message as ToLane);
    }
  };
  port.on('message', (message: ToLane) => {
    hear(message);
    while (lane.size > 0) {
      lane.turn();
      hearAll();
    }
  });
}
