import { expect, test } from 'vitest';
import { type Destination, destinationOf } from '../../core/netboot/destination.ts';
import type { MessageType } from '../../core/wire/dhcp/options/message-type.ts';
import type { DhcpPacket } from '../../core/wire/dhcp/packet.ts';
import { requestPacket } from '../support/dhcp.ts';

const everybody: Destination = { address: '255.255.255.255', port: 68, via: 'broadcast' };
const relay: Destination = { address: '10.77.0.9', port: 67, via: 'relay' };
const itself: Destination = { address: '10.77.0.100', port: 68, via: 'unicast' };

test.each<[string, Partial<DhcpPacket>, MessageType, string, Destination]>([
  ['an OFFER to a client without an address goes to everybody', {}, 'OFFER', '10.77.0.100', everybody],
  ['so it does when the client asked for broadcast', { flags: 0x8000 }, 'OFFER', '10.77.0.100', everybody],
  ['an ACK to a client that renews goes to it', { ciaddr: '10.77.0.100' }, 'ACK', '10.77.0.100', itself],
  ['an ACK to an INFORM goes to the client', { ciaddr: '10.77.0.100' }, 'ACK', '0.0.0.0', itself],
  [
    'a NAK goes to everybody even when the client has an address',
    { ciaddr: '10.9.9.9' },
    'NAK',
    '0.0.0.0',
    everybody,
  ],
  ['everything for a relay goes to its server port', { giaddr: '10.77.0.9' }, 'OFFER', '10.77.0.100', relay],
  ['a NAK as well', { giaddr: '10.77.0.9', ciaddr: '10.9.9.9' }, 'NAK', '0.0.0.0', relay],
  ['a made-up client address is not believed', { ciaddr: '8.8.8.8' }, 'OFFER', '10.77.0.100', everybody],
])('%s', (_, fields, type, yiaddr, expected) => {
  expect(destinationOf(requestPacket('REQUEST', fields), type, yiaddr)).toEqual(expected);
});
