import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FieldbootError } from '../../core/errors.ts';
import { openFileSource } from '../../core/media/file-source.ts';
import { createHttpDoor, type HttpDoor, type HttpReport } from '../../core/servers/http.ts';
import { HttpConnection } from '../../core/servers/http-connection.ts';
import { ReportRoom } from '../../core/servers/report-body.ts';
import type { BootTree, ServedFile } from '../../core/tree/boot-tree.ts';
import { textFile } from '../../core/tree/rendered.ts';
import { memoryTree } from './support/memory-tree.ts';
import { installed, run } from './support/tools.ts';

const big = new Uint8Array(3_000_001).map((_, at) => at ^ (at >> 8));
const endless = new Uint8Array(40_000_000);
const gone = new FieldbootError('MEDIUM_GONE', { name: 'Debian', path: '/media/usb/debian.iso' });
const tree = memoryTree(
  {
    '/big.bin': big,
    '/endless': endless,
    '/pool/g++_1~deb.deb': 'package',
    '/pool/gone.deb': '',
    '/torn': new Uint8Array(1_000_000),
    '/script.ipxe': '#!ipxe\n',
    '/empty': '',
  },
  {
    '/big.bin': { etag: 'big1' },
    '/pool/gone.deb': { openFails: gone },
    '/torn': { readFails: { from: 600_000, error: gone } },
  },
);
const reports: HttpReport[] = [];
const folder = mkdtempSync(join(tmpdir(), 'fieldboot-http-'));
const file = (name: string): string => join(folder, name);
let door: HttpDoor;
/** Cuts who has not moved for a quarter of a second. */
let impatient: HttpDoor;
let impatientPort = 0;
let base = '';
let port = 0;

beforeAll(async () => {
  const options = { tree, report: (report: HttpReport) => void reports.push(report) };
  door = createHttpDoor(options);
  impatient = createHttpDoor({ ...options, idleMs: 250 });
  port = await listening(door);
  impatientPort = await listening(impatient);
  base = `http://127.0.0.1:${port}`;
});
beforeEach(() => {
  reports.length = 0;
  tree.served.length = 0;
  tree.asked.length = 0;
});
afterAll(async () => {
  await Promise.all([door.close(), impatient.close()]);
  rmSync(folder, { recursive: true, force: true });
});

async function listening({ server }: HttpDoor): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Sends bytes as they are and gives back everything that came until the connection closed. */
async function raw(bytes: string, to = port): Promise<string> {
  const socket = connect(to, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(bytes, 'latin1');
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk.toString('latin1');
  });
  await once(socket, 'close');
  return answer;
}

/** Waits until something is so. What an earlier test left on its way may still be reported meanwhile. */
async function until(so: () => boolean): Promise<void> {
  await expect.poll(so, { interval: 10 }).toBe(true);
}

/** Whether the tree has been told that a transfer broke off. */
const broken = (path: string): boolean =>
  tree.served.some((served) => served.path === path && !served.complete);

