/**
 * The boot server on port 4011 (PXE specification 2.1, section 2.2.3): a machine that has its address asks once more
 * which file to fetch.
 *
 * Asked by UEFI PXE always, by iPXE up to 1.0, and by some ROMs although the offer told them the file: Supermicro X11
 * and other AMI firmware (garybowers/bootimus issue 51, siderolabs/booter issue 4). Where nobody answers, the screen
 * shows PXE-E18 or PXE-E55; so in proxy mode everybody is answered here, with the file that was in the offer.
 */

import { contains, formatIpv4, LIMITED_BROADCAST, NO_ADDRESS, parseIpv4 } from '../wire/address.ts';
import { readOption } from '../wire/dhcp/option.ts';
import { MESSAGE_TYPE } from '../wire/dhcp/options/message-type.ts';
import { SERVER_ID } from '../wire/dhcp/options/plain.ts';
import { bootItemOf, bootItemTag, PXE_VENDOR } from '../wire/dhcp/options/pxe-vendor.ts';
import { CLIENT_PORT, type DhcpPacket } from '../wire/dhcp/packet.ts';
import { ignore, type ProxyContext, type ProxySettings, proxyAnswer } from './proxy.ts';
import type { Ignore, Reply } from './reply.ts';

/** UDP port of boot servers. */
export const BOOT_SERVER_PORT = 4011;

/** Address and port, as datagrams have them. */
export interface Sender {
  readonly address: string;
  readonly port: number;
}

/** Decides on what came to port 4011. Never throws. */
export function decideBootServerReply(request: DhcpPacket, context: ProxyContext): Reply | Ignore {
  const type = readOption(request, MESSAGE_TYPE);
  if (type !== 'REQUEST' && type !== 'INFORM')
    return ignore(`${type ?? 'BOOTP'} is no question to a boot server`);
  if (context.client.stage === 'os') return ignore('it is no boot firmware');
  const meant = readOption(request, SERVER_ID);
  if (meant !== null && meant !== NO_ADDRESS && meant !== formatIpv4(context.settings.server.address))
    return ignore(`it asks another boot server (${meant})`);
  const item = bootItemOf(readOption(request, PXE_VENDOR) ?? []);
  // PXE 2.1, section 2.2.3: the item that was asked for is repeated; a ROM drops an answer without it.
  return proxyAnswer(request, 'ACK', context, item === null ? [] : [bootItemTag(item)]);
}

/**
 * A search for boot servers by broadcast, on port 67: a REQUEST or INFORM that names a boot item and no DHCP server.
 * ROMs do so when another PXE server's menu told them to.
 */
export function isBootServerSearch(request: DhcpPacket): boolean {
  const type = readOption(request, MESSAGE_TYPE);
  return (
    (type === 'REQUEST' || type === 'INFORM') &&
    readOption(request, SERVER_ID) === null &&
    request.ciaddr !== NO_ADDRESS &&
    bootItemOf(readOption(request, PXE_VENDOR) ?? []) !== null
  );
}

/**
 * Where the answer goes: to where the question came from, port and all (UEFI asks from 4011, iPXE from 68). A client
 * that has not set its address yet is reached at the one it names when that is in our network, else by broadcast.
 */
export function bootServerDestination(request: DhcpPacket, from: Sender, settings: ProxySettings): Sender {
  if (from.address !== NO_ADDRESS) return { address: from.address, port: from.port };
  const named = parseIpv4(request.ciaddr);
  const known = named !== null && named !== 0 && contains(settings.server, named);
  return { address: known ? request.ciaddr : LIMITED_BROADCAST, port: from.port || CLIENT_PORT };
}

/**
 * Whether a relay may be answered: one of our network, or one that the datagram came from. A made-up relay address
 * must not make this laptop send packets to strangers.
 */
export function isCredibleRelay(request: DhcpPacket, from: Sender, { server }: ProxySettings): boolean {
  const relay = parseIpv4(request.giaddr);
  return relay === 0 || from.address === request.giaddr || (relay !== null && contains(server, relay));
}
