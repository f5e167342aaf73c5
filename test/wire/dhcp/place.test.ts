import { describe, expect, test } from 'vitest';
import { decodePacket, encodePacket } from '../../../core/wire/dhcp/packet.ts';
import { requestPacket } from '../../support/dhcp.ts';

const long = (code: number, length: number) => ({ code, data: new Uint8Array(length).fill(code) });
const relay = { code: 82, data: Uint8Array.of(1, 2, 7, 7) };

function written(options: readonly { code: number; data: Uint8Array }[], limit: number, file = '') {
  const packet = { ...requestPacket('ACK', { op: 'reply', file }), options };
  const bytes = encodePacket(packet, limit);
  const decoded = decodePacket(bytes);
  if (!decoded.ok) throw new Error(decoded.reason);
  return { bytes, codes: decoded.packet.options.map(({ code }) => code), packet: decoded.packet };
}

describe('a packet for a client that takes 548 bytes', () => {
  test('is as it was when it fits', () => {
    const { bytes, codes } = written([long(53, 1), long(12, 255)], 548);
    expect([codes, bytes.length, bytes.subarray(240).includes(52)]).toEqual([[53, 12], 501, false]);
  });

  test('goes on in the free fields of the header, and says so', () => {
    const { bytes, codes, packet } = written([long(53, 1), long(12, 255), long(15, 100), long(17, 50)], 548);
    expect(bytes.length).toBeLessThanOrEqual(548);
    expect(codes).toEqual([53, 12, 15, 17]);
    expect(packet.options.at(-1)?.data).toEqual(new Uint8Array(50).fill(17));
  });

  test('keeps its boot file, and leaves out the last that do not fit', () => {
    const { bytes, codes, packet } = written([long(53, 1), long(12, 255), long(15, 100)], 548, '/loaders/x');
    expect(bytes.length).toBeLessThanOrEqual(548);
    expect([codes, packet.file]).toEqual([[53, 12], '/loaders/x']);
  });

  test("has the relay's option at the end of the options field, on top of what the client takes", () => {
    const { bytes } = written([long(53, 1), long(12, 255), long(15, 100), relay], 548);
    const end = bytes.lastIndexOf(255);
    expect([...bytes.subarray(end - 6, end)]).toEqual([82, 4, 1, 2, 7, 7]);
  });
});
