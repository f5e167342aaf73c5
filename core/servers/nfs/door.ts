/** The sockets of the NFS door: every port answers every program, over UDP and over TCP. */
import { createServer, type Server, type Socket } from 'node:net';
import { joined, RecordReader, recordMark } from '../../wire/nfs/record.ts';
import type { DatagramPeer, DatagramPort } from '../datagram.ts';
import { answerMessage, type Caller, type RpcProgram, type RpcTrouble } from './program.ts';

export interface RpcDoorOptions {
  readonly programs: readonly RpcProgram[];
  /** Milliseconds without a byte moving, after which a connection is cut; the client makes a new one. */
  readonly idleMs?: number;
  /** Connections at once, in all and for one address. */
  readonly limits?: { readonly total: number; readonly perClient: number };
  trouble?(trouble: RpcTrouble): void;
}

/** Linux's client closes its own connection after five idle minutes; this is for those that are dead. */
const IDLE_MS = 6 * 60_000;
/** A rack of 48, each with a handful (`nconnect`, umount's own). */
const LIMITS = { total: 512, perClient: 16 };
/** What FSINFO offers for writing, and the call around it. */
const RECORD = { bytes: 65_536, fragments: 64 };
/** Calls of one connection that are worked on at once; more wait in the socket. */
const AT_ONCE = 8;
/** Datagrams that are worked on at once; more are dropped, and the client repeats them. */
const DATAGRAMS_AT_ONCE = 64;

export interface RpcDoor {
  /** Answers on a UDP port from now on. The door closes it. */
  serveUdp(port: DatagramPort): void;
  /** A TCP server that is to be let listen by the caller. The door closes it. */
  tcpServer(): Server;
  /** Connections that are open. */
  readonly connections: number;
  /** Closes every port and cuts every connection. */
  close(): Promise<void>;
}

export function createRpcDoor(options: RpcDoorOptions): RpcDoor {
  return new Door(options);
}

class Door implements RpcDoor {
  readonly #options: RpcDoorOptions;
  readonly #limits: { readonly total: number; readonly perClient: number };
  readonly #sockets = new Map<Socket, string>();
  readonly #closers: (() => Promise<unknown>)[] = [];
  #datagrams = 0;

  constructor(options: RpcDoorOptions) {
    this.#options = options;
    this.#limits = options.limits ?? LIMITS;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  serveUdp(port: DatagramPort): void {
    port.onMessage((bytes, from) => void this.#onDatagram(port, bytes, from));
    this.#closers.push(() => port.close());
  }

  tcpServer(): Server {
    const server = createServer({ noDelay: true, keepAlive: true }, (socket) => this.#onConnection(socket));
    this.#closers.push(() => new Promise((resolve) => server.close(resolve)));
    return server;
  }

  async close(): Promise<void> {
    const closing = this.#closers.splice(0).map((close) => close());
    for (const socket of this.#sockets.keys()) socket.destroy();
    await Promise.all(closing);
  }

  async #onDatagram(
    port: DatagramPort,
    bytes: Uint8Array,
    { address, port: from }: DatagramPeer,
  ): Promise<void> {
    if (this.#datagrams >= DATAGRAMS_AT_ONCE || from === 0) return;
    this.#datagrams += 1;
    try {
      const reply = await this.#answer(bytes, { address, transport: 'udp' });
      if (reply !== undefined) await port.send(joined(reply), address, from);
    } catch {
      // A client that cannot be reached asks again, or does not.
    } finally {
      this.#datagrams -= 1;
    }
  }

  #onConnection(socket: Socket): void {
    const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    const own = [...this.#sockets.values()].filter((other) => other === address).length;
    socket.on('error', () => socket.destroy());
    if (address === '' || own >= this.#limits.perClient || this.#sockets.size >= this.#limits.total) {
      this.#options.trouble?.({ from: { address, transport: 'tcp' }, reason: 'too many connections' });
      socket.destroy();
      return;
    }
    this.#sockets.set(socket, address);
    socket.setTimeout(this.#options.idleMs ?? IDLE_MS, () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
    void this.#converse(socket, { address, transport: 'tcp' });
  }

  /** Records in, replies out, in whatever order they are ready; reading waits while many are worked on. */
  async #converse(socket: Socket, caller: Caller): Promise<void> {
    const records = new RecordReader(RECORD);
    const working = new Set<Promise<void>>();
    try {
      for await (const chunk of socket) {
        for (const record of records.push(chunk as Uint8Array)) {
          const work = this.#reply(socket, record, caller).finally(() => working.delete(work));
          working.add(work);
          while (working.size >= AT_ONCE) await Promise.race(working);
        }
        if (records.fault !== null) break;
      }
      if (records.fault !== null) this.#options.trouble?.({ from: caller, reason: records.fault });
      await Promise.all(working);
    } catch {
      // The connection broke; whoever was on the other end makes a new one.
    }
    socket.destroy();
  }

  /** Ends when the reply has left this process, so that a client that does not read is not answered without bound. */
  async #reply(socket: Socket, record: Uint8Array, caller: Caller): Promise<void> {
    const reply = await this.#answer(record, caller);
    if (reply === undefined || !socket.writable) return;
    const length = reply.reduce((sum, part) => sum + part.length, 0);
    await new Promise<void>((resolve) => {
      socket.cork();
      for (const part of [recordMark(length), ...reply.slice(0, -1)]) socket.write(part);
      // Called in any case: a destroyed socket ends its writes with an error.
      socket.write(reply.at(-1) ?? new Uint8Array(0), () => resolve());
      socket.uncork();
    });
  }

  #answer(bytes: Uint8Array, caller: Caller): Promise<readonly Uint8Array[] | undefined> {
    const { programs, trouble } = this.#options;
    return answerMessage(programs, bytes, caller, trouble);
  }
}
