/** Which address a machine is told that asks by RARP (RFC 903): its own, where it is known to have one. Pure. */

import { formatIpv4, type Ipv4Network, isHostOf, parseIpv4 } from '../wire/address.ts';
import type { RarpPacket } from '../wire/rarp.ts';

export interface RarpFacts {
  /** Our own address with the prefix of its network. */
  readonly server: Ipv4Network;
  /** Our own MAC address. */
  readonly mac: string;
  /** The address a machine has or is to have: reserved or leased; null for none. */
  readonly addressOf: (mac: string) => string | null;
}

export type RarpDecision =
  | { readonly kind: 'reply'; readonly packet: RarpPacket }
  | { readonly kind: 'ignore'; readonly reason: string };

/**
 * Decides on a packet. Only known machines are answered: RARP knows no end of a lease, so an address given so would be
 * gone for ever.
 */
export function decideRarp(packet: RarpPacket, { server, mac, addressOf }: RarpFacts): RarpDecision {
  if (packet.op !== 'request') return { kind: 'ignore', reason: 'it is a reply of another RARP server' };
  const address = addressOf(packet.targetMac);
  if (address === null) return { kind: 'ignore', reason: 'no address is known for this machine' };
  if (!isHostOf(server, parseIpv4(address) ?? 0))
    return { kind: 'ignore', reason: `${address} is not of this network` };
  return {
    kind: 'reply',
    packet: {
      op: 'reply',
      senderMac: mac,
      senderAddress: formatIpv4(server.address),
      targetMac: packet.targetMac,
      targetAddress: address,
    },
  };
}