describe('the HTTP door', () => {
  it('tells the tree who asks for what, and what became of it', async () => {
    const response = await fetch(`${base}/script.ipxe?mac=52:54:00:00:00:01&model=A%20B`, {
      headers: { 'user-agent': 'iPXE/1.21' },
    });
    expect(await response.text()).toBe('#!ipxe\n');
    expect(tree.asked).toEqual([
      {
        path: '/script.ipxe',
        address: '127.0.0.1',
        door: 'http',
        query: new Map([
          ['mac', '52:54:00:00:00:01'],
          ['model', 'A B'],
        ]),
      },
    ]);
    const mine = () => reports.filter(({ target }) => target.startsWith('/script.ipxe?mac='));
    await until(() => mine().length === 1);
    expect(tree.served).toContainEqual({ path: '/script.ipxe', bytes: 7, complete: true });
    expect(mine()).toMatchObject([
      { method: 'GET', status: 200, bytes: 7, complete: true, from: '127.0.0.1' },
    ]);
  });

  it('counts an empty file as a transfer, and HEAD and 304 as none', async () => {
    await fetch(`${base}/empty`);
    await fetch(`${base}/big.bin`, { method: 'HEAD' });
    expect((await fetch(`${base}/big.bin`, { headers: { 'if-none-match': '"big1"' } })).status).toBe(304);
    await until(() => reports.some(({ target, status }) => target === '/big.bin' && status === 304));
    const mine = tree.served.filter(({ path, complete }) => path === '/empty' || complete);
    expect(mine).toEqual([{ path: '/empty', bytes: 0, complete: true }]);
  });

  it('hands on what an installer sends with its report, and nothing else', async () => {
    const seen: (string | undefined)[] = [];
    const tree: BootTree = {
      open: async (path, { content }) => {
        seen.push(content && new TextDecoder().decode(content));
        return textFile(path, 'noted');
      },
    };
    const door = createHttpDoor({ tree });
    await new Promise<void>((listening) => door.server.listen(0, '127.0.0.1', () => listening()));
    const at = `http://127.0.0.1:${(door.server.address() as AddressInfo).port}`;
    const post = (path: string, body: BodyInit, more = {}) =>
      fetch(`${at}${path}`, { method: 'POST', body, ...more });
    const chunks = new Blob(['in ', 'chunks']).stream();
    await post('/machines/52:54:00:00:00:01/TOKEN/report/log', 'x'.repeat(300_000));
    await post('/machines/52:54:00:00:00:01/TOKEN/report/log', chunks, { duplex: 'half' });
    await post('/machines/52:54:00:00:00:01/TOKEN/ks.cfg', 'not a report');
    await door.close();
    expect(seen.map((text) => text?.slice(0, 20))).toEqual(['x'.repeat(20), 'in chunks', undefined]);
    expect(seen[0]).toHaveLength(300_000);
  });

  it('answers a POST as a GET, after its body', async () => {
    const body = JSON.stringify({ dmi: 'x'.repeat(100_000) });
    const response = await fetch(`${base}/script.ipxe`, { method: 'POST', body });
    expect(await response.text()).toBe('#!ipxe\n');
    expect((await fetch(`${base}/nothing`, { method: 'POST', body })).status).toBe(404);
  });

  it('refuses a body without end, other methods, and bad paths', async () => {
    const endlessBody = await raw(
      'POST /script.ipxe HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n'.padEnd(1_200_000, 'x'),
    );
    expect(endlessBody).toContain('HTTP/1.1 413 ');
    const removed = await fetch(`${base}/big.bin`, { method: 'DELETE' });
    expect([removed.status, removed.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
    expect(await raw('GET /%zz HTTP/1.0\r\n\r\n')).toContain('HTTP/1.1 400 ');
    expect(await raw('GET /a/../../etc/passwd HTTP/1.0\r\n\r\n')).toContain('HTTP/1.1 400 ');
    expect(tree.asked).toEqual([]);
  });

  it('answers 503 with the sentence when the medium is gone', async () => {
    const response = await fetch(`${base}/pool/gone.deb`);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await response.text()).toBe(`${gone.message}\n`);
  });

  it('cuts the connection when the medium fails on the way', async () => {
    const response = await fetch(`${base}/torn`);
    expect(response.headers.get('content-length')).toBe('1000000');
    await expect(response.arrayBuffer()).rejects.toThrow();
    await until(() => broken('/torn'));
  });

  it('keeps a connection alive for the next request', async () => {
    const two =
      'GET /script.ipxe HTTP/1.1\r\nHost: x\r\n\r\nGET /script.ipxe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    expect((await raw(two)).split('#!ipxe\n').length).toBe(3);
  });

  it('gives HTTP/1.0 the exact length and closes', async () => {
    const answer = await raw('GET /script.ipxe HTTP/1.0\r\n\r\n');
    expect(answer).toContain('Content-Length: 7\r\n');
    expect(answer).toContain('Connection: close\r\n');
    expect(answer).not.toContain('chunked');
  });

  it('takes back the place of a client that reads no more', async () => {
    const socket = connect(impatientPort, '127.0.0.1');
    socket.on('error', () => {});
    socket.pause();
    socket.write('GET /endless HTTP/1.1\r\nHost: x\r\n\r\n');
    await until(() => broken('/endless'));
    socket.destroy();
  });

  it('hears of a client that goes away in the middle', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.write('GET /endless HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'data');
    socket.destroy();
    await until(() => broken('/endless'));
  });

  it('leaks nothing over many connections', async () => {
    const asks = Array.from({ length: 300 }, async (_, at) => {
      const answer = await raw(`GET /${at % 3 === 0 ? 'nothing' : 'script.ipxe'} HTTP/1.0\r\n\r\n`);
      return answer.includes('200 OK');
    });
    expect((await Promise.all(asks)).filter(Boolean).length).toBe(200);
    const count = () =>
      new Promise<number>((resolve) => door.server.getConnections((_error, open) => resolve(open)));
    await expect.poll(count).toBeLessThan(10);
  });

  it('survives garbage', async () => {
    const texts = fc.sample(fc.string({ unit: 'binary', maxLength: 60 }), 60);
    await Promise.all(
      // Some of it asks for nothing and waits: nobody waits with it.
      texts.flatMap((text) => [
        raw(`GET /${text} HTTP/1.0\r\n\r\n`, impatientPort),
        raw(`${text}\r\n\r\n`, impatientPort),
      ]),
    );
    expect((await fetch(`http://127.0.0.1:${impatientPort}/script.ipxe`)).status).toBe(200);
  });
});

describe('what nobody honest sends', () => {
  /** Opens a connection and says what was answered until it ended. */
  const status = async (bytes: string) => /^HTTP\/1\.1 (\d+)/.exec(await raw(bytes))?.[1];
  const stillServes = async () => expect((await fetch(`${base}/script.ipxe`)).status).toBe(200);

  it.each([
    ['10,000 headers', `GET / HTTP/1.1\r\n${'a: b\r\n'.repeat(10_000)}\r\n`, '431'],
    ['a header of a megabyte', `GET / HTTP/1.1\r\na: ${'x'.repeat(1_000_000)}\r\n\r\n`, '431'],
    ['a URL of a megabyte', `GET /${'x'.repeat(1_000_000)} HTTP/1.1\r\n\r\n`, '431'],
    ['a URL of 15,000 characters', `GET /${'x/'.repeat(7500)} HTTP/1.0\r\n\r\n`, '404'],
    ['zeros', `GET /\0 HTTP/1.1\r\n\r\n`, '400'],
    ['TLS on the wrong door', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', '400'],
    ['chunks that lie', 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', '400'],
  ])('%s', async (_name, bytes, expected) => {
    expect(await status(bytes)).toBe(expected);
    await stillServes();
  });

  it('many requests in one go are answered in their order', async () => {
    const names = Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? '/script.ipxe' : '/nothing'));
    const asked = names.map((name, at) => {
      const last = at === names.length - 1 ? 'Connection: close\r\n' : '';
      return `GET ${name} HTTP/1.1\r\nHost: x\r\n${last}\r\n`;
    });
    const answers = (await raw(asked.join(''))).match(/HTTP\/1\.1 \d+/g);
    expect(answers).toEqual(names.map((name) => `HTTP/1.1 ${name === '/nothing' ? 404 : 200}`));
  });

  it('a client that closes its half gets its answer', async () => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.end('GET /big.bin HTTP/1.0\r\n\r\n');
    let length = 0;
    socket.on('data', (chunk) => {
      length += chunk.length;
    });
    await once(socket, 'end');
    expect(length).toBeGreaterThan(big.length);
  });

  it('one client has at most 512 connections, and those who send nothing are let go', async () => {
    const sockets = Array.from({ length: 600 }, () =>
      connect(impatientPort, '127.0.0.1').on('error', () => {}),
    );
    const open = () =>
      new Promise<number>((resolve) => impatient.server.getConnections((_error, count) => resolve(count)));
    await until(() => sockets.filter((socket) => socket.destroyed).length >= 88);
    await until(() => sockets.every((socket) => socket.destroyed || socket.readableEnded));
    for (const socket of sockets) socket.destroy();
    await expect.poll(open, { interval: 10 }).toBe(0);
    await stillServes();
  });
});

