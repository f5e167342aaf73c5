import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { FieldbootError } from '../../../core/errors.ts';
import { mountProgram } from '../../../core/servers/nfs/mount-program.ts';
import { nfsProgram, type ReadReport } from '../../../core/servers/nfs/nfs-program.ts';
import { portmapProgram } from '../../../core/servers/nfs/portmap-program.ts';
import { answerMessage, type RpcProgram } from '../../../core/servers/nfs/program.ts';
import { MOUNT } from '../../../core/wire/nfs/mount.ts';
import { NFS, NFS_STATUS } from '../../../core/wire/nfs/nfs3.ts';
import type { XdrReader, XdrWriter } from '../../../core/wire/xdr.ts';
import { call, callOf, readAttributes, TCP, UDP } from './support/client.ts';
import { exportsOf, type ImageTraits, MODIFIED } from './support/exports.ts';

const LARGE = Uint8Array.from({ length: 300_000 }, (_, at) => (at * 7) & 0xff);
const PLAN = {
  files: {
    'casper/vmlinuz': 'a kernel',
    'casper/large.squashfs': LARGE,
    empty: '',
    README: 'the original',
    ...Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`many/file-${n}`, String(n)])),
  },
  links: { inside: 'casper/vmlinuz', outside: '/etc/passwd', loop: '.' },
};

let programs: RpcProgram[];
let reads: ReadReport[];

async function programsOver(traits: ImageTraits = {}): Promise<RpcProgram[]> {
  const exports = await exportsOf(PLAN, traits);
  return [
    portmapProgram('10.77.0.1', []),
    mountProgram(exports),
    nfsProgram(exports, (report) => reads.push(report)),
  ];
}

beforeAll(async () => {
  reads = [];
  programs = await programsOver();
});

async function mount(path: string, over = programs): Promise<Uint8Array | number> {
  const { results } = await call(
    over,
    callOf(MOUNT.program, 3, 1, (args) => args.string(path)),
  );
  return results.u32() || results.opaque(64);
}

async function mounted(path = '/images/os/tree', over = programs): Promise<Uint8Array> {
  const handle = await mount(path, over);
  if (typeof handle === 'number') throw new Error(`mount: ${handle}`);
  return handle;
}

/** Calls an NFS procedure; the reader stands behind the status. */
async function nfs(
  procedure: number,
  handle: Uint8Array,
  args: (writer: XdrWriter) => unknown = () => {},
  { over = programs, from = TCP } = {},
): Promise<{ status: number; results: XdrReader; length: number }> {
  const message = callOf(NFS.program, 3, procedure, (writer) => args(writer.opaque(handle)));
  const { accepted, results, length } = await call(over, message, from);
  if (accepted !== 0) throw new Error(`accepted with ${accepted}`);
  return { status: results.u32(), results, length };
}

async function lookup(directory: Uint8Array, name: string, over = programs): Promise<Uint8Array | number> {
  const { status, results } = await nfs(3, directory, (args) => args.string(name), { over });
  return status || results.opaque(64);
}

async function at(path: string, over = programs): Promise<Uint8Array> {
  let handle = await mounted('/images/os/tree', over);
  for (const name of path.split('/')) {
    const found = await lookup(handle, name, over);
    if (typeof found === 'number') throw new Error(`${name}: ${found}`);
    handle = found;
  }
  return handle;
}

const read = async (handle: Uint8Array, offset: number, count: number, from = TCP) => {
  const { status, results } = await nfs(6, handle, (args) => args.u64(offset).u32(count), { from });
  if (status !== 0) return { status };
  results.u32();
  readAttributes(results);
  const [length, end] = [results.u32(), results.bool()];
  return { length, end, bytes: Buffer.from(results.opaque(1 << 20)) };
};

/** Names of a directory by as many calls as it takes. */
async function listing(handle: Uint8Array, procedure: 16 | 17, count: number) {
  const names: string[] = [];
  const sizes: number[] = [];
  let [cookie, verifier, end] = [0, new Uint8Array(8), false];
  while (!end) {
    const { status, results, length } = await nfs(procedure, handle, (args) => {
      args.u64(cookie).fixed(verifier).u32(count);
      if (procedure === 17) args.u32(count);
    });
    if (status !== 0) throw new Error(`status ${status}`);
    sizes.push(length);
    results.u32();
    readAttributes(results);
    verifier = new Uint8Array(results.fixed(8));
    while (results.bool()) {
      results.u64();
      names.push(results.string(255));
      cookie = results.u64();
      if (procedure === 17 && results.bool()) readAttributes(results);
      if (procedure === 17 && results.bool()) results.opaque(64);
    }
    end = results.bool();
  }
  return { names, sizes };
}

