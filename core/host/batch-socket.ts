/**
 * A UDP socket for who has a thread of its own: it waits in the system, takes and sends many datagrams with one call
 * (recvmmsg, sendmmsg), and sends a burst to one client as one (UDP_SEGMENT, Linux 4.18 and later).
 */

import koffi from 'koffi';
import type { LaneSocket, PeerKey } from '../servers/tftp-lane.ts';
import { type BatchCalls, batchCalls, Messages, MMSGHDR, SOCKADDR } from './messages.ts';

const SOL_SOCKET = 1;
const SO_RCVTIMEO = 20;
const SO_SNDTIMEO = 21;
const SO_SNDBUF = 7;
const SO_RCVBUF = 8;
const MSG_DONTWAIT = 0x40;
const MSG_WAITFORONE = 0x10000;
const EINTR = 4;
const EIO = 5;
const EAGAIN = 11;
const EINVAL = 22;
const EMSGSIZE = 90;

/** Datagrams per call. */
const MOST = 64;
/** Segments of one burst that every kernel with UDP_SEGMENT takes. */
const MOST_SEGMENTS = 64;
/** ACKs have 4 bytes; of an error packet the text is for the log. */
const SLOT = 512;
const SEND_SPACE = 512 * 1024;
/** How long `receive` waits, milliseconds: what else the thread has to do waits as long at most. */
const TICK = 20;
/** A client that is gone may fill the socket's buffer until the system gives it up; others wait no longer than this. */
const SEND_PATIENCE = 50;
/**
 * How often it is asked whether something has come before the thread lies down: some 20 microseconds, in which a client
 * on another processor answers. To be put to sleep and woken costs as much, and the client waits for it.
 */
const LOOKS = 32;
/** Looks in vain until they are left off, as where client and server share a processor; and when it is tried anew. */
const LUCK = 4;
const TRY_AGAIN = 256;
/** The system gives what it allows. */
const BUFFER = 4 << 20;

/** Takes over a bound, blocking UDP socket; `close` closes it. */
export class BatchSocket implements LaneSocket {
  readonly #fd: number;
  readonly #libc: BatchCalls = batchCalls();
  readonly #incoming = new Messages(MOST, MOST * SLOT);
  readonly #outgoing = new Messages(MOST, SEND_SPACE);
  /** Bytes of the send space that are taken, and messages in it. */
  #used = 0;
  #queued = 0;
  /** How far looking before sleeping is worth it, up to `LUCK`; below zero, how many packets until it is tried again. */
  #luck = LUCK;
  /** Datagrams of this size and larger cannot be segmented by the way to the client. */
  #unsegmented = Number.POSITIVE_INFINITY;

  constructor(fd: number) {
    this.#fd = fd;
    this.#setOption(SO_RCVTIMEO, milliseconds(TICK));
    this.#setOption(SO_SNDTIMEO, milliseconds(SEND_PATIENCE));
    this.#setOption(SO_SNDBUF, Int32Array.of(BUFFER));
    this.#setOption(SO_RCVBUF, Int32Array.of(BUFFER));
    for (let index = 0; index < MOST; index++) this.#incoming.place(index, index * SLOT, SLOT);
  }

  close(): void {
    this.#libc.close(this.#fd);
  }