describe('somebody slow', () => {
  it('is answered when a head takes longer than it may, and cut when it does not go then', async () => {
    let connection: HttpConnection | undefined;
    let accepted: Socket | undefined;
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      accepted = socket;
      connection = new HttpConnection(socket, {
        reports: new ReportRoom(),
        answer: async () => true,
        refuse: ({ status }, to) => to.write(Buffer.from(`${status}`)),
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = connect({ port: (server.address() as AddressInfo).port, allowHalfOpen: true });
    let answer = '';
    client.on('data', (chunk) => {
      answer += chunk;
    });
    client.write('GET / HTT');
    const later = (ms: number) => connection?.checkDeadline(performance.now() + ms);
    await until(() => connection?.waiting === true);
    later(14_000);
    expect(connection?.waiting).toBe(true);
    later(16_000);
    await until(() => answer === '408');
    expect(accepted?.destroyed).toBe(false);
    later(16_000);
    await until(() => accepted?.destroyed === true);
    client.destroy();
    server.close();
  });
});

describe.skipIf(!installed('curl'))('curl', () => {
  const curl = async (...args: string[]) => {
    const { status, stdout } = await run('curl', ['-s', '--path-as-is', ...args]);
    return { status, stdout };
  };
  const code = async (...args: string[]) =>
    (await curl('-o', '/dev/null', '-w', '%{http_code}', ...args)).stdout.toString();

  it.each([
    ['1.1', []],
    ['1.0', ['-0']],
  ])('gets a file with HTTP/%s', async (_name, options) => {
    expect(Buffer.compare((await curl(...options, `${base}/big.bin`)).stdout, big)).toBe(0);
  });
  it('gets a range, and several in parts', async () => {
    expect((await curl('-r', '1000000-1999999', `${base}/big.bin`)).stdout).toEqual(
      Buffer.from(big.slice(1_000_000, 2_000_000)),
    );
    expect((await curl('-r', '-5', `${base}/big.bin`)).stdout).toEqual(Buffer.from(big.slice(-5)));
    const parts = (await curl('-r', '0-9,3000000-', `${base}/big.bin`)).stdout;
    expect(
      parts.includes(Buffer.from(big.slice(0, 10))) &&
        parts.includes('Content-Range: bytes 3000000-3000000/3000001'),
    ).toBe(true);
  });
  it('goes on with a broken download', async () => {
    writeFileSync(file('part'), big.slice(0, 1_234_567));
    await curl('-C', '-', '-o', file('part'), `${base}/big.bin`);
    expect(Buffer.compare(readFileSync(file('part')), big)).toBe(0);
    await until(() => reports.some(({ status }) => status === 206));
    expect(reports.filter(({ status }) => status === 206)).toMatchObject([
      { status: 206, bytes: big.length - 1_234_567 },
    ]);
  });
  it('waits for 100 Continue, and sends in chunks', async () => {
    writeFileSync(file('report.json'), 'x'.repeat(300_000));
    const post = ['-d', `@${file('report.json')}`, `${base}/script.ipxe`];
    expect((await curl('-H', 'Expect: 100-continue', ...post)).stdout.toString()).toBe('#!ipxe\n');
    expect((await curl('-H', 'Transfer-Encoding: chunked', ...post)).stdout.toString()).toBe('#!ipxe\n');
  });
  it('sees a broken download when the medium is removed under it, and 503 after', async () => {
    const path = file('medium.iso');
    writeFileSync(path, new Uint8Array(60_000_000));
    const source = await openFileSource(path);
    const medium: ServedFile = {
      kind: 'file',
      path: '/medium.iso',
      size: source.size,
      modified: 0,
      read: (offset, into) => source.read(offset, into),
      readNow: (offset, into) => source.readNow?.(offset, into) ?? 0,
    };
    let asked = 0;
    const removed = createHttpDoor({
      tree: {
        open: async () => {
          asked += 1;
          if (asked > 1) await source.read(0, new Uint8Array(1));
          return medium;
        },
      },
    });
    const url = `http://127.0.0.1:${await listening(removed)}/medium.iso`;
    const download = curl('--limit-rate', '4M', url);
    await until(() => asked === 1);
    unlinkSync(path);
    // 18: the connection ended before the promised length.
    expect((await download).status).toBe(18);
    expect(await code(url)).toBe('503');
    await source.close();
    await removed.close();
  });
  it('asks the size', async () => {
    expect((await curl('-I', `${base}/big.bin`)).stdout.toString()).toContain('Content-Length: 3000001');
  });
  it('is not given what it has', async () => {
    await curl('-R', '-o', file('had'), `${base}/big.bin`);
    expect(await code('-z', file('had'), `${base}/big.bin`)).toBe('304');
  });
  it('gets names in escapes, and is refused climbs', async () => {
    expect((await curl(`${base}/pool/g%2b%2b_1%7edeb.deb`)).stdout.toString()).toBe('package');
    expect(await code(`${base}/../../etc/passwd`)).toBe('400');
    expect(await code(`${base}/%2e%2e/etc/passwd`)).toBe('400');
  });
  it('follows to a directory', async () => {
    expect((await curl('-L', `${base}/pool`)).stdout.toString()).toContain(
      '<a href="./g%2B%2B_1~deb.deb">g++_1~deb.deb</a>',
    );
  });
  it('uploads nothing', async () => {
    expect(await code('-T', file('had'), `${base}/big.bin`)).toBe('405');
  });
});

describe.skipIf(!installed('wget'))('wget', () => {
  it('goes on with a broken download, and walks a directory', async () => {
    writeFileSync(file('big.bin'), big.slice(0, 99_999));
    expect((await run('wget', ['-q', '-c', '-P', folder, `${base}/big.bin`])).status).toBe(0);
    expect(Buffer.compare(readFileSync(file('big.bin')), big)).toBe(0);
    await run('wget', ['-q', '-r', '-np', '-nH', '-e', 'robots=off', '-P', file('walk'), `${base}/pool/`]);
    expect(readFileSync(join(file('walk'), 'pool', 'g++_1~deb.deb'), 'utf8')).toBe('package');
  });
});