describe('mounting', () => {
  it.each([
    ['the tree of an image', '/images/os/tree', 'object'],
    ['an image', '/images/os', 'object'],
    ['a directory below, with slashes too many', '/images//os/tree/casper/', 'object'],
    ['a file is no directory', '/images/os/tree/README', 20],
    ['an image that does not exist', '/images/other/tree', 2],
    ['a way out', '/images/os/tree/../../../etc', 2],
    ['everything', '/', 2],
  ])('%s', async (_name, path, expected) => {
    const found = await mount(path);
    expect(typeof found === 'number' ? found : typeof found).toBe(expected);
  });

  it('version 1, which U-Boot begins with, has the same handle without its length', async () => {
    const { results } = await call(
      programs,
      callOf(MOUNT.program, 1, 1, (args) => args.string('/images/os/tree')),
    );
    expect([results.u32(), results.fixed(32), results.remaining]).toEqual([0, await mounted(), 0]);
  });

  it('tells what there is to mount', async () => {
    const { results } = await call(programs, callOf(MOUNT.program, 3, 5));
    expect([results.bool(), results.string(99), results.bool(), results.bool()]).toEqual([
      true,
      '/images/os/tree',
      false,
      false,
    ]);
  });

  it('a medium that is gone is a failure of input and output', async () => {
    const gone = new FieldbootError('MEDIUM_GONE', { name: 'OS', path: '/x' });
    expect(await mount('/images/os/tree', await programsOver({ openFails: gone }))).toBe(5);
  });
});

describe('attributes', () => {
  it.each([
    ['a file', 'casper/vmlinuz', { type: 1, mode: 0o555, links: 1, size: 8 }],
    [
      'a directory, with a link for each directory in it',
      'casper',
      { type: 2, mode: 0o555, links: 2, size: 4096 },
    ],
    ['a link to a file', 'inside', { type: 5, mode: 0o777, links: 1, size: 14 }],
    ['a link that leads out of the medium', 'outside', { type: 5, mode: 0o777, links: 1, size: 11 }],
  ])('of %s', async (_name, path, expected) => {
    const { status, results } = await nfs(1, await at(path));
    const attributes = readAttributes(results);
    expect([status, attributes]).toEqual([0, { ...attributes, ...expected, modified: MODIFIED / 1000 }]);
    expect(attributes.fileid).toBeGreaterThan(0);
  });

  it('the numbers of files are all different, and the file system has one', async () => {
    const paths = ['casper', 'casper/vmlinuz', 'empty', 'README', 'inside', 'many/file-7'];
    const all = await Promise.all(
      paths.map(async (path) => readAttributes((await nfs(1, await at(path))).results)),
    );
    expect(new Set(all.map(({ fileid }) => fileid)).size).toBe(paths.length);
    expect(new Set(all.map(({ fsid }) => fsid)).size).toBe(1);
  });

  it('everything may be read and executed, nothing changed', async () => {
    const granted = async (path: string) => {
      const { results } = await nfs(4, await at(path), (args) => args.u32(0x3f));
      results.u32();
      readAttributes(results);
      return results.u32();
    };
    expect([await granted('casper'), await granted('README')]).toEqual([0x03, 0x21]);
  });
});

describe('handles', () => {
  it('are the same after a restart', async () => {
    expect(await at('casper/vmlinuz', await programsOver())).toEqual(await at('casper/vmlinuz'));
  });

  it('of a medium that was replaced are stale', async () => {
    const handle = await at('casper/vmlinuz');
    const { status } = await nfs(1, handle, undefined, { over: await programsOver({ stamp: '2' }) });
    expect(status).toBe(NFS_STATUS.stale);
  });

  it.each([
    ['a made-up check', 31, NFS_STATUS.stale],
    ['another number', 23, NFS_STATUS.stale],
    ['another image', 4, NFS_STATUS.stale],
    ['another format', 0, NFS_STATUS.badHandle],
  ])('with %s lead nowhere', async (_name, byte, status) => {
    const handle = await at('casper/vmlinuz');
    handle[byte] = (handle[byte] ?? 0) ^ 1;
    expect((await nfs(1, handle)).status).toBe(status);
  });

  it('of another length are no handles', async () => {
    expect((await nfs(1, new Uint8Array(12))).status).toBe(NFS_STATUS.badHandle);
  });

  it.each([
    ['MEDIUM_GONE', 'makes the client wait until the disk is back', NFS_STATUS.jukebox],
    ['MEDIUM_CHANGED', 'makes them stale', NFS_STATUS.stale],
  ] as const)('%s %s', async (code, _meaning, status) => {
    const handle = await at('README');
    const over = await programsOver({ openFails: new FieldbootError(code, { name: 'OS', path: '/x' }) });
    expect((await nfs(1, handle, undefined, { over })).status).toBe(status);
  });
});

