import { createHash, hash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFileSource } from '../../core/media/file-source.ts';
import type { BlockSource } from '../../core/media/source.ts';
import { createHttpDoor, type HttpDoor } from '../../core/servers/http.ts';
import type { ServedFile } from '../../core/tree/boot-tree.ts';

const SIZE = 24_000_001;
const bytes = Buffer.from(
  Uint32Array.from({ length: SIZE / 4 + 1 }, (_, at) => at * 2654435761).buffer,
  0,
  SIZE,
);
const folder = mkdtempSync(join(tmpdir(), 'fieldboot-direct-'));
const path = join(folder, 'medium.iso');
const ended: { bytes: number; complete: boolean }[] = [];
let source: BlockSource;
let door: HttpDoor;
let port = 0;

/** A door over one file on a disk, whose bytes go straight into the socket or through buffers. */
async function openDoor(direct: boolean, idleMs = 30_000): Promise<void> {
  writeFileSync(path, bytes);
  source = await openFileSource(path, { trustMs: 100 });
  const file: ServedFile = {
    ...{ kind: 'file', path: '/medium.iso', size: SIZE, modified: 0, etag: 'one' },
    read: (offset, into) => source.read(offset, into),
    readNow: (offset, into) => source.readNow?.(offset, into) ?? 0,
    ...(direct ? { placeNow: (offset: number) => source.placeNow?.(offset) ?? null } : {}),
    served: (bytes, complete) => void ended.push({ bytes, complete }),
  };
  const tree = {
    open: async () => {
      await source.read(0, new Uint8Array(1));
      return file;
    },
  };
  door = createHttpDoor({ tree, idleMs });
  door.server.listen(0, '127.0.0.1');
  await once(door.server, 'listening');
  port = (door.server.address() as AddressInfo).port;
}

beforeEach(() => {
  ended.length = 0;
});
afterEach(closeDoor);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function closeDoor(): Promise<void> {
  await door.close();
  await source.close();
}

const get = (range?: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}/medium.iso`, range ? { headers: { range: `bytes=${range}` } } : {});

/** Asks, and reads no more than comes by itself. */
function askOnly(): ReturnType<typeof connect> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {}).pause();
  socket.write('GET /medium.iso HTTP/1.1\r\nHost: x\r\n\r\n');
  return socket;
}

/** Everything that comes until the connection ends. */
async function countAll(socket: ReturnType<typeof connect>): Promise<number> {
  let count = 0;
  socket.on('data', (chunk: Buffer) => {
    count += chunk.length;
  });
  await once(socket, 'close');
  return count;
}

describe.each([
  ['straight from the file', true],
  ['through buffers', false],
])('a large file that leaves %s', (_, direct) => {
  beforeEach(() => openDoor(direct));

  it('is the same byte for byte, for several clients at once, and again on the same connection', async () => {
    const sums = async () => hash('sha256', Buffer.from(await (await get()).arrayBuffer()));
    const all = [...(await Promise.all([sums(), sums(), sums()])), await sums()];
    expect(new Set(all)).toEqual(new Set([hash('sha256', bytes)]));
    await expect.poll(() => ended).toEqual(Array(4).fill({ bytes: SIZE, complete: true }));
  });

  it.each([
    [1_000_003, 19_999_999],
    [23_900_000, 24_000_000],
    [7, 7],
  ])('is right from byte %d to byte %d', async (first, last) => {
    const answer = await get(`${first}-${last}`);
    const body = Buffer.from(await answer.arrayBuffer());
    expect([answer.status, body.equals(bytes.subarray(first, last + 1))]).toEqual([206, true]);
    await expect.poll(() => ended).toEqual([{ bytes: last - first + 1, complete: true }]);
  });

  it('waits for a client that reads by and by', async () => {
    const sum = createHash('sha256');
    for await (const chunk of (await get()).body ?? []) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      sum.update(chunk);
    }
    expect(sum.digest('hex')).toBe(hash('sha256', bytes));
  });

  it('is taken from a client that reads no more, and broken off by one that goes away', async () => {
    await closeDoor();
    await openDoor(direct, 400);
    const [deaf, gone] = [askOnly(), askOnly()];
    gone.once('readable', () => gone.destroy());
    await expect.poll(() => ended.length, { timeout: 10_000 }).toBe(2);
    deaf.destroy();
    expect(ended.map(({ bytes, complete }) => [bytes < SIZE, complete])).toEqual([
      [true, false],
      [true, false],
    ]);
  });

  it.each([
    ['removed', () => unlinkSync(path)],
    ['cut short', () => truncateSync(path, 1000)],
  ])('ends before its length when it is %s on the way, and nobody is told a lie', async (_how, spoil) => {
    const slow = askOnly();
    await once(slow, 'readable');
    spoil();
    // Longer than a look at the file is trusted.
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await countAll(slow)).toBeLessThan(SIZE);
    await expect.poll(() => ended.map(({ complete }) => complete)).toEqual([false]);
    expect((await get()).status).toBeGreaterThanOrEqual(410);
  });
});
