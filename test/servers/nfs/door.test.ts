import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRpcDoor, type RpcDoor } from '../../../core/servers/nfs/door.ts';
import type { RpcProgram } from '../../../core/servers/nfs/program.ts';
import { joined, RecordReader, recordMark } from '../../../core/wire/nfs/record.ts';
import { MemoryPort, settle } from '../support/memory-net.ts';
import { callOf } from './support/client.ts';

/** A program that answers as many bytes as it is asked for, when it is let. */
const PROGRAM = 200_000;
let waiting: (() => void)[];
let started: number;
const program: RpcProgram = {
  number: PROGRAM,
  lowest: 1,
  highest: 1,
  async call({ procedure, args }) {
    started += 1;
    if (procedure === 1) await new Promise<void>((resolve) => waiting.push(resolve));
    if (procedure === 2) throw new Error('it failed');
    return { kind: 'success', results: [args.slice(), new Uint8Array(0)] };
  },
};
const echo = (text: string, procedure = 0) =>
  callOf(PROGRAM, 1, procedure, (args) => args.fixed(Buffer.from(text)));
const record = (bytes: Uint8Array) => joined([recordMark(bytes.length), bytes]);

let door: RpcDoor;
let port: number;
let troubles: string[];
const clients: Socket[] = [];

beforeEach(async () => {
  waiting = [];
  started = 0;
  troubles = [];
  door = createRpcDoor({
    programs: [program],
    limits: { total: 5, perClient: 3 },
    idleMs: 150,
    trouble: ({ reason }) => troubles.push(reason),
  });
  const server = door.tcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await door.close();
});

async function client(): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  clients.push(socket);
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** The next replies of a connection, as the text behind the 24 bytes of the RPC header. */
async function replies(socket: Socket, count: number): Promise<string[]> {
  const reader = new RecordReader({ bytes: 1 << 20, fragments: 4 });
  const found: string[] = [];
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    found.push(...reader.push(chunk as Uint8Array).map((one) => Buffer.from(one.subarray(24)).toString()));
    if (found.length >= count) break;
  }
  return found;
}

const closed = async (socket: Socket): Promise<true> => {
  socket.resume();
  if (!socket.closed) await once(socket, 'close');
  return true;
};

describe('over TCP', () => {
  it('answers many calls of one connection, however they arrive', async () => {
    const socket = await client();
    const stream = joined(['one1', 'two2', 'tre3'].map((text) => record(echo(text))));
    socket.write(stream.subarray(0, 50));
    await settle();
    socket.write(stream.subarray(50));
    expect((await replies(socket, 3)).sort()).toEqual(['one1', 'tre3', 'two2']);
  });

  it('a slow call does not hold up the others', async () => {
    const socket = await client();
    socket.write(joined([record(echo('slow', 1)), record(echo('fast'))]));
    expect(await replies(socket, 1)).toEqual(['fast']);
    for (const go of waiting) go();
    expect(await replies(socket, 1)).toEqual(['slow']);
  });

  it('works on eight calls of a connection at once, not on more', async () => {
    const socket = await client();
    socket.write(joined(Array.from({ length: 30 }, () => record(echo('wait', 1)))));
    while (started < 8) await settle();
    for (let turn = 0; turn < 20; turn++) await settle();
    expect(started).toBe(8);
  });

  it('cuts a connection that announces a gigabyte', async () => {
    const socket = await client();
    socket.write(recordMark(1 << 30));
    expect(await closed(socket)).toBe(true);
    expect(troubles).toEqual(['a record of over 65536 bytes']);
  });

  it('cuts a connection on which nothing moves', async () => {
    const socket = await client();
    socket.write(Uint8Array.of(0x80, 0));
    expect(await closed(socket)).toBe(true);
  });

  it('lets one client have so many connections, and no more', async () => {
    const four = await Promise.all([client(), client(), client(), client()]);
    await Promise.race(four.map(closed));
    expect([door.connections, troubles]).toEqual([3, ['too many connections']]);
  });

  it('a program that fails is a system error, and the connection lives on', async () => {
    const socket = await client();
    socket.write(record(echo('', 2)));
    expect(await replies(socket, 1)).toEqual(['']);
    socket.write(record(echo('more')));
    expect(await replies(socket, 1)).toEqual(['more']);
    expect(troubles).toEqual([expect.stringContaining('it failed')]);
  });

  it('closing cuts everybody', async () => {
    const socket = await client();
    socket.write(record(echo('hung', 1)));
    while (started < 1) await settle();
    await door.close();
    expect(await closed(socket)).toBe(true);
  });
});

describe('over UDP', () => {
  const from = { address: '10.77.0.50', port: 700 };

  it('answers where the call came from', async () => {
    const udp = new MemoryPort();
    door.serveUdp(udp);
    udp.arrive(echo('ping'), from);
    await settle();
    expect(
      udp.sent.map(({ bytes, ...to }) => ({ ...to, text: Buffer.from(bytes.subarray(24)).toString() })),
    ).toEqual([{ ...from, text: 'ping' }]);
  });

  it('says nothing to garbage, to replies and to port 0', async () => {
    const udp = new MemoryPort();
    door.serveUdp(udp);
    udp.arrive(Uint8Array.of(1, 2, 3), from);
    udp.arrive(new Uint8Array(400).fill(0xff), from);
    udp.arrive(echo('ping'), { ...from, port: 0 });
    await settle();
    expect(udp.sent).toEqual([]);
  });

  it('drops calls while 64 are worked on, and takes new ones after', async () => {
    const udp = new MemoryPort();
    door.serveUdp(udp);
    for (let n = 0; n < 100; n++) udp.arrive(echo('wait', 1), from);
    await settle();
    expect(started).toBe(64);
    for (const go of waiting) go();
    await settle();
    udp.arrive(echo('next'), from);
    await settle();
    expect(udp.sent.length).toBe(65);
  });

  it('an answer that cannot be sent harms nobody', async () => {
    const udp = new MemoryPort();
    udp.failWith = new Error('no route');
    door.serveUdp(udp);
    udp.arrive(echo('ping'), from);
    await settle();
    expect(udp.sent).toEqual([]);
  });
});