describe('looking up', () => {
  it.each([
    ['a name that is not there', 'casper', 'nothing', NFS_STATUS.noEntry],
    ['a name in another case', 'casper', 'VMLINUZ', NFS_STATUS.noEntry],
    ['a path instead of a name', 'casper', '../README', NFS_STATUS.noEntry],
    ['a name in a file', 'README', 'x', NFS_STATUS.notDirectory],
    ['a name that is too long', 'casper', 'n'.repeat(256), NFS_STATUS.nameTooLong],
  ])('%s', async (_name, path, name, status) => {
    expect(await lookup(await at(path), name)).toBe(status);
  });

  it('. and .. lead to the directory and its parent, and never out of the image', async () => {
    const casper = await at('casper');
    expect(await lookup(casper, '.')).toEqual(casper);
    expect(await lookup(casper, '..')).toEqual(await mounted());
    const root = await mounted('/images/os');
    expect(await lookup(root, '..')).toEqual(root);
  });

  it('an image holds its tree and the medium itself', async () => {
    const iso = await lookup(await mounted('/images/os'), 'os.iso');
    if (typeof iso === 'number') throw new Error('there is no os.iso');
    expect((await read(iso, 32_769, 5)).bytes?.toString()).toBe('CD001');
  });
});

describe('reading', () => {
  it.each([
    ['a whole file', 0, 4096, { length: 8, end: true, bytes: 'a kernel' }],
    ['a piece', 2, 3, { length: 3, end: false, bytes: 'ker' }],
    ['up to the last byte', 2, 6, { length: 6, end: true, bytes: 'kernel' }],
    ['behind the end', 8, 10, { length: 0, end: true, bytes: '' }],
    ['far behind the end', 2 ** 63, 10, { length: 0, end: true, bytes: '' }],
    ['nothing', 0, 0, { length: 0, end: false, bytes: '' }],
  ])('%s', async (_name, offset, count, expected) => {
    const found = await read(await at('casper/vmlinuz'), offset, count);
    expect({ ...found, bytes: found.bytes?.toString() }).toEqual(expected);
  });

  it('never more at once than was offered: 256 KiB over TCP, 32 KiB over UDP', async () => {
    const handle = await at('casper/large.squashfs');
    const overTcp = await read(handle, 0, 0xffff_ffff);
    const overUdp = await read(handle, 262_144, 0xffff_ffff, UDP);
    expect([overTcp.length, overTcp.end, overUdp.length]).toEqual([262_144, false, 32_768]);
    expect(overTcp.bytes?.equals(LARGE.subarray(0, 262_144))).toBe(true);
    expect(overUdp.bytes?.equals(LARGE.subarray(262_144, 262_144 + 32_768))).toBe(true);
  });

  it('is reported with the path of the boot tree', async () => {
    reads = [];
    await read(await at('casper/vmlinuz'), 2, 3);
    expect(reads).toEqual([
      { from: '10.77.0.50', path: '/images/os/tree/casper/vmlinuz', offset: 2, bytes: 3, size: 8 },
    ]);
  });

  it.each([
    ['a directory', 'casper', NFS_STATUS.isDirectory],
    ['a link', 'inside', NFS_STATUS.invalid],
  ])('%s cannot be read', async (_name, path, status) => {
    expect(await read(await at(path), 0, 10)).toEqual({ status });
  });

  it('where a link leads is told as it is on the medium', async () => {
    const target = async (path: string) => {
      const { results } = await nfs(5, await at(path));
      results.u32();
      readAttributes(results);
      return results.string(1024);
    };
    expect([await target('inside'), await target('outside'), await target('loop')]).toEqual([
      'casper/vmlinuz',
      '/etc/passwd',
      '.',
    ]);
    expect((await nfs(5, await at('README'))).status).toBe(NFS_STATUS.invalid);
  });
});

describe('what the family adds', () => {
  it('is listed and read, takes the place of the medium’s own, and is left out when it cannot be made', async () => {
    const over = await programsOver({
      overlay: { 'fieldboot/initrd.cpio': 'made', README: 'replaced!', 'fieldboot/lost': null },
    });
    const added = await nfs(6, await at('fieldboot/initrd.cpio', over), (args) => args.u64(0).u32(99), {
      over,
    });
    added.results.u32();
    expect([readAttributes(added.results).size, added.results.u32()]).toEqual([4, 4]);
    const replaced = await nfs(1, await at('README', over), undefined, { over });
    expect(readAttributes(replaced.results).size).toBe(9);
    expect(await lookup(await at('fieldboot', over), 'lost', over)).toBe(NFS_STATUS.noEntry);
  });
});

