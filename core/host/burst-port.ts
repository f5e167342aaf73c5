/**
 * A UDP port that takes and sends many datagrams with one call of the system, on the event loop.
 *
 * dgram and this port share one socket: dgram wakes up and reads the first datagram, recvmmsg takes what else has come,
 * sendmmsg sends a burst. What cannot leave at once goes by dgram, which waits for room and knows the errors.
 */

import type { DatagramPeer, DatagramPort, OutgoingDatagram } from '../servers/datagram.ts';
import { type PeerKey, peerKey } from '../servers/tftp-lane.ts';
import { formatIpv4 } from '../wire/address.ts';
import { copiedBytes } from '../wire/memory.ts';
import { batchCalls, Messages, MMSGHDR } from './messages.ts';

const SOL_SOCKET = 1;
const SO_RCVBUF = 8;
const MSG_DONTWAIT = 0x40;

/** Datagrams per call. */
const MOST = 32;
/** Datagrams taken so in one turn of the event loop: a flood leaves the other doors their turn. */
const MOST_IN_A_TURN = 256;
/** One byte more than the longest packet that is looked at, so that longer ones are seen to be longer. */
const SLOT = 4104;
/** Nothing longer than a frame of Ethernet leaves by the burst. */
const ROOM = 1536;
/** A rack that is switched on at once waits here; the system gives what it allows. */
const BUFFER = 4 << 20;

export class BurstPort implements DatagramPort {
  readonly #port: DatagramPort;
  readonly #fd: number;
  readonly #calls = batchCalls();
  readonly #incoming = new Messages(MOST, MOST * SLOT);
  readonly #outgoing = new Messages(MOST, MOST * ROOM);
  /** Datagrams taken in this turn. */
  #taken = 0;
  #closed = false;

  /** @param fd the socket of `port`, non-blocking. It stays the port's: whoever closes the port closes it. */
  constructor(port: DatagramPort, fd: number) {
    this.#port = port;
    this.#fd = fd;
    this.#calls.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, Int32Array.of(BUFFER), 4);
    for (let index = 0; index < MOST; index++) {
      this.#incoming.place(index, index * SLOT, SLOT);
      this.#outgoing.place(index, index * ROOM, 0);
    }
  }

  send(bytes: Uint8Array, address: string, port: number): Promise<void> {
    return this.#port.send(bytes, address, port);
  }

  sendAll(datagrams: readonly OutgoingDatagram[]): void {
    const fitting = datagrams.filter(({ bytes }) => bytes.length <= ROOM);
    for (let done = 0; done < fitting.length; done += MOST) this.#sendSome(fitting.slice(done, done + MOST));
    for (const one of datagrams) if (one.bytes.length > ROOM) this.#sendAlone(one);
  }

  onMessage(handler: (bytes: Uint8Array, from: DatagramPeer) => void): void {
    this.#port.onMessage((bytes, from) => {
      handler(bytes, from);
      this.#takeOthers(handler);
    });
  }

  onError(handler: (error: Error) => void): void {
    this.#port.onError(handler);
  }

  close(): Promise<void> {
    this.#closed = true;
    return this.#port.close();
  }

  #takeOthers(handler: (bytes: Uint8Array, from: DatagramPeer) => void): void {
    if (this.#closed || this.#taken >= MOST_IN_A_TURN) return;
    const messages = this.#incoming;
    const count = this.#calls.recvmmsg(this.#fd, messages.headers.at, MOST, MSG_DONTWAIT, 0);
    this.#count(count);
    for (let index = 0; index < count; index++) handler(this.#bytesAt(index), peerOf(messages.peer(index)));
  }

  #count(taken: number): void {
    if (taken <= 0) return;
    if (this.#taken === 0)
      setImmediate(() => {
        this.#taken = 0;
      });
    this.#taken += taken;
  }

  #bytesAt(index: number): Uint8Array {
    const start = index * SLOT;
    return copiedBytes(this.#incoming.bytes.memory.subarray(start, start + this.#incoming.length(index)));
  }

  #sendSome(some: readonly OutgoingDatagram[]): void {
    for (const [index, { bytes, to }] of some.entries()) {
      this.#outgoing.bytes.memory.set(bytes, index * ROOM);
      this.#outgoing.place(index, index * ROOM, bytes.length);
      this.#outgoing.address(index, peerKey(to));
    }
    for (let done = 0; done < some.length; ) {
      const sent = this.#leave(done, some.length - done);
      const [stuck] = sent > 0 ? [] : some.slice(done, done + 1);
      if (stuck !== undefined) this.#sendAlone(stuck);
      done += Math.max(1, sent);
    }
  }

  /** Sends from message `first` on; returns how many have left. */
  #leave(first: number, count: number): number {
    if (this.#closed) return 0;
    return this.#calls.sendmmsg(this.#fd, this.#outgoing.headers.at + first * MMSGHDR, count, MSG_DONTWAIT);
  }

  #sendAlone({ bytes, to, failed }: OutgoingDatagram): void {
    this.#port.send(bytes, to.address, to.port).catch(failed);
  }
}

const peerOf = (key: PeerKey): DatagramPeer => ({
  address: formatIpv4(Math.floor(key / 65536)),
  port: key % 65536,
});
