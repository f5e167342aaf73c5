/**
 * A UDP datagram inside an IPv4 packet (RFC 791, RFC 768), bytes <-> value: for the one question that is asked from
 * `0.0.0.0`, which no UDP socket can do on a laptop that has an address anywhere.
 */

import { formatIpv4, parseIpv4 } from './address.ts';
import { Reader, Writer } from './cursor.ts';

export interface UdpPacket {
  /** Dotted. */
  readonly source: string;
  readonly target: string;
  readonly sourcePort: number;
  readonly targetPort: number;
  readonly payload: Uint8Array;
}

const UDP = 17;
const IP_HEADER = 20;
const UDP_HEADER = 8;
const TTL = 64;
/** More fragments, and the offset of this one. */
const FRAGMENT = 0x3fff;

/** Writes a packet without options, with both checksums. */
export function encodeUdpPacket({ source, target, sourcePort, targetPort, payload }: UdpPacket): Uint8Array {
  const addresses = new Writer()
    .u32(parseIpv4(source) ?? 0)
    .u32(parseIpv4(target) ?? 0)
    .finish();
  const length = UDP_HEADER + payload.length;
  const udp = (sum: number) =>
    new Writer().u16(sourcePort).u16(targetPort).u16(length).u16(sum).bytes(payload).finish();
  const pseudo = new Writer().bytes(addresses).u16(UDP).u16(length).bytes(udp(0)).finish();
  const ip = (sum: number) =>
    new Writer()
      .u16(0x4500)
      .u16(IP_HEADER + length)
      .u32(0)
      .u8(TTL)
      .u8(UDP)
      .u16(sum)
      .bytes(addresses)
      .finish();
  // RFC 768: a sum of 0 is sent as all ones, because 0 says that there is none.
  return new Writer()
    .bytes(ip(checksum(ip(0))))
    .bytes(udp(checksum(pseudo) || 0xffff))
    .finish();
}

/**
 * Reads a packet; null when it is not one whole UDP datagram. Never throws. Checksums are not looked at: what comes
 * from the same laptop has none yet, and the network card has looked at the others.
 */
export function decodeUdpPacket(bytes: Uint8Array): UdpPacket | null {
  const reader = new Reader(bytes);
  const first = reader.u8();
  reader.u8();
  const total = reader.u16();
  reader.u16();
  const fragment = reader.u16() & FRAGMENT;
  reader.u8();
  const protocol = reader.u8();
  reader.u16();
  const [source, target] = [formatIpv4(reader.u32()), formatIpv4(reader.u32())];
  const header = (first & 15) * 4;
  if (first >> 4 !== 4 || header < IP_HEADER || fragment !== 0 || protocol !== UDP) return null;
  reader.bytes(header - IP_HEADER);
  const [sourcePort, targetPort, length] = [reader.u16(), reader.u16(), reader.u16()];
  reader.u16();
  if (length < UDP_HEADER || header + length > total) return null;
  const payload = reader.bytes(length - UDP_HEADER);
  return reader.fault === null ? { source, target, sourcePort, targetPort, payload } : null;
}

/** The Internet checksum (RFC 1071). */
function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
