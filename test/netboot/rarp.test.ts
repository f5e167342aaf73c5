import { expect, test } from 'vitest';
import { decideRarp, type RarpFacts } from '../../core/netboot/rarp.ts';
import { parseCidr } from '../../core/wire/address.ts';
import type { RarpPacket } from '../../core/wire/rarp.ts';

const SUN = '08:00:20:01:02:03';
const asked: RarpPacket = {
  op: 'request',
  senderMac: SUN,
  senderAddress: '0.0.0.0',
  targetMac: SUN,
  targetAddress: '0.0.0.0',
};
const facts = (address: string | null): RarpFacts => ({
  server: parseCidr('10.77.0.1/24') ?? { address: 0, prefix: 0 },
  mac: '52:54:00:00:00:01',
  addressOf: (mac) => (mac === SUN ? address : null),
});

test('a machine with an address is told it, and by whom', () => {
  expect(decideRarp(asked, facts('10.77.0.50'))).toEqual({
    kind: 'reply',
    packet: {
      op: 'reply',
      senderMac: '52:54:00:00:00:01',
      senderAddress: '10.77.0.1',
      targetMac: SUN,
      targetAddress: '10.77.0.50',
    },
  });
});

test.each<[string, RarpPacket, string | null, string]>([
  ['a machine nobody knows', asked, null, 'no address is known for this machine'],
  [
    'one that asks for a machine nobody knows',
    { ...asked, targetMac: '08:00:20:00:00:00' },
    '10.77.0.50',
    'no address is known for this machine',
  ],
  ['one whose address is of another network', asked, '10.78.0.50', '10.78.0.50 is not of this network'],
  ['another server’s reply', { ...asked, op: 'reply' }, '10.77.0.50', 'it is a reply of another RARP server'],
])('%s gets silence, with the reason', (_, packet, address, reason) => {
  expect(decideRarp(packet, facts(address))).toEqual({ kind: 'ignore', reason });
});
