/**
 * The thread of the fast lane: while transfers run it waits for their packets in the system, otherwise for work.
 * Started by `tftp-lane.ts`.
 */

import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { Extent } from '../media/tree.ts';
import type { Agreement, Outcome } from '../netboot/transfer.ts';
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
  | { readonly kind: 'end'; readonly id: number; readonly reason: string; readonly tell: boolean }
  | { readonly kind: 'close' };

/** What it tells: a transfer has ended. */
export interface FromLane {
  readonly id: number;
  readonly outcome: Outcome;
  readonly bytes: number;
}

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
  const peers = new Map<number, PeerKey>();
  let seen = 0;
  const start = ({ id, peer, agreement, fd, extents }: Extract<ToLane, { kind: 'start' }>): void => {
    peers.set(id, peer);
    lane.start({
      peer,
      agreement,
      file: new ExtentFile(fd, extents),
      onProgress: () => {
        progress[id] = 1;
      },
      onEnd: (outcome, bytes) => {
        peers.delete(id);
        port.postMessage({ id, outcome, bytes } satisfies FromLane);
      },
    });
  };
  const end = ({ id, reason, tell }: Extract<ToLane, { kind: 'end' }>): void => {
    const peer = peers.get(id);
    if (peer !== undefined) lane.end(peer, tell ? { kind: 'failed', reason } : { kind: 'superseded' });
  };
  const close = (): void => {
    port.close();
    socket.close();
  };
  const hear = (message: ToLane): void => {
    seen++;
    if (message.kind === 'start') start(message);
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
