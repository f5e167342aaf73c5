import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { FieldbootError } from '../../core/errors.ts';
import type { DatagramPeer } from '../../core/servers/datagram.ts';
import { serveTftp, type TftpReport, type TftpServer } from '../../core/servers/tftp.ts';
import { decodeTftp, encodeTftp, type TftpOption, type TftpPacket } from '../../core/wire/tftp.ts';
import { MemoryPort, settle } from './support/memory-net.ts';
import { type MemoryTree, memoryTree } from './support/memory-tree.ts';

const CLIENT: DatagramPeer = { address: '10.77.0.100', port: 2070 };
const gone = new FieldbootError('MEDIUM_GONE', { name: 'Debian', path: '/media/usb/debian.iso' });

interface Lab {
  readonly door: MemoryPort;
  readonly ports: MemoryPort[];
  readonly tree: MemoryTree;
  readonly reports: TftpReport[];
  readonly server: TftpServer;
  /** Runs the timers that are due `ms` from now. */
  pass(ms: number): void;
}

function makeLab(limits = { total: 8, perClient: 2 }): Lab {
  const door = new MemoryPort();
  const ports: MemoryPort[] = [];
  const reports: TftpReport[] = [];
  const tree = memoryTree(
    {
      '/small': 'hello',
      '/big': new Uint8Array(200_000).fill(7),
      '/text': 'one\ntwo\n',
      '/gone': 'x',
      '/torn': new Uint8Array(2000),
    },
    { '/gone': { openFails: gone }, '/torn': { readFails: { from: 0, error: gone } } },
  );
  let now = 0;
  const timers = new Set<{ at: number; task: () => void }>();
  const server = serveTftp({
    port: door,
    openTransferPort: async () => {
      const port = new MemoryPort();
      ports.push(port);
      return port;
    },
    tree,
    limits,
    report: (report) => reports.push(report),
    clock: {
      now: () => now,
      after(ms, task) {
        const timer = { at: now + ms, task };
        timers.add(timer);
        return () => timers.delete(timer);
      },
    },
  });
  const pass = (ms: number): void => {
    now += ms;
    for (const timer of [...timers])
      if (timer.at <= now) {
        timers.delete(timer);
        timer.task();
      }
  };
  return { door, ports, tree, reports, server, pass };
}

let lab: Lab;
beforeEach(() => {
  lab = makeLab();
});

const ask = async (
  name: string,
  options: TftpOption[] = [],
  from = CLIENT,
  mode = 'octet',
): Promise<void> => {
  lab.door.arrive(encodeTftp({ kind: 'read', name, mode, options }), from);
  await settle();
};
const answers = (port: MemoryPort | undefined): unknown[] =>
  (port?.sent ?? []).map(({ bytes }) => decodeTftp(bytes));
const reply = async (packet: TftpPacket, from = CLIENT, port = lab.ports[0]): Promise<void> => {
  port?.arrive(encodeTftp(packet), from);
  await settle();
};
const size = { name: 'tsize', value: '0' };

