/**
 * IPv4 addresses, networks and MAC addresses: text <-> numbers and bytes.
 *
 * An address is dotted text where people or packets see it and an unsigned 32-bit number where it is counted.
 * A MAC address is always lower-case text with colons: `52:54:00:12:34:56`.
 */

/** `0.0.0.0`: "none" in a BOOTP header. */
export const NO_ADDRESS = '0.0.0.0';

/** The limited broadcast address: every station of this cable, never forwarded (RFC 919, section 7). */
export const LIMITED_BROADCAST = '255.255.255.255';

/** An IPv4 network seen from one of its addresses: `10.77.0.1/24`. */
export interface Ipv4Network {
  /** The address that was written, as a number. */
  readonly address: number;
  /** Prefix length, 0 to 32. */
  readonly prefix: number;
}

const [DOT, ZERO] = [0x2e, 0x30];

/** Dotted text as a number, or null. Leading zeros are refused: some readers take them for octal. */
export function parseIpv4(text: string): number | null {
  let value = 0;
  let octet = -1;
  let dots = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === DOT) {
      if (octet < 0 || ++dots > 3) return null;
      value = value * 256 + octet;
      octet = -1;
    } else {
      const digit = code - ZERO;
      if (octet === 0 || digit < 0 || digit > 9) return null;
      octet = octet < 0 ? digit : octet * 10 + digit;
      if (octet > 255) return null;
    }
  }
  return dots === 3 && octet >= 0 ? value * 256 + octet : null;
}

/** A number (0 to 2^32-1) as dotted text. */
export function formatIpv4(address: number): string {
  return `${(address >>> 24) & 255}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** `10.77.0.1/24` as a network, or null. */
export function parseCidr(text: string): Ipv4Network | null {
  const slash = text.indexOf('/');
  const address = parseIpv4(text.slice(0, slash));
  const prefix = text.slice(slash + 1);
  if (slash < 0 || address === null || !/^([12]?\d|3[0-2])$/.test(prefix)) return null;
  return { address, prefix: Number(prefix) };
}

/** Network mask of a prefix length, as a number: 24 -> 255.255.255.0. */
export function maskOf(prefix: number): number {
  return prefix === 0 ? 0 : (0xffff_ffff << (32 - prefix)) >>> 0;
}

/** First address of the network (all host bits zero). */
export function networkOf(network: Ipv4Network): number {
  return (network.address & maskOf(network.prefix)) >>> 0;
}

/** Last address of the network (all host bits one): its directed broadcast. */
export function broadcastOf(network: Ipv4Network): number {
  return (network.address | ~maskOf(network.prefix)) >>> 0;
}

/** Whether the address belongs to the network. */
export function contains(network: Ipv4Network, address: number): boolean {
  return (address & maskOf(network.prefix)) >>> 0 === networkOf(network);
}

/**
 * Whether a machine of the network can have the address. The two ends of a network are no host's address, except in
 * point-to-point networks (RFC 3021: /31, and /32).
 */
export function isHostOf(network: Ipv4Network, address: number): boolean {
  if (!contains(network, address)) return false;
  if (network.prefix >= 31) return true;
  return address !== networkOf(network) && address !== broadcastOf(network);
}

/** A MAC address in any usual spelling (colons, dashes, Cisco's dots, none) as lower-case text with colons, or null. */
export function parseMac(text: string): string | null {
  const separated = /^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$|^[0-9a-f]{4}(\.[0-9a-f]{4}){2}$|^[0-9a-f]{12}$/i;
  if (!separated.test(text)) return null;
  const digits = text.replace(/[^0-9a-f]/gi, '').toLowerCase();
  return digits.replace(/..(?=.)/g, '$&:');
}

/** Bytes as lower-case text with colons; six bytes make a MAC address. */
export function formatMac(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += text === '' ? HEX[byte] : `:${HEX[byte]}`;
  return text;
}

/** A MAC address (as `parseMac` gives it) as bytes. */
export function macBytes(mac: string): Uint8Array {
  return Uint8Array.from(mac.split(':'), (part) => Number.parseInt(part, 16));
}

/** Bytes as lower-case hexadecimal digits. */
export function hex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEX[byte];
  return text;
}

/** Two digits for every byte. */
const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
