/**
 * The question "who gives addresses here?": the DISCOVER that asks it, and what an answer tells. Pure.
 */

import { formatMac, macBytes, NO_ADDRESS } from '../wire/address.ts';
import { option, readOption } from '../wire/dhcp/option.ts';
import { CLIENT_ARCH } from '../wire/dhcp/options/client-arch.ts';
import { CLIENT_UUID } from '../wire/dhcp/options/client-uuid.ts';
import { MESSAGE_TYPE } from '../wire/dhcp/options/message-type.ts';
import { PARAMETER_LIST } from '../wire/dhcp/options/parameter-list.ts';
import {
  BOOT_FILE,
  DOMAIN_NAME,
  HOST_NAME,
  ROUTER,
  SERVER_ID,
  VENDOR_CLASS,
} from '../wire/dhcp/options/plain.ts';
import { BROADCAST_FLAG, type DhcpPacket } from '../wire/dhcp/packet.ts';
import { printable } from '../wire/text.ts';
import type { HeardServer } from './preflight.ts';

/** Who asks: one made-up machine, the same each time, so that a careful server sets one address aside, not many. */
export interface Prober {
  /** Locally administered, so that it is nobody's. */
  readonly mac: string;
  readonly xid: number;
}

/** Host name of the question: an administrator finds it in a log, another Fieldboot does not take it for a machine. */
export const PROBE_NAME = 'fieldboot-preflight';

/** Longest text kept from a packet, in characters. */
const MAX_TEXT = 64;

/** A prober from ten random bytes. */
export function makeProber(random: Uint8Array): Prober {
  const [first = 0, ...rest] = random.subarray(0, 6);
  // IEEE 802, section 8.4: the second lowest bit says "made up here", the lowest would say "a group".
  const mac = formatMac(Uint8Array.of((first & 0xfc) | 2, ...rest));
  return { mac, xid: new DataView(Uint8Array.from(random).buffer).getUint32(6) };
}

/**
 * A DISCOVER that both kinds of server answer: those that give addresses, and those that only tell PXE clients a boot
 * file. It asks for broadcast answers, because nobody has the address that will be offered. No REQUEST ever follows,
 * so that no lease comes of it (RFC 2131, section 3.1: an offer that is not taken is free again).
 */
export function probePacket({ mac, xid }: Prober, secs: number): DhcpPacket {
  const chaddr = new Uint8Array(16);
  chaddr.set(macBytes(mac));
  return {
    op: 'request',
    htype: 1,
    hlen: 6,
    hops: 0,
    xid,
    secs,
    flags: BROADCAST_FLAG,
    ciaddr: NO_ADDRESS,
    yiaddr: NO_ADDRESS,
    siaddr: NO_ADDRESS,
    giaddr: NO_ADDRESS,
    chaddr,
    sname: '',
    file: '',
    options: [
      option(MESSAGE_TYPE, 'DISCOVER'),
      // Subnet mask, router, DNS, domain, vendor options, server identifier, class, TFTP server, boot file, and
      // 128-135, which PXE 2.1 (table 2-1) lists.
      option(PARAMETER_LIST, [1, 3, 6, 15, 43, 54, 60, 66, 67, 128, 129, 130, 131, 132, 133, 134, 135]),
      option(HOST_NAME, PROBE_NAME),
      option(VENDOR_CLASS, 'PXEClient:Arch:00007:UNDI:003016'),
      option(CLIENT_ARCH, [7]),
      // PXE 2.1, table 2-1: network interface type UNDI, version 3.16.
      { code: 94, data: Uint8Array.of(1, 3, 16) },
      option(CLIENT_UUID, uuidOf(mac)),
    ],
  };
}

/**
 * What a packet of a server tells of it; null when it is none, or has no address to know the server by.
 * @param from where the packet came from, dotted, and its sender's hardware address where it is known.
 */
export function readServer(
  packet: DhcpPacket,
  from: { readonly address: string; readonly mac: string | null },
): HeardServer | null {
  const type = readOption(packet, MESSAGE_TYPE);
  if (packet.op !== 'reply' || (type !== 'OFFER' && type !== 'ACK')) return null;
  const address = readOption(packet, SERVER_ID) ?? from.address;
  if (address === NO_ADDRESS) return null;
  const gives = packet.yiaddr !== NO_ADDRESS;
  return {
    address,
    // An ACK without an address answers an INFORM: it is a DHCP server's, unless it speaks PXE.
    kind: gives || (type === 'ACK' && !speaksPxe(packet)) ? 'dhcp' : 'pxe',
    mac: from.mac,
    vendor: productOf(packet),
    offered: gives ? packet.yiaddr : null,
    router: readOption(packet, ROUTER)?.[0] ?? null,
    bootFile: shown(packet.file) ?? shown(readOption(packet, BOOT_FILE)),
  };
}

const speaksPxe = (packet: DhcpPacket): boolean =>
  readOption(packet, VENDOR_CLASS)?.startsWith('PXEClient') ?? false;

/** What kind of server tells itself by the domain it gives or the file it names; null for most. */
function productOf(packet: DhcpPacket): string | null {
  const domain = (readOption(packet, DOMAIN_NAME) ?? '').toLowerCase().replace(/\.$/, '');
  const file = `${packet.file} ${readOption(packet, BOOT_FILE) ?? ''}`;
  return (
    PRODUCTS.find(({ domain: wanted, file: part }) =>
      wanted === undefined ? part !== undefined && file.includes(part) : wanted === domain,
    )?.name ?? null
  );
}

const PRODUCTS: readonly { readonly name: string; readonly domain?: string; readonly file?: string }[] = [
  // AVM's routers give the domain under which their own pages are found.
  { name: 'FRITZ!Box', domain: 'fritz.box' },
  // "Share this connection" of Windows (Internet Connection Sharing, 192.168.137.1).
  { name: 'Windows Internet Connection Sharing', domain: 'mshome.net' },
  { name: 'iVentoy', file: 'iventoy_loader' },
];

const shown = (text: string | null): string | null =>
  text === null || text === '' ? null : printable(text, MAX_TEXT);

/** PXE 2.1 demands a UUID; ours is made of the made-up address, so that it is nobody's either. */
const uuidOf = (mac: string): string => `00000000-0000-4000-8000-${mac.replaceAll(':', '')}`;