describe('the TFTP server', () => {
  it('serves a small file to its end and tells the tree', async () => {
    await ask('\\small');
    expect(answers(lab.ports[0])).toEqual([
      { kind: 'data', block: 1, bytes: new Uint8Array(Buffer.from('hello')) },
    ]);
    lab.pass(40);
    await reply({ kind: 'ack', block: 1 });
    expect(lab.tree.asked).toEqual([{ path: '/small', address: CLIENT.address, door: 'tftp' }]);
    expect(lab.tree.served).toEqual([{ path: '/small', bytes: 5, complete: true }]);
    expect(lab.reports).toEqual([
      {
        kind: 'ended',
        from: CLIENT,
        path: '/small',
        outcome: { kind: 'complete', confirmed: true },
        bytes: 5,
        size: 5,
        elapsedMs: 40,
        blockSize: 512,
        windowSize: 1,
      },
    ]);
    expect([lab.server.active, lab.ports[0]?.closed]).toEqual([0, true]);
  });

  it('reports a size probe as a probe, and the tree hears of no transfer', async () => {
    await ask('small', [size]);
    expect(answers(lab.ports[0])).toEqual([{ kind: 'oack', options: [{ name: 'tsize', value: '5' }] }]);
    await reply({ kind: 'error', code: 8, message: 'User aborted' });
    expect(lab.reports).toMatchObject([{ kind: 'ended', outcome: { kind: 'probe' }, bytes: 0 }]);
    expect(lab.tree.served).toEqual([]);
  });

  const refusals: [string, TftpPacket, number, string][] = [
    [
      'an absent name',
      { kind: 'read', name: 'grubx64.efi', mode: 'octet', options: [] },
      1,
      'File not found',
    ],
    ['a directory', { kind: 'read', name: '/', mode: 'octet', options: [] }, 1, 'File not found'],
    [
      'writing',
      { kind: 'write', name: 'small', mode: 'octet', options: [] },
      2,
      'Nothing can be written here',
    ],
    [
      'a climb',
      { kind: 'read', name: '../x', mode: 'octet', options: [] },
      2,
      'That path leads out of the tree',
    ],
    ['mail', { kind: 'read', name: 'small', mode: 'mail', options: [] }, 4, 'There is no mode mail'],
    ['a medium that is gone', { kind: 'read', name: 'gone', mode: 'octet', options: [] }, 0, gone.message],
  ];
  it.each(refusals)('refuses %s at once from port 69', async (_name, request, code, message) => {
    lab.door.arrive(encodeTftp(request), CLIENT);
    await settle();
    expect(answers(lab.door)).toEqual([{ kind: 'error', code, message }]);
    expect(lab.door.sent[0]).toMatchObject(CLIENT);
    expect([lab.ports.length, lab.server.active]).toEqual([0, 0]);
  });

  it('tells the client when the medium fails on the way', async () => {
    await ask('torn');
    await settle();
    expect(answers(lab.ports[0])).toEqual([{ kind: 'error', code: 0, message: gone.message }]);
    expect(lab.tree.served).toEqual([{ path: '/torn', bytes: 0, complete: false }]);
  });

  it('gives netascii its line ends, and the size they make', async () => {
    await ask('text', [size], CLIENT, 'netascii');
    await reply({ kind: 'ack', block: 0 });
    expect(answers(lab.ports[0])).toEqual([
      { kind: 'oack', options: [{ name: 'tsize', value: '10' }] },
      { kind: 'data', block: 1, bytes: new Uint8Array(Buffer.from('one\r\ntwo\r\n')) },
    ]);
  });

  it('answers a request repeated before any data only once', async () => {
    await ask('small');
    await ask('small');
    expect(lab.ports.length).toBe(1);
    expect(lab.reports).toEqual([{ kind: 'ignored', from: CLIENT, reason: 'a repeated request' }]);
  });

  it('starts anew for a machine that was reset and asks from the same port', async () => {
    await ask('big');
    await reply({ kind: 'ack', block: 1 });
    await ask('big');
    expect(lab.reports).toMatchObject([{ outcome: { kind: 'lost', reason: 'it asked again' }, bytes: 512 }]);
    expect([lab.ports.length, lab.server.active, lab.ports[0]?.closed]).toEqual([2, 1, true]);
  });

  it('passes over the packets of strangers', async () => {
    await ask('small');
    await reply({ kind: 'ack', block: 1 }, { ...CLIENT, port: 9 });
    await reply({ kind: 'error', code: 0, message: '' }, { ...CLIENT, address: '10.77.0.9' });
    expect([lab.server.active, lab.reports.length]).toEqual([1, 0]);
  });

  it('is silent past the limits of a client and of all', async () => {
    for (const port of [1, 2, 3]) await ask('small', [], { ...CLIENT, port });
    for (let host = 1; host <= 10; host++) await ask('small', [], { address: `10.77.0.${host}`, port: 1 });
    expect(lab.server.active).toBe(8);
    expect(lab.reports.map((report) => (report.kind === 'ignored' ? report.reason : ''))).toEqual([
      'too many transfers of this client at once',
      ...Array(4).fill('too many transfers at once'),
    ]);
  });

  it('gives up on a client that went away, and its place is free again', async () => {
    await ask('big');
    for (let times = 0; times < 6; times++) {
      lab.pass(8000);
      await settle();
    }
    expect(lab.reports).toMatchObject([{ outcome: { kind: 'lost', reason: 'it stopped answering' } }]);
    expect(lab.tree.served).toEqual([{ path: '/big', bytes: 0, complete: false }]);
    expect([lab.server.active, answers(lab.ports[0]).length]).toEqual([0, 6]);
  });

  it('ends at once when the client’s port is closed', async () => {
    await ask('big');
    const port = lab.ports[0];
    if (port !== undefined) port.failWith = Object.assign(new Error('send'), { code: 'ECONNREFUSED' });
    lab.pass(500);
    await settle();
    expect(lab.reports).toMatchObject([{ outcome: { kind: 'lost', reason: 'its port is closed' } }]);
  });

  it('tells its clients when it is closed, and answers nothing after', async () => {
    await ask('big');
    await lab.server.close();
    await ask('small', [], { ...CLIENT, port: 5 });
    expect(answers(lab.ports[0]).at(-1)).toEqual({
      kind: 'error',
      code: 0,
      message: 'Fieldboot has stopped serving',
    });
    expect([lab.server.active, lab.door.closed, lab.door.sent.length]).toEqual([0, true, 0]);
  });

  it('survives any datagram, on port 69 and on a transfer’s own', async () => {
    await ask('big');
    const hostile = fc.tuple(fc.nat(7), fc.uint8Array({ maxLength: 100 }));
    const endpoint = fc.record({ address: fc.constant(CLIENT.address), port: fc.nat(65535) });
    await fc.assert(
      fc.asyncProperty(hostile, endpoint, async ([opcode, rest], from) => {
        const bytes = Uint8Array.of(0, opcode, ...rest);
        lab.door.arrive(bytes, from);
        lab.ports[0]?.arrive(bytes, CLIENT);
        await settle();
      }),
    );
    lab.pass(60_000);
    await ask('small', [], { address: '10.77.0.200', port: 99 });
    expect(answers(lab.ports.at(-1))).toMatchObject([{ kind: 'data', block: 1 }]);
  });
});
