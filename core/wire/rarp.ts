/** Reverse ARP for IPv4 on Ethernet (RFC 903; the packet is ARP's, RFC 826): bytes <-> value. */

import { formatIpv4, formatMac, macBytes, parseIpv4 } from './address.ts';
import { Reader, Writer } from './cursor.ts';

/** EtherType of RARP. */
export const RARP_ETHERTYPE = 0x8035;

/** Length of a packet without the Ethernet header; what follows is padding. */
const SIZE = 28;
const ETHERNET = 1;
const IPV4 = 0x0800;
const OPERATIONS = { request: 3, reply: 4 } as const;

/** MAC addresses with colons, addresses dotted, `0.0.0.0` where there is none. */
export interface RarpPacket {
  readonly op: keyof typeof OPERATIONS;
  readonly senderMac: string;
  readonly senderAddress: string;
  /** The machine whose address is asked for, usually the sender itself. */
  readonly targetMac: string;
  readonly targetAddress: string;
}

/** Reads a packet; null when it is none of IPv4 on Ethernet. Never throws. */
export function decodeRarp(bytes: Uint8Array): RarpPacket | null {
  const reader = new Reader(bytes);
  const forms = [reader.u16(), reader.u16(), reader.u8(), reader.u8()];
  const number = reader.u16();
  const packet = {
    senderMac: formatMac(reader.bytes(6)),
    senderAddress: formatIpv4(reader.u32()),
    targetMac: formatMac(reader.bytes(6)),
    targetAddress: formatIpv4(reader.u32()),
  };
  const op = number === OPERATIONS.request ? 'request' : number === OPERATIONS.reply ? 'reply' : null;
  const isOurs = [ETHERNET, IPV4, 6, 4].every((value, at) => forms[at] === value);
  return reader.fault !== null || !isOurs || op === null ? null : { op, ...packet };
}

/** Writes a packet of 28 bytes. */
export function encodeRarp({ op, ...packet }: RarpPacket): Uint8Array {
  const writer = new Writer().u16(ETHERNET).u16(IPV4).u8(6).u8(4).u16(OPERATIONS[op]);
  writer.bytes(macBytes(packet.senderMac)).u32(parseIpv4(packet.senderAddress) ?? 0);
  writer.bytes(macBytes(packet.targetMac)).u32(parseIpv4(packet.targetAddress) ?? 0);
  return writer.padTo(SIZE).finish();
}
