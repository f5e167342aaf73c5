/**
 * Lease query (RFC 4388): a relay or switch that has forgotten who is where asks the server.
 *
 * By MAC address, by IP address or by client identifier; ours are all found by MAC or by IP, since a client here is
 * its MAC (see `leases.ts`), so an identifier of type 1 is read as one.
 */

import { formatIpv4, formatMac, type Ipv4Network, macBytes, NO_ADDRESS } from '../wire/address.ts';
import { option, readOption } from '../wire/dhcp/option.ts';
import { CLIENT_ID } from '../wire/dhcp/options/client-id.ts';
import { MESSAGE_TYPE, type MessageType } from '../wire/dhcp/options/message-type.ts';
import * as plain from '../wire/dhcp/options/plain.ts';
import { type DhcpOption, type DhcpPacket, hardwareAddress } from '../wire/dhcp/packet.ts';
import { isAddressOf, type Lease, type Pool } from './leases.ts';
import { answerTo, echoed, type Ignore, type Reply } from './reply.ts';

/** Answers a LEASEQUERY from the pools as they are at time `now` (ms). Never throws. */
export function decideLeaseQuery(
  request: DhcpPacket,
  pools: readonly Pool[],
  server: Ipv4Network,
  now: number,
): Reply | Ignore {
  // RFC 4388, section 6.3: without giaddr nobody can be answered; and only relays we serve may ask.
  if (request.giaddr === NO_ADDRESS) return ignore('a lease query must come from a relay');
  if (!pools.some((pool) => isAddressOf(pool.settings, request.giaddr)))
    return ignore(`a lease query from a relay of another network (${request.giaddr})`);
  const lease = findLease(request, pools);
  if (lease !== undefined && isActive(lease, now)) return active(request, lease, server, now);
  const managed = pools.some((pool) => isAddressOf(pool.settings, request.ciaddr));
  return answer(request, managed ? 'LEASEUNASSIGNED' : 'LEASEUNKNOWN', server, []);
}

/** The kinds of query go before each other in this order (RFC 4388, section 6.3). */
function findLease(request: DhcpPacket, pools: readonly Pool[]): Lease | undefined {
  if (request.ciaddr !== NO_ADDRESS) return first(pools, (pool) => pool.byAddress.get(request.ciaddr));
  const id = readOption(request, CLIENT_ID);
  const mac = id?.type === 1 ? formatMac(id.id) : hardwareAddress(request);
  return first(pools, (pool) => pool.byMac.get(mac));
}

function first<T>(pools: readonly Pool[], look: (pool: Pool) => T | undefined): T | undefined {
  for (const pool of pools) {
    const found = look(pool);
    if (found !== undefined) return found;
  }
  return undefined;
}

const isActive = ({ state, expiresAt }: Lease, now: number): boolean => state === 'bound' && expiresAt > now;

function active(request: DhcpPacket, lease: Lease, server: Ipv4Network, now: number): Reply {
  const left = Math.min(0xffff_ffff, Math.ceil((lease.expiresAt - now) / 1000));
  const reply = answer(request, 'LEASEACTIVE', server, [
    option(plain.LEASE_TIME, left),
    option(plain.ASSOCIATED_ADDRESS, [lease.address]),
  ]);
  const chaddr = new Uint8Array(16);
  chaddr.set(macBytes(lease.mac));
  return { ...reply, packet: { ...reply.packet, htype: 1, hlen: 6, chaddr, ciaddr: lease.address } };
}

function answer(
  request: DhcpPacket,
  type: MessageType,
  server: Ipv4Network,
  options: readonly DhcpOption[],
): Reply {
  const packet: DhcpPacket = {
    ...answerTo(request),
    ciaddr: request.ciaddr,
    options: [
      option(MESSAGE_TYPE, type),
      option(plain.SERVER_ID, formatIpv4(server.address)),
      ...options,
      ...echoed(request),
    ],
  };
  return { kind: 'reply', type, packet, boot: { file: null, reason: 'a lease query boots nothing' } };
}

function ignore(reason: string): Ignore {
  return { kind: 'ignore', reason };
}
