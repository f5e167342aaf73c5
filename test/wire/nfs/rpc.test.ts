import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMountCall } from '../../../core/wire/nfs/mount.ts';
import { decodeNfs3Call } from '../../../core/wire/nfs/nfs3.ts';
import { decodePortmapCall, encodePortmapReply, findPort } from '../../../core/wire/nfs/portmap.ts';
import { joined } from '../../../core/wire/nfs/record.ts';
import { decodeRpcCall, encodeRpcDenial, encodeRpcReply } from '../../../core/wire/nfs/rpc.ts';
import { XdrWriter } from '../../../core/wire/xdr.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const words = (...values: number[]): Uint8Array =>
  values.reduce((writer, value) => writer.u32(value), new XdrWriter()).finish();

describe('a call', () => {
  it('with AUTH_SYS is read, and the credentials are not believed', () => {
    const credentials = new XdrWriter().u32(0).string('machine').u32(0).u32(0).u32(0).finish();
    const call = new XdrWriter()
      .u32(0x1234)
      .u32(0)
      .u32(2)
      .u32(100_003)
      .u32(3)
      .u32(1)
      .u32(1)
      .opaque(credentials)
      .u32(0)
      .u32(0)
      .string('arguments')
      .finish();
    expect(decodeRpcCall(call)).toEqual({
      kind: 'call',
      xid: 0x1234,
      program: 100_003,
      version: 3,
      procedure: 1,
      args: new XdrWriter().string('arguments').finish(),
    });
  });

  it.each([
    ['a reply gets no answer', words(1, 1, 0), { kind: 'ignored', reason: 'not a call' }],
    [
      'a stub gets no answer',
      words(1, 0),
      { kind: 'ignored', reason: 'cut short at byte 8: 4 bytes wanted, 0 left' },
    ],
    [
      'RPC version 3 is denied',
      words(1, 0, 3, 100_003, 3, 0, 0, 0, 0, 0),
      { kind: 'denied', xid: 1, why: 'rpc-version' },
    ],
    [
      'RPCSEC_GSS is denied',
      words(1, 0, 2, 100_003, 3, 0, 6, 0, 0, 0),
      { kind: 'denied', xid: 1, why: 'credentials' },
    ],
    [
      'a credential of over 400 bytes gets no answer',
      words(1, 0, 2, 100_003, 3, 0, 1, 401),
      { kind: 'ignored', reason: '401 bytes where at most 400 may be' },
    ],
  ])('%s', (_name, message, expected) => {
    expect(decodeRpcCall(message)).toEqual(expected);
  });
});

describe('a reply', () => {
  it.each([
    ['no such program', { kind: 'no-program' }, words(9, 1, 0, 0, 0, 1)],
    [
      'another version, with the ones there are',
      { kind: 'other-version', lowest: 2, highest: 4 },
      words(9, 1, 0, 0, 0, 2, 2, 4),
    ],
    ['no such procedure', { kind: 'no-procedure' }, words(9, 1, 0, 0, 0, 3)],
    ['arguments that cannot be read', { kind: 'garbage' }, words(9, 1, 0, 0, 0, 4)],
    ['a failure of our own', { kind: 'system-error' }, words(9, 1, 0, 0, 0, 5)],
    ['results', { kind: 'success', results: [words(7), words(8)] }, words(9, 1, 0, 0, 0, 0, 7, 8)],
  ] as const)('%s', (_name, outcome, expected) => {
    expect(hex(joined(encodeRpcReply(9, outcome) ?? []))).toBe(hex(expected));
  });

  it('silence is no reply', () => {
    expect(encodeRpcReply(9, { kind: 'silence' })).toBeUndefined();
  });

  it('a denial says which RPC version, or that the credentials are bad', () => {
    expect(hex(encodeRpcDenial({ kind: 'denied', xid: 9, why: 'rpc-version' }))).toBe(
      hex(words(9, 1, 1, 0, 2, 2)),
    );
    expect(hex(encodeRpcDenial({ kind: 'denied', xid: 9, why: 'credentials' }))).toBe(
      hex(words(9, 1, 1, 1, 1)),
    );
  });
});

describe('the port mapper', () => {
  const mappings = [
    { program: 100_003, version: 3, transport: 'tcp', port: 2049 },
    { program: 100_003, version: 3, transport: 'udp', port: 2049 },
  ] as const;

  it.each([
    [
      'version 2 asks by protocol number',
      2,
      3,
      words(100_003, 3, 17, 0),
      { kind: 'port', program: 100_003, transport: 'udp' },
    ],
    [
      'version 2 asks for SCTP',
      2,
      3,
      words(100_003, 3, 132, 0),
      { kind: 'port', program: 100_003, transport: null },
    ],
    [
      'version 4 asks by network id',
      4,
      3,
      new XdrWriter().u32(100_005).u32(3).string('tcp').string('').string('').finish(),
      { kind: 'address', program: 100_005, transport: 'tcp' },
    ],
    [
      'version 4 asks for that very version',
      4,
      9,
      new XdrWriter().u32(100_005).u32(3).string('udp').string('').string('').finish(),
      { kind: 'address', program: 100_005, transport: 'udp' },
    ],
    ['version 3 has no such procedure', 3, 9, words(), { kind: 'no-procedure' }],
    ['registering', 2, 1, words(1, 1, 6, 1), { kind: 'change' }],
    ['calling through it', 2, 5, words(), { kind: 'indirect' }],
    ['the list of version 2', 2, 4, words(), { kind: 'dump', style: 'ports' }],
    ['the list of version 4', 4, 4, words(), { kind: 'dump', style: 'addresses' }],
    ['half a question', 2, 3, words(100_003), { kind: 'garbage' }],
  ] as const)('%s', (_name, version, procedure, args, expected) => {
    expect(decodePortmapCall(version, procedure, args)).toEqual(expected);
  });

  it('knows the port of a program, 0 when there is none', () => {
    expect(findPort(mappings, { program: 100_003, transport: 'tcp' })).toBe(2049);
    expect(findPort(mappings, { program: 100_024, transport: 'tcp' })).toBe(0);
    expect(findPort(mappings, { program: 100_003, transport: null })).toBe(0);
  });

  it('writes a universal address', () => {
    const reply = encodePortmapReply({ kind: 'address', host: '10.77.0.1', port: 2049 });
    expect(hex(reply)).toBe(hex(new XdrWriter().string('10.77.0.1.8.1').finish()));
  });

  it('writes the list of version 2', () => {
    const reply = encodePortmapReply({ kind: 'dump', style: 'ports', host: '10.77.0.1', mappings });
    expect(hex(reply)).toBe(hex(words(1, 100_003, 3, 6, 2049, 1, 100_003, 3, 17, 2049, 0)));
  });
});

it('random arguments never throw, whatever the program', () => {
  fc.assert(
    fc.property(fc.nat(30), fc.uint8Array({ maxLength: 200 }), (procedure, args) => {
      decodeRpcCall(args);
      decodeNfs3Call(procedure, args);
      decodeMountCall(procedure, args);
      for (const version of [2, 3, 4]) decodePortmapCall(version, procedure, args);
    }),
    { numRuns: 2000 },
  );
});
