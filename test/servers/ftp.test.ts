/** The FTP door and three foreign clients: curl, lftp, wget. */
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FieldbootError } from '../../core/errors.ts';
import { createFtpDoor, type FtpDoor, type FtpMissed } from '../../core/servers/ftp.ts';
import { FtpFiles } from '../../core/servers/ftp-files.ts';
import { memoryTree } from './support/memory-tree.ts';
import { installed, run } from './support/tools.ts';

const big = new Uint8Array(3_000_001).map((_, at) => at ^ (at >> 8));
const gone = new FieldbootError('MEDIUM_GONE', { name: 'SUSE', path: '/media/usb/suse.iso' });
const tree = memoryTree(
  {
    '/images/suse/tree/boot/linux': big,
    '/images/suse/tree/content': 'LABEL SUSE\n',
    '/images/suse/tree/gone': '',
    '/images/suse/tree/torn': new Uint8Array(1_000_000),
    '/images/suse/suse.iso': 'the medium',
    '/loaders/undionly.kpxe': 'a loader',
    '/loaders/endless': new Uint8Array(60_000_000),
    '/machines/52:54:00:00:00:01/TOKEN/answers': 'secret',
  },
  {
    '/images/suse/tree/gone': { openFails: gone },
    '/images/suse/tree/torn': { readFails: { from: 600_000, error: gone } },
  },
);
const missed: FtpMissed[] = [];
const folder = mkdtempSync(join(tmpdir(), 'fieldboot-ftp-'));
let door: FtpDoor;
let port = 0;
const listeners = () => ['SIGTERM', 'SIGINT', 'SIGQUIT'].map((name) => process.listenerCount(name));

beforeAll(async () => {
  const before = listeners();
  const images = () => ['suse'];
  door = createFtpDoor({
    tree,
    address: '127.0.0.1',
    images,
    missed: (one) => missed.push(one),
    idleMs: 3000,
  });
  // The library wants to end the process at a signal.
  expect(listeners()).toEqual(before);
  door.server.listen(0, '127.0.0.1');
  await once(door.server, 'listening');
  port = (door.server.address() as AddressInfo).port;
});
beforeEach(() => {
  missed.length = 0;
  tree.served.length = 0;
});
afterAll(async () => {
  await door.close();
  rmSync(folder, { recursive: true, force: true });
});

const until = (so: () => boolean) => expect.poll(so, { interval: 10 }).toBe(true);

describe.skipIf(!installed('curl'))('curl', () => {
  const curl = (path: string, ...words: string[]) =>
    run('curl', ['-sS', '--path-as-is', ...words, `ftp://127.0.0.1:${port}${path}`]);

  it('fetches byte for byte, and the tree hears of it', async () => {
    const fetched = await curl('/images/suse/tree/boot/linux');
    expect(Buffer.compare(fetched.stdout, big)).toBe(0);
    await until(() => tree.served.length === 1);
    expect(tree.served).toEqual([
      { path: '/images/suse/tree/boot/linux', bytes: big.length, complete: true },
    ]);
    expect(tree.asked.at(-1)).toMatchObject({ door: 'ftp', address: '127.0.0.1' });
    expect((await curl('/loaders/undionly.kpxe')).stdout.toString()).toBe('a loader');
  });
  it('goes on in the middle', async () => {
    const rest = await curl('/images/suse/tree/boot/linux', '-C', '1234567');
    expect(Buffer.compare(rest.stdout, big.slice(1_234_567))).toBe(0);
  });
  it('lists directories', async () => {
    const names = async (path: string) => (await curl(path, '-l')).stdout.toString().split(/\r?\n/).sort();
    expect(await names('/')).toEqual(['', 'images', 'loaders']);
    expect(await names('/images/')).toEqual(['', 'suse']);
    expect(await names('/images/suse/tree/')).toEqual(['', 'boot', 'content', 'gone', 'torn']);
    expect((await curl('/images/suse/tree/')).stdout.toString()).toMatch(/^-r--r--r-- .* 11 .*content\r?$/m);
  });
  it('gets nothing outside of images and loaders, no answers, and no climb', async () => {
    for (const path of ['/etc/passwd', '/../../etc/passwd', '/machines/52:54:00:00:00:01/TOKEN/answers']) {
      const { status, stdout } = await curl(path, '--ftp-method', 'nocwd');
      expect([path, status === 0, stdout.length]).toEqual([path, false, 0]);
    }
    expect(missed.map(({ reason }) => reason)).toContain('not served by FTP');
  });
  it('writes, deletes, renames and makes nothing', async () => {
    const file = join(import.meta.dirname, 'ftp.test.ts');
    expect((await curl('/images/suse/tree/new', '-T', file)).status).not.toBe(0);
    for (const command of ['DELE content', 'RMD boot', 'MKD new', 'RNFR content', 'SITE CHMOD 777 content'])
      expect((await curl('/images/suse/tree/', '-Q', command)).status).not.toBe(0);
  });
  it('does not let itself be sent elsewhere', async () => {
    expect((await curl('/images/suse/tree/content', '--ftp-port', '-')).status).not.toBe(0);
  });
  it('tells what was missed', async () => {
    expect((await curl('/images/suse/tree/absent')).status).not.toBe(0);
    expect((await curl('/images/suse/tree/gone', '--ftp-method', 'nocwd')).status).not.toBe(0);
    expect(missed).toContainEqual({
      door: 'ftp',
      address: '127.0.0.1',
      file: '/images/suse/tree/absent',
      reason: 'no such name',
    });
    expect(missed.map(({ reason }) => reason)).toContain(gone.message);
  });
  it('sees a failure when the medium fails on the way', async () => {
    expect((await curl('/images/suse/tree/torn')).status).not.toBe(0);
    await until(() => tree.served.length === 1);
    expect(tree.served).toMatchObject([{ complete: false }]);
  });
});

