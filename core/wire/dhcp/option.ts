/**
 * What an option is to the rest of the code: a number, a name, and three verbs on its data.
 */

import { formatIpv4, parseIpv4 } from '../address.ts';
import { Reader, Writer } from '../cursor.ts';
import { type DhcpOption, type DhcpPacket, optionData } from './packet.ts';

export interface OptionCodec<T> {
  readonly code: number;
  /** Name for people, lower case: `subnet mask`. */
  readonly name: string;
  /** The value, or null when the data do not have the option's form. Never throws. */
  decode(data: Uint8Array): T | null;
  encode(value: T): Uint8Array;
  /** The value in one line of text. */
  describe(value: T): string;
}

/** Value of an option of a packet; null when it is absent or malformed. */
export function readOption<T>(packet: DhcpPacket, codec: OptionCodec<T>): T | null {
  const data = optionData(packet, codec.code);
  return data === undefined ? null : codec.decode(data);
}

/** An option with a value, ready for a packet. */
export function option<T>(codec: OptionCodec<T>, value: T): DhcpOption {
  return { code: codec.code, data: codec.encode(value) };
}

/** An option whose data are one IPv4 address. */
export function addressOption(code: number, name: string): OptionCodec<string> {
  return {
    code,
    name,
    decode: (data) => (data.length === 4 ? formatIpv4(new Reader(data).u32()) : null),
    encode: (address) => new Writer().u32(parseIpv4(address) ?? 0).finish(),
    describe: (address) => address,
  };
}

/** An option whose data are one or more IPv4 addresses. */
export function addressListOption(code: number, name: string): OptionCodec<readonly string[]> {
  return {
    code,
    name,
    decode: decodeAddresses,
    encode(addresses) {
      const writer = new Writer();
      for (const address of addresses) writer.u32(parseIpv4(address) ?? 0);
      return writer.finish();
    },
    describe: (addresses) => addresses.join(', '),
  };
}

/** An option whose data are a number of seconds, 32 bits. */
export function secondsOption(code: number, name: string): OptionCodec<number> {
  return {
    code,
    name,
    decode: (data) => (data.length === 4 ? new Reader(data).u32() : null),
    encode: (seconds) => new Writer().u32(seconds).finish(),
    describe: (seconds) => `${seconds} s`,
  };
}

/** An option whose data are text. Trailing NULs are cut: RFC 2132, section 2 tells receivers to expect them. */
export function textOption(code: number, name: string): OptionCodec<string> {
  return {
    code,
    name,
    decode: (data) => (data.length === 0 ? null : decodeText(data)),
    encode: (text) => new TextEncoder().encode(text),
    describe: (text) => JSON.stringify(text),
  };
}

const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Bytes as text (UTF-8, of which ASCII is a part); never throws, bytes that are no text become U+FFFD. */
export function decodeText(data: Uint8Array): string {
  const text = UTF8.decode(data);
  return text.endsWith('\0') ? text.replace(/\0+$/, '') : text;
}

/** A list of encapsulated sub-options: code, length, data, repeated (RFC 2132, section 8.4 and RFC 3046). */
export function decodeSubOptions(data: Uint8Array): readonly DhcpOption[] | null {
  const reader = new Reader(data);
  const found: DhcpOption[] = [];
  while (reader.remaining > 0) found.push({ code: reader.u8(), data: reader.bytes(reader.u8()) });
  return reader.fault === null ? found : null;
}

export function encodeSubOptions(options: readonly DhcpOption[]): Uint8Array {
  const writer = new Writer();
  for (const { code, data } of options) writer.u8(code).u8(data.length).bytes(data);
  return writer.finish();
}

function decodeAddresses(data: Uint8Array): readonly string[] | null {
  if (data.length === 0 || data.length % 4 !== 0) return null;
  const reader = new Reader(data);
  const addresses: string[] = [];
  while (reader.remaining > 0) addresses.push(formatIpv4(reader.u32()));
  return addresses;
}
