import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { openUdpPort } from '../../core/host/sockets.ts';
import { type DatagramPeer, type DatagramPort, sendAll } from '../../core/servers/datagram.ts';

const PORT = 6767;
const HERE = '127.0.0.1';
const open: { close(): unknown }[] = [];

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function ourPort(bursts: boolean): Promise<DatagramPort> {
  const port = await openUdpPort({ interface: 'lo', address: HERE, port: PORT, door: 'DHCP', bursts });
  open.push(port);
  return port;
}

async function other(): Promise<Socket> {
  const socket = createSocket('udp4').bind(0, HERE);
  await once(socket, 'listening');
  open.push(socket);
  return socket;
}

/** What a socket receives, until there are `count`. */
function received(socket: Socket, count: number): Promise<Buffer[]> {
  const all: Buffer[] = [];
  return new Promise((resolve) => {
    socket.on('message', (bytes: Buffer) => {
      if (all.push(bytes) === count) resolve(all);
    });
  });
}

/** What a port receives, until there are `count`. */
function heard(port: DatagramPort, count: number): Promise<{ bytes: Uint8Array; from: DatagramPeer }[]> {
  const all: { bytes: Uint8Array; from: DatagramPeer }[] = [];
  return new Promise((resolve) => {
    port.onMessage((bytes, from) => {
      if (all.push({ bytes, from }) === count) resolve(all);
    });
  });
}

/** Datagram `n`, of a length of its own. */
const datagram = (n: number): Uint8Array => new Uint8Array(240 + n).fill(n);

const never = (thrown: unknown): void => {
  throw thrown;
};

describe.skipIf(process.platform !== 'linux').each([
  ['one datagram each call', false],
  ['many datagrams each call', true],
])('a port that takes and sends %s', (_, bursts) => {
  it('hears all that came together, in order and from whom, and they stay as they were', async () => {
    const [port, client] = [await ourPort(bursts), await other()];
    const all = heard(port, 100);
    for (let n = 0; n < 100; n++) client.send(datagram(n), PORT, HERE);
    const from = { address: HERE, port: client.address().port };
    expect((await all).map(({ bytes, from }) => ({ bytes: Buffer.from(bytes), from }))).toEqual(
      Array.from({ length: 100 }, (_, n) => ({ bytes: Buffer.from(datagram(n)), from })),
    );
  });

  it('sees that a datagram is longer than any that is looked at', async () => {
    const [port, client] = [await ourPort(bursts), await other()];
    const all = heard(port, 2);
    client.send(datagram(1), PORT, HERE);
    client.send(new Uint8Array(9000), PORT, HERE);
    expect((await all).map(({ bytes }) => bytes.length > 4096)).toEqual([false, true]);
  });

  it('sends a burst to several, each its own', async () => {
    const [port, one, two] = [await ourPort(bursts), await other(), await other()];
    const both = [received(one, 50), received(two, 50)];
    const to = [one, two].map((socket) => ({ address: HERE, port: socket.address().port }));
    const burst = Array.from({ length: 100 }, (_, n) => ({
      bytes: datagram(n),
      to: to[n % 2] as DatagramPeer,
      failed: never,
    }));
    sendAll(port, burst);
    const [even = [], odd = []] = await Promise.all(both);
    expect([...even, ...odd].map((bytes) => bytes[0]).sort((a = 0, b = 0) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, n) => n),
    );
    expect(even.map((bytes) => bytes.length)).toEqual(even.map((bytes) => 240 + (bytes[0] ?? 0)));
  });

  it('tells who cannot be reached, and reaches the others', async () => {
    const [port, client] = [await ourPort(bursts), await other()];
    const got = received(client, 3);
    const told: unknown[] = [];
    const to = { address: HERE, port: client.address().port };
    // Without the right to broadcast the system refuses it.
    const everybody = { address: '255.255.255.255', port: 68 };
    const long = new Uint8Array(3000).fill(9);
    sendAll(port, [
      { bytes: datagram(1), to, failed: never },
      {
        bytes: datagram(2),
        to: everybody,
        failed: (thrown) => told.push((thrown as { code: unknown }).code),
      },
      { bytes: long, to, failed: never },
      { bytes: datagram(3), to, failed: never },
    ]);
    expect((await got).map((bytes) => bytes.length).sort()).toEqual([241, 243, 3000]);
    await expect.poll(() => told).toEqual(['EACCES']);
  });

  it('is silent once it is closed', async () => {
    const [port, client] = [await ourPort(bursts), await other()];
    const all: number[] = [];
    const closed = new Promise<void>((resolve) => {
      port.onMessage((bytes) => {
        all.push(bytes.length);
        void port.close().then(resolve);
      });
    });
    client.send(datagram(1), PORT, HERE);
    await closed;
    const told = new Promise((resolve) => {
      sendAll(port, [{ bytes: datagram(2), to: { address: HERE, port: 9 }, failed: resolve }]);
    });
    expect([all, await told]).toEqual([[241], expect.any(Error)]);
  });
});