describe.skipIf(!installed('lftp'))('lftp', () => {
  it('mirrors a tree', async () => {
    const into = join(folder, 'mirror');
    const settings = 'set net:max-retries 1; set net:timeout 20; set xfer:log no';
    const mirror = `mirror --exclude gone --exclude torn /images/suse/tree ${into}`;
    await run('lftp', ['-c', `${settings}; open ftp://127.0.0.1:${port}; ${mirror}`]);
    expect(Buffer.compare(readFileSync(join(into, 'boot/linux')), big)).toBe(0);
    expect(readFileSync(join(into, 'content'), 'utf8')).toBe('LABEL SUSE\n');
    expect(existsSync(join(into, 'absent'))).toBe(false);
  });
});

describe.skipIf(!installed('wget'))('wget', () => {
  it('fetches a file', async () => {
    const url = `ftp://127.0.0.1:${port}/images/suse/tree/content`;
    expect((await run('wget', ['-q', '-O', '-', url])).stdout.toString()).toBe('LABEL SUSE\n');
  });
});

describe('connections', () => {
  const open = () =>
    new Promise<number>((resolve) => door.server.getConnections((_error, count) => resolve(count)));

  it('one client has at most 8, and those that do nothing are let go', async () => {
    const sockets = Array.from({ length: 20 }, () =>
      connect(port, '127.0.0.1')
        .on('error', () => {})
        .resume(),
    );
    await until(() => sockets.filter((socket) => socket.destroyed).length >= 12);
    expect(await open()).toBeLessThanOrEqual(8);
    // idleMs is 3000 here.
    await until(() => sockets.every((socket) => socket.destroyed));
    await expect.poll(open).toBe(0);
  });

  it.skipIf(!installed('curl'))(
    'a transfer that the client breaks off ends, and the tree hears of it',
    async () => {
      const url = `ftp://127.0.0.1:${port}/loaders/endless`;
      const { status } = await run('curl', ['-s', '--limit-rate', '10k', '-m', '1', url]);
      expect(status).toBe(28);
      await until(() => tree.served.length === 1);
      expect(tree.served).toMatchObject([{ complete: false }]);
      await expect.poll(open).toBe(0);
    },
  );

  it('survive garbage and a client that leaves in the middle', async () => {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    socket.write(
      Buffer.from(`\0\xff\r\nUSER ${'x'.repeat(100_000)}\r\nRETR /\r\nPASV\r\nEPRT |9|x|\r\nREST -1\r\n`),
    );
    await once(socket, 'data');
    socket.destroy();
    await expect.poll(open).toBe(0);
  });
});

describe('a walk through the files', () => {
  const files = () => new FtpFiles({ tree, images: () => ['suse'], address: '10.77.0.2' });
  it('keeps to the tree, whatever the way', async () => {
    const walk = files();
    expect(await walk.chdir('images')).toBe('/images');
    expect(await walk.chdir('suse/tree')).toBe('/images/suse/tree');
    expect(await walk.chdir('../../../../..')).toBe('/');
    await expect(walk.chdir('/images/other')).rejects.toThrow();
    await expect(walk.chdir('/images/suse/tree/content')).rejects.toThrow('Not a directory');
    await expect(walk.get('/images/suse/tree/a\0b')).rejects.toThrow('Not a path');
    await expect(walk.read('/images/suse/tree')).rejects.toThrow('A directory cannot be read');
  });
});