  receive(most: number): number {
    if (most === 1 && this.#look()) return 1;
    const waited = this.#take(most, 0);
    return waited > 0 ? waited : this.#nothing();
  }

  /**
   * Whether a packet comes within some microseconds, while that is likely. For one client only: the packets of many are
   * better taken together after a sleep.
   */
  #look(): boolean {
    if (this.#luck < 0 && ++this.#luck < 0) return false;
    for (let looks = 0; looks < LOOKS; looks++) {
      if (this.#take(1, MSG_DONTWAIT) <= 0) continue;
      this.#luck = Math.min(this.#luck + 1, LUCK);
      return true;
    }
    if (--this.#luck < 0) this.#luck = -TRY_AGAIN;
    return false;
  }

  /** How many packets there are now, or once one has come; not above 0 when none came. One alone has the lighter call. */
  #take(most: number, flags: number): number {
    const { recvfrom, recvmmsg } = this.#libc;
    const { headers, bytes, names, nameLength } = this.#incoming;
    if (most > 1) return recvmmsg(this.#fd, headers.at, Math.min(most, MOST), flags | MSG_WAITFORONE, 0);
    const length = recvfrom(this.#fd, bytes.at, SLOT, flags, names.at, nameLength.at);
    if (length >= 0) this.#incoming.setLength(0, length);
    return length >= 0 ? 1 : 0;
  }

  peerAt(index: number): PeerKey {
    return this.#incoming.peer(index);
  }

  bytesAt(index: number): Uint8Array {
    const start = index * SLOT;
    return this.#incoming.bytes.memory.subarray(start, start + this.#incoming.length(index));
  }

  room(length: number): Uint8Array {
    if (this.#queued === MOST || this.#used + length > SEND_SPACE) this.flush();
    return this.#outgoing.bytes.memory.subarray(this.#used, this.#used + length);
  }

  send(to: PeerKey, length: number, each: number): void {
    const whole = length <= each || each < this.#unsegmented;
    const most = whole ? Math.max(each, each * MOST_SEGMENTS) : each;
    for (let done = 0; done < length; done += most) this.#put(to, Math.min(most, length - done), each);
  }

  flush(): void {
    let done = 0;
    while (done < this.#queued) done += this.#leave(done);
    this.#queued = 0;
    this.#used = 0;
  }

  /** A message of the bytes at `#used`; the room was asked for, the message may be one too many. */
  #put(to: PeerKey, length: number, each: number): void {
    if (this.#queued === MOST) this.#leaveAll();
    const index = this.#queued++;
    this.#outgoing.place(index, this.#used, length);
    this.#outgoing.address(index, to);
    this.#outgoing.segment(index, length > each ? each : 0);
    this.#used += length;
  }

  /** Sends what is queued and keeps the bytes that are not queued yet where they are. */
  #leaveAll(): void {
    const used = this.#used;
    this.flush();
    this.#used = used;
  }

  /** Sends from message `first` on; returns how many have left or are given up. */
  #leave(first: number): number {
    const { sendto, sendmmsg } = this.#libc;
    const { headers, names, segments } = this.#outgoing;
    const count = this.#queued - first;
    const sent =
      count === 1 && segments[first] === 0
        ? Math.sign(
            sendto(
              this.#fd,
              this.#outgoing.start(first),
              this.#outgoing.size(first),
              0,
              names.at + first * SOCKADDR,
              SOCKADDR,
            ),
          )
        : sendmmsg(this.#fd, headers.at + first * MMSGHDR, count, 0);
    if (sent > 0) return sent;
    return this.#refused(first);
  }

  /** The first message could not leave: it counts as lost, or leaves in single datagrams where segments are not taken. */
  #refused(first: number): 1 {
    const { segments, names } = this.#outgoing;
    const each = segments[first] ?? 0;
    if (each === 0 || !takesNoSegments(koffi.errno())) return 1;
    this.#unsegmented = Math.min(this.#unsegmented, each);
    const [start, size] = [this.#outgoing.start(first), this.#outgoing.size(first)];
    for (let done = 0; done < size; done += each)
      this.#libc.sendto(
        this.#fd,
        start + done,
        Math.min(each, size - done),
        0,
        names.at + first * SOCKADDR,
        SOCKADDR,
      );
    return 1;
  }

  /** The tick is over. After any other error the thread waits as long, so that it does not spin. */
  #nothing(): 0 {
    if (koffi.errno() !== EAGAIN && koffi.errno() !== EINTR) Atomics.wait(IDLE, 0, 0, TICK);
    return 0;
  }

  #setOption(name: number, value: Int32Array | BigInt64Array): void {
    this.#libc.setsockopt(this.#fd, SOL_SOCKET, name, value, value.byteLength);
  }
}

/**
 * Whether an error of sending means that the way to the client takes no segments: EINVAL and EMSGSIZE where they do not
 * fit its MTU, EIO where the device makes no checksums (Linux, net/ipv4/udp.c, `udp_send_skb`). Anything else passes: a
 * cable that is out for a moment, a full buffer.
 */
export function takesNoSegments(errno: number): boolean {
  return errno === EINVAL || errno === EIO || errno === EMSGSIZE;
}

const IDLE = new Int32Array(new SharedArrayBuffer(4));

/** `struct timeval`. */
const milliseconds = (ms: number): BigInt64Array =>
  BigInt64Array.of(BigInt(Math.floor(ms / 1000)), BigInt((ms % 1000) * 1000));