describe('listing', () => {
  const expected = ['.', '..', ...Array.from({ length: 300 }, (_, n) => `file-${n}`).sort()];

  it.each([
    ['READDIR', 16, 1024],
    ['READDIR in one piece', 16, 65_536],
    ['READDIRPLUS', 17, 4096],
    ['READDIRPLUS in one piece', 17, 1 << 20],
  ] as const)('%s: every name once, in as many pieces as fit', async (_name, procedure, count) => {
    const { names, sizes } = await listing(await at('many'), procedure, count);
    expect(names).toEqual(expected);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(count);
  });

  it('what holds not even one name is too small', async () => {
    const { status } = await nfs(16, await at('many'), (args) => args.u64(0).u64(0).u32(100));
    expect(status).toBe(NFS_STATUS.tooSmall);
  });

  it.each([
    ['a cookie behind the end', 999, 0],
    ['the verifier of something else', 3, 12_345],
  ])('%s is a bad cookie', async (_name, cookie, verifier) => {
    const { status } = await nfs(16, await at('many'), (args) => args.u64(cookie).u64(verifier).u32(4096));
    expect(status).toBe(NFS_STATUS.badCookie);
  });

  it('a file has no names in it', async () => {
    const { status } = await nfs(16, await at('README'), (args) => args.u64(0).u64(0).u32(4096));
    expect(status).toBe(NFS_STATUS.notDirectory);
  });
});

describe('what would change something', () => {
  it.each([
    ['SETATTR', 2, 8],
    ['WRITE', 7, 8],
    ['CREATE', 8, 8],
    ['MKDIR', 9, 8],
    ['SYMLINK', 10, 8],
    ['MKNOD', 11, 8],
    ['REMOVE', 12, 8],
    ['RMDIR', 13, 8],
    ['RENAME', 14, 16],
    ['LINK', 15, 12],
    ['COMMIT', 21, 8],
  ])('%s: the file system is read-only', async (_name, procedure, rest) => {
    const { status, results } = await nfs(procedure, await at('README'));
    expect([status, results.remaining]).toEqual([NFS_STATUS.readOnly, rest]);
  });
});

describe('facts of the file system', () => {
  it('sizes fit the transport', async () => {
    const sizes = async (from: typeof TCP) => {
      const { results } = await nfs(19, await mounted(), undefined, { from });
      results.u32();
      readAttributes(results);
      return [results.u32(), results.u32()];
    };
    expect([await sizes(TCP), await sizes(UDP)]).toEqual([
      [262_144, 262_144],
      [32_768, 8192],
    ]);
  });

  it.each([
    ['FSSTAT', 18, 4 + 84 + 52],
    ['FSINFO', 19, 4 + 84 + 48],
    ['PATHCONF', 20, 4 + 84 + 24],
  ])('%s has the length of RFC 1813', async (_name, procedure, length) => {
    const { status, results } = await nfs(procedure, await mounted());
    expect([status, results.remaining]).toEqual([0, length]);
  });
});

describe('programs', () => {
  it.each([
    ['a program that is not here', 100_021, 4, 0, 1],
    ['NFS version 4, so that clients try 3', NFS.program, 4, 0, 2],
    ['mount version 4', MOUNT.program, 4, 0, 2],
    ['a procedure of the future', NFS.program, 3, 22, 3],
    ['arguments that are missing', NFS.program, 3, 6, 4],
    ['NULL', NFS.program, 3, 0, 0],
  ])('%s', async (_name, program, version, procedure, accepted) => {
    expect((await call(programs, callOf(program, version, procedure))).accepted).toBe(accepted);
  });

  it('random calls with real handles never fail in a way of their own', async () => {
    const handles = await Promise.all(['casper', 'README', 'inside', 'many'].map((path) => at(path)));
    const pieces = fc.array(
      fc.oneof(
        fc.constantFrom(...handles.map((one) => [0, 0, 0, 32, ...one])),
        fc.uint8Array({ maxLength: 12 }),
      ),
      { maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(NFS.program, MOUNT.program, 100_000),
        fc.nat(5),
        fc.nat(25),
        pieces,
        async (program, version, procedure, parts) => {
          const message = Uint8Array.from([
            ...callOf(program, version, procedure),
            ...parts.flatMap((part) => [...part]),
          ]);
          const troubles: string[] = [];
          await answerMessage(programs, message, UDP, ({ reason }) => troubles.push(reason));
          expect(troubles).toEqual([]);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('random bytes get no answer or a denial', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 120 }), async (bytes) => {
        await answerMessage(programs, bytes, UDP);
      }),
      { numRuns: 1000 },
    );
  });
});
