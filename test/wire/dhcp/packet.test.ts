import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DhcpOption,
  type DhcpPacket,
  decodePacket,
  encodePacket,
} from '../../../core/wire/dhcp/packet.ts';
import { summary } from '../../../core/wire/dhcp/summary.ts';
import { capture, captureBytes, requestPacket } from '../../support/dhcp.ts';

/** A packet of 236 header bytes, a cookie and the options given. */
function bytesWith(
  options: readonly number[],
  fields: { file?: readonly number[]; sname?: readonly number[] } = {},
) {
  const bytes = new Uint8Array(240 + options.length);
  bytes.set([1, 1, 6, 0]);
  bytes.set(fields.sname ?? [], 44);
  bytes.set(fields.file ?? [], 108);
  bytes.set([0x63, 0x82, 0x53, 0x63, ...options], 236);
  return bytes;
}

function decoded(bytes: Uint8Array): DhcpPacket {
  const result = decodePacket(bytes);
  if (!result.ok) throw new Error(result.reason);
  return result.packet;
}

function options(bytes: Uint8Array): readonly (readonly number[])[] {
  return decoded(bytes).options.map(({ code, data }) => [code, ...data]);
}

describe('decoding', () => {
  test.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(0), 'cut short at byte 0: 1 bytes wanted, 0 left'],
    ['half a header', bytesWith([]).subarray(0, 100), 'cut short at byte 44: 64 bytes wanted, 56 left'],
    ['another cookie', bytesWith([]).fill(1, 236), 'no DHCP magic cookie'],
    ['an operation that is neither request nor reply', bytesWith([255]).fill(3, 0, 1), 'unknown operation 3'],
    ['a hardware address that is too long', bytesWith([255]).fill(17, 2, 3), 'hardware address of 17 bytes'],
    ['a code with no length', bytesWith([53]), 'option 53 runs past the end of the options field'],
    [
      'an option longer than the packet',
      bytesWith([53, 9, 1]),
      'option 53 runs past the end of the options field',
    ],
    [
      'an option that runs out of the file field',
      bytesWith([52, 1, 1, 255], { file: [12, 200] }),
      'option 12 runs past the end of the file field',
    ],
    ['more than any DHCP packet has', new Uint8Array(5000), '5000 bytes are too many for DHCP'],
  ])('%s is refused with the reason', (_, bytes, reason) => {
    expect(decodePacket(bytes)).toEqual({ ok: false, reason });
  });

  test('padding between options and bytes after the end are skipped', () => {
    expect(options(bytesWith([0, 0, 53, 1, 1, 0, 255, 1, 2, 3]))).toEqual([[53, 1]]);
  });

  test('a missing end option is forgiven', () => {
    expect(options(bytesWith([53, 1, 1]))).toEqual([[53, 1]]);
  });

  test('overloaded file and server name fields carry options, in that order', () => {
    const bytes = bytesWith([52, 1, 3, 53, 1, 1, 255], { file: [12, 1, 65, 255], sname: [15, 1, 66, 255] });
    expect(options(bytes)).toEqual([
      [53, 1],
      [12, 65],
      [15, 66],
    ]);
    expect([decoded(bytes).file, decoded(bytes).sname]).toEqual(['', '']);
  });

  test('the pieces of a long option are joined, also across overloaded fields (RFC 3396)', () => {
    const bytes = bytesWith([52, 1, 3, 12, 1, 65, 53, 1, 1, 12, 1, 66, 255], {
      file: [12, 1, 67, 255],
      sname: [12, 1, 68, 255],
    });
    expect(options(bytes)).toEqual([
      [12, 65, 66, 67, 68],
      [53, 1],
    ]);
  });

  test('a field that is not overloaded is text up to its NUL', () => {
    expect(decoded(bytesWith([255], { file: [97, 98, 0, 99] })).file).toBe('ab');
  });

  test('a file field full to the brim is text as well', () => {
    expect(decoded(bytesWith([255], { file: new Array(128).fill(97) })).file).toHaveLength(128);
  });
});

describe('encoding', () => {
  test('a short packet is filled up to 300 bytes', () => {
    expect(encodePacket(requestPacket('DISCOVER'))).toHaveLength(300);
  });

  test.each([0, 254, 255, 256, 510, 511, 600])('an option of %d bytes survives', (length) => {
    const data = Uint8Array.from({ length }, (_, at) => at & 255);
    const packet = requestPacket('DISCOVER', { options: [{ code: 224, data }] });
    expect(decodePacket(encodePacket(packet))).toEqual({ ok: true, packet });
  });

  test('options keep their order', () => {
    const given = [61, 12, 1, 250, 3].map((code): DhcpOption => ({ code, data: Uint8Array.of(code) }));
    const packet = requestPacket('REQUEST', { options: given });
    expect(decoded(encodePacket(packet)).options.map(({ code }) => code)).toEqual([53, 61, 12, 1, 250, 3]);
  });
});

describe('any bytes', () => {
  const hostile = fc.oneof(
    fc.uint8Array({ maxLength: 700 }),
    fc.uint8Array({ maxLength: 400 }).map((tail) => bytesWith([...tail])),
    fc
      .tuple(
        fc.uint8Array({ maxLength: 128 }),
        fc.uint8Array({ maxLength: 64 }),
        fc.uint8Array({ maxLength: 60 }),
      )
      .map(([file, sname, tail]) => bytesWith([52, 1, 3, ...tail], { file: [...file], sname: [...sname] })),
    fc
      .tuple(
        fc.constantFrom('seabios-ipxe-request', 'ovmf-pxe-discover', 'udhcpc-renew'),
        fc.nat(399),
        fc.nat(255),
      )
      .map(([name, at, byte]) => captureBytes(name).fill(byte, at, at + 1)),
  );

  test('never throw, and what is a packet survives being written and read', () => {
    fc.assert(
      fc.property(hostile, (bytes) => {
        const first = decodePacket(bytes);
        if (!first.ok) return;
        expect(summary(first.packet)).not.toMatch(/[\p{Cc}](?<!\n)/u);
        expect(decodePacket(encodePacket(first.packet))).toEqual(first);
      }),
      { numRuns: 400 },
    );
  });
});

test('a captured packet is the value its sender meant', () => {
  const packet = capture('udhcpc-renew');
  expect({ ...packet, options: packet.options.length, chaddr: packet.chaddr.length }).toEqual({
    op: 'request',
    htype: 1,
    hlen: 6,
    hops: 0,
    xid: 0x1e67aa6e,
    secs: 0,
    flags: 0,
    ciaddr: '10.99.0.139',
    yiaddr: '0.0.0.0',
    siaddr: '0.0.0.0',
    giaddr: '0.0.0.0',
    chaddr: 16,
    sname: '',
    file: '',
    options: 6,
  });
});
