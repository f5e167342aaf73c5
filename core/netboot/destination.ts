/**
 * Where a reply goes (RFC 2131, section 4.1).
 */

import { LIMITED_BROADCAST, NO_ADDRESS } from '../wire/address.ts';
import type { MessageType } from '../wire/dhcp/options/message-type.ts';
import { CLIENT_PORT, type DhcpPacket, SERVER_PORT } from '../wire/dhcp/packet.ts';

export interface Destination {
  readonly address: string;
  /** UDP port: 67 for a relay, 68 for a client. */
  readonly port: number;
  readonly via: 'relay' | 'unicast' | 'broadcast';
}

const BROADCAST: Destination = { address: LIMITED_BROADCAST, port: CLIENT_PORT, via: 'broadcast' };

/**
 * Where the reply to a request goes: to the relay it came through; a NAK to everybody, because a client with a wrong
 * address cannot be reached at it; otherwise to the address the client already uses; otherwise to everybody.
 *
 * The last rule is where we leave the RFC: without the broadcast flag it asks for a frame to the client's hardware
 * address and its new IP address. No socket can send that (the kernel would first ask by ARP for an address that
 * nobody has yet), and every client that takes such a frame takes a broadcast as well: it is matched by `xid`.
 *
 * `ciaddr` is believed only when it is the address in the reply, or for an INFORM (which `decideLease` has checked to
 * be in our network): a made-up one must not make this laptop send packets to strangers.
 */
export function destinationOf(request: DhcpPacket, type: MessageType, yiaddr: string): Destination {
  if (request.giaddr !== NO_ADDRESS) return { address: request.giaddr, port: SERVER_PORT, via: 'relay' };
  if (type === 'NAK' || request.ciaddr === NO_ADDRESS) return BROADCAST;
  const known = yiaddr === request.ciaddr || yiaddr === NO_ADDRESS;
  return known ? { address: request.ciaddr, port: CLIENT_PORT, via: 'unicast' } : BROADCAST;
}
