import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openUdpPort } from '../../core/host/sockets.ts';
import { openTftpLane } from '../../core/host/tftp-lane.ts';
import { openFileSource } from '../../core/media/file-source.ts';
import { serveTftp, type TftpReport, type TftpServer } from '../../core/servers/tftp.ts';
import type { FastLane } from '../../core/servers/tftp-fast.ts';
import type { BootTree } from '../../core/tree/boot-tree.ts';
import { loaderFiles } from '../../core/tree/loader-files.ts';
import { openLossyRelay } from './support/lossy-relay.ts';
import { memoryTree } from './support/memory-tree.ts';
import { installed, run } from './support/tools.ts';

/** 35 MiB: at 512 bytes the block numbers wrap past 65535. */
const LONG = 35 * 1024 * 1024 + 17;
const MEDIUM = 1_000_003;
/** Known by its length. */
const SILENT = 600_007;

const content = (length: number): Uint8Array => {
  const words = new Uint32Array(Math.ceil(length / 4)).map((_, at) => Math.imul(at, 2654435761));
  return new Uint8Array(words.buffer).subarray(0, length);
};
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const files = {
  '/medium': content(MEDIUM),
  '/long': content(LONG),
  '/silent': content(SILENT),
  '/short': content(40_001),
  '/exact': content(1024),
  '/empty': '',
  '/text': 'one\ntwo\n',
};
const folder = mkdtempSync(join(tmpdir(), 'fieldboot-tftp-'));
const at = { interface: 'lo', address: '127.0.0.1', door: 'TFTP' };
const reports: TftpReport[] = [];
let server: TftpServer;
let port = 0;

/** The files on a disk, as the fast lane wants them. */
function diskTree(): BootTree {
  const disk = join(folder, 'loaders');
  mkdirSync(disk, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(disk, name), bytes);
  const names = new Set(Object.keys(files).map((name) => `loaders${name}`));
  return loaderFiles((name) => (names.has(name) ? join(folder, name) : null), openFileSource);
}

/** Counts what the lane takes, so that a test that means the lane cannot go the other way. */
let taken = 0;
/** What reads of the file `silent` wait for, of which nothing is in memory; and how many there were. */
let silence: Promise<void> = Promise.resolve();
let asked = 0;
function countedLane(): FastLane | null {
  const lane = openTftpLane({ ...at, port: 0 });
  return (
    lane && {
      take: (transfer) => {
        taken++;
        const { plain } = transfer;
        const [extent] = plain.extents;
        if (extent?.length !== SILENT) return lane.take(transfer);
        const read: typeof plain.file.read = async (offset, into) => {
          asked++;
          await silence;
          return plain.file.read(offset, into);
        };
        return lane.take({ ...transfer, plain: { ...plain, file: { ...plain.file, fd: -1, read } } });
      },
      close: () => lane.close(),
    }
  );
}

const WAYS = ['on the event loop', 'on the fast lane', 'on one port'] as const;

