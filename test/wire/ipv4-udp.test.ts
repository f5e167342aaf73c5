import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hex } from '../../core/wire/address.ts';
import { decodeUdpPacket, encodeUdpPacket } from '../../core/wire/ipv4-udp.ts';

const packet = {
  source: '0.0.0.0',
  target: '255.255.255.255',
  sourcePort: 68,
  targetPort: 67,
  payload: Uint8Array.of(1, 2, 3),
};

/** The sum of all 16-bit words with the checksum among them is all ones (RFC 1071). */
function sum(bytes: readonly number[]): number {
  let total = 0;
  for (let at = 0; at < bytes.length; at += 2) total += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  while (total > 0xffff) total = (total & 0xffff) + (total >>> 16);
  return total;
}

describe('a UDP packet', () => {
  test('is written byte by byte as RFC 791 and RFC 768 have it', () => {
    const bytes = encodeUdpPacket(packet);
    expect(hex(bytes)).toBe(
      `${'4500001f00000000' + '4011' + '7acf' + '00000000' + 'ffffffff'}${'00440043000b'}${hex(bytes.subarray(26, 28))}010203`,
    );
    expect(sum([...bytes.subarray(0, 20)])).toBe(0xffff);
    const pseudo = [...bytes.subarray(12, 20), 0, 17, 0, 11];
    expect(sum([...pseudo, ...bytes.subarray(20)])).toBe(0xffff);
  });

  test('is read as it was written', () => {
    expect(decodeUdpPacket(encodeUdpPacket(packet))).toEqual(packet);
  });

  test('is read with header options, and without the padding of a short frame', () => {
    const bytes = encodeUdpPacket(packet);
    const long = Uint8Array.of(
      0x46,
      0,
      0,
      35,
      ...bytes.subarray(4, 20),
      0,
      0,
      0,
      0,
      ...bytes.subarray(20),
      9,
      9,
    );
    expect(decodeUdpPacket(long)).toEqual(packet);
  });

  test.each([
    ['TCP', { 9: 6 }],
    ['a later fragment', { 7: 1 }],
    ['a first fragment', { 6: 0x20 }],
    ['IPv6', { 0: 0x65 }],
    ['a header shorter than a header', { 0: 0x44 }],
    ['a datagram longer than its packet', { 25: 200 }],
    ['a datagram shorter than its header', { 25: 7 }],
  ])('is not %s', (_, changes) => {
    expect(decodeUdpPacket(Object.assign(encodeUdpPacket(packet), changes))).toBeNull();
  });

  test('whatever the bytes are, reading them is harmless', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const read = decodeUdpPacket(bytes);
        expect(read === null || read.payload.length <= bytes.length).toBe(true);
      }),
    );
  });
});
