import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeRarp, encodeRarp, type RarpPacket } from '../../core/wire/rarp.ts';

/** RFC 903: hardware Ethernet, protocol IP, lengths 6 and 4, operation 3, then the four addresses. */
const REQUEST = '0001080006040003525400980007000000005254009800070000' + '0000';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
const asked: RarpPacket = {
  op: 'request',
  senderMac: '52:54:00:98:00:07',
  senderAddress: '0.0.0.0',
  targetMac: '52:54:00:98:00:07',
  targetAddress: '0.0.0.0',
};

test('a request is read, with the padding of a short frame, and written as it was', () => {
  expect(decodeRarp(bytes(`${REQUEST}${'00'.repeat(18)}`))).toEqual(asked);
  expect(Buffer.from(encodeRarp(asked)).toString('hex')).toBe(REQUEST);
});

test('ARP’s own operations, other hardware and short packets are none', () => {
  const changed = (at: number, value: number) => {
    const copy = bytes(REQUEST);
    copy[at] = value;
    return decodeRarp(copy);
  };
  expect([changed(7, 1), changed(7, 2), changed(1, 6), changed(3, 6), changed(4, 8)]).toEqual([
    null,
    null,
    null,
    null,
    null,
  ]);
  expect(decodeRarp(bytes(REQUEST.slice(2)))).toBeNull();
});

test('whatever comes is read or refused, and what is read is written the same', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (noise) => {
      const framed = Uint8Array.of(0, 1, 8, 0, 6, 4, 0, 4, ...noise);
      const read = decodeRarp(framed);
      expect(decodeRarp(noise) === null || noise.length >= 28).toBe(true);
      if (read !== null) expect(encodeRarp(read)).toEqual(framed.subarray(0, 28));
    }),
  );
});