describe.each(WAYS)('%s', (way) => {
  const fast = way === 'on the fast lane';

  beforeAll(async () => {
    taken = 0;
    port = 20_000 + (process.pid % 20_000) + WAYS.indexOf(way);
    server = serveTftp({
      port: await openUdpPort({ ...at, port }),
      openTransferPort: (peer) => {
        if (way === 'on one port') throw new Error('there is one port only');
        return openUdpPort({ ...at, port: 0, peer });
      },
      onePort: way === 'on one port',
      lane: way === 'on the event loop' ? null : countedLane(),
      tree: way === 'on the event loop' ? memoryTree(files) : diskTree(),
      report: (report) => reports.push(report),
    });
  });
  afterEach(() => {
    reports.length = 0;
  });
  afterAll(async () => {
    await server.close();
  });

  describe.skipIf(!installed('atftp'))('atftp (Debian package atftp)', () => {
    const get = async (name: string, ...options: string[]) => {
      const local = join(folder, 'got');
      rmSync(local, { force: true });
      const asked = options.flatMap((option) => ['--option', option]);
      const ran = await run('atftp', [...asked, '-g', '-r', name, '-l', local, '127.0.0.1', String(port)]);
      return { ...ran, file: () => readFileSync(local) };
    };

    it.each([
      ['no options', []],
      ['blocks of 512', ['blksize 512']],
      ['blocks of 1428 and the size', ['blksize 1428', 'tsize']],
      ['blocks of 8192', ['blksize 8192']],
      ['a window of 8', ['blksize 1428', 'windowsize 8']],
      ['a window of 64', ['blksize 1428', 'windowsize 64']],
      ['a timeout of 2 seconds', ['timeout 2']],
    ])('gets a file with %s', async (_name, options) => {
      const got = await get('medium', ...options);
      expect(digest(got.file())).toBe(digest(files['/medium']));
      // The client has ended when its last acknowledgement is on its way; the server hears it some time later.
      await expect
        .poll(() => reports)
        .toMatchObject([{ kind: 'ended', outcome: { kind: 'complete' }, bytes: MEDIUM, size: MEDIUM }]);
    });

    // In lockstep it works too and takes 6 s, which is too long for every run.
    it('gets 35 MiB in blocks of 512, past block 65535', async () => {
      const got = await get('long', 'blksize 512', 'windowsize 64');
      expect(digest(got.file())).toBe(digest(files['/long']));
    });

    it('gets a file of whole blocks, and an empty one', async () => {
      expect(digest((await get('exact')).file())).toBe(digest(files['/exact']));
      expect((await get('empty')).file().length).toBe(0);
    });

    it('gets a file whole through a bad cable', async () => {
      const window = 16;
      const relay = await openLossyRelay(port, window);
      const local = join(folder, 'through');
      rmSync(local, { force: true });
      const how = ['--option', 'blksize 1428', '--option', `windowsize ${window}`];
      await run('atftp', [...how, '-g', '-r', 'short', '-l', local, '127.0.0.1', String(relay.port)]);
      relay.close();
      expect(digest(readFileSync(local))).toBe(digest(files['/short']));
    });

    it('is told that a file is absent', async () => {
      const started = performance.now();
      expect((await get('revocations_sku.efi')).stderr).toContain('File not found');
      expect(performance.now() - started).toBeLessThan(4000);
    });

    it('cannot write', async () => {
      const local = join(folder, 'mine');
      const ran = await run('sh', [
        '-c',
        `echo mine >${local}; atftp -p -l ${local} -r medium 127.0.0.1 ${port}`,
      ]);
      expect(ran.stderr).toContain('Nothing can be written here');
    });
  });

  describe.skipIf(!installed('tftp'))('tftp (Debian package tftp-hpa)', () => {
    const get = async (mode: string, name: string) => {
      const local = join(folder, 'hpa');
      rmSync(local, { force: true });
      const ran = await run('tftp', ['-m', mode, '127.0.0.1', String(port), '-c', 'get', name, local]);
      return { ...ran, file: () => readFileSync(local) };
    };

    it('gets a file in binary', async () => {
      expect(digest((await get('binary', 'medium')).file())).toBe(digest(files['/medium']));
    });
    it('gets a text in netascii, its default', async () => {
      expect((await get('netascii', 'text')).file().toString()).toBe('one\ntwo\n');
    });
    it('is told that a file is absent', async () => {
      expect((await get('binary', 'grubx64.efi')).stdout.toString()).toContain('File not found');
    });
  });

  describe.skipIf(!installed('curl'))('curl', () => {
    it('gets many files at once', async () => {
      const urls = Array.from({ length: 12 }, () => [
        '-o',
        '/dev/null',
        `tftp://127.0.0.1:${port}/medium`,
      ]).flat();
      const ran = await run('curl', ['-s', '--fail', '--parallel', ...urls]);
      expect(ran.status).toBe(0);
      const whole = () => reports.filter((report) => report.kind === 'ended' && report.bytes === MEDIUM);
      await expect.poll(() => whole().length).toBe(12);
    });
  });

  it.skipIf(!fast || !installed('curl'))(
    'a disk that does not answer holds up nobody but who reads from it',
    async () => {
      const disk = Promise.withResolvers<void>();
      silence = disk.promise;
      const got = join(folder, 'silent');
      const get = (name: string, into: string) =>
        run('curl', ['-sS', '-m', '60', '-o', into, `tftp://127.0.0.1:${port}/${name}`]);
      const far = get('silent', got);
      await expect.poll(() => asked).toBeGreaterThan(0);
      expect((await get('medium', '/dev/null')).status).toBe(0);
      expect(reports).toMatchObject([{ path: '/loaders/medium', outcome: { kind: 'complete' } }]);
      disk.resolve();
      expect((await far).status).toBe(0);
      expect(digest(readFileSync(got))).toBe(digest(files['/silent']));
    },
  );

  it.skipIf(!installed('curl'))('the lane takes what it should', () => {
    expect(taken > 0).toBe(fast);
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));
