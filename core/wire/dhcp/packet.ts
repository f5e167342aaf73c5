/**
 * A DHCP packet: BOOTP header (RFC 951, RFC 2131 section 2) and options (RFC 2132), bytes <-> value.
 */

import { formatIpv4, formatMac, parseIpv4 } from '../address.ts';
import { Reader, Writer } from '../cursor.ts';
import { copiedBytes } from '../memory.ts';
import { OVERLOAD, placeOptions } from './place.ts';

/** One option as it is on the wire; `options/` knows what the data mean. */
export interface DhcpOption {
  readonly code: number;
  readonly data: Uint8Array;
}

/** A packet. Addresses are dotted text, `0.0.0.0` where there is none. */
export interface DhcpPacket {
  readonly op: 'request' | 'reply';
  /** Hardware type of the client: 1 is Ethernet. */
  readonly htype: number;
  /** Length of the hardware address: 6 for Ethernet. */
  readonly hlen: number;
  readonly hops: number;
  /** Transaction id, chosen by the client. */
  readonly xid: number;
  /** Seconds since the client began to ask. */
  readonly secs: number;
  /** 16 bits, of which only BROADCAST_FLAG has a meaning. */
  readonly flags: number;
  readonly ciaddr: string;
  readonly yiaddr: string;
  readonly siaddr: string;
  readonly giaddr: string;
  /** All 16 bytes of the field; the first `hlen` are the hardware address. */
  readonly chaddr: Uint8Array;
  /** Server name up to the first NUL, one character per byte; empty when the field carries options. */
  readonly sname: string;
  /** Boot file up to the first NUL, one character per byte; empty when the field carries options. */
  readonly file: string;
  /** Options in order of their first appearance, pieces of a long option joined, without pad, end and overload. */
  readonly options: readonly DhcpOption[];
}

/** What came of reading bytes: a packet, or the reason why they are none. */
export type Decoded =
  | { readonly ok: true; readonly packet: DhcpPacket }
  | { readonly ok: false; readonly reason: string };

/** "I cannot receive unicast before I have an address" (RFC 2131, figure 2). */
export const BROADCAST_FLAG = 0x8000;

/** UDP ports (RFC 2131, section 4.1). */
export const SERVER_PORT = 67;
export const CLIENT_PORT = 68;

/** Everything before the first option, the cookie included. */
const HEADER_SIZE = 240;
const MAGIC_COOKIE = 0x63_82_53_63;
const SNAME_SIZE = 64;
const FILE_SIZE = 128;

/** RFC 1542, section 2.1: BOOTP messages have 300 bytes; relays and old PXE ROMs drop what is shorter. */
const MIN_SIZE = 300;

/** No client sends more than one Ethernet frame; beyond this it is not worth the work. */
const MAX_SIZE = 4096;

const PAD = 0;
const END = 255;
const NOTHING = new Uint8Array(0);

/**
 * Reads a packet. Never throws.
 *
 * Lenient where real firmware is sloppy: no end option, anything after the end option. Strict where the bytes
 * contradict themselves: no cookie, an option that runs past the end of its field. An empty vendor area in place of
 * the cookie is BOOTP as RFC 951 had it: a packet without options.
 */
export function decodePacket(bytes: Uint8Array): Decoded {
  if (bytes.length > MAX_SIZE) return { ok: false, reason: `${bytes.length} bytes are too many for DHCP` };
  // One copy for everything below: a value that is kept pins one packet, never a receive buffer.
  const reader = new Reader(copiedBytes(bytes));
  const op = reader.u8();
  const fixed = { htype: reader.u8(), hlen: reader.u8(), hops: reader.u8(), xid: reader.u32() };
  const state = { secs: reader.u16(), flags: reader.u16() };
  const addresses = {
    ciaddr: formatIpv4(reader.u32()),
    yiaddr: formatIpv4(reader.u32()),
    siaddr: formatIpv4(reader.u32()),
    giaddr: formatIpv4(reader.u32()),
  };
  const chaddr = reader.view(16);
  const sname = reader.view(SNAME_SIZE);
  const file = reader.view(FILE_SIZE);
  const cookie = reader.u32();
  if (cookie !== MAGIC_COOKIE && cookie !== 0) reader.fail('no DHCP magic cookie');
  if (op !== 1 && op !== 2) reader.fail(`unknown operation ${op}`);
  if (fixed.hlen > 16) reader.fail(`hardware address of ${fixed.hlen} bytes`);

  const collected = collectOptions(cookie === 0 ? NOTHING : reader.view(reader.remaining), sname, file);
  const fault = reader.fault ?? collected.fault;
  if (fault !== null) return { ok: false, reason: fault };
  const header = { op: op === 1 ? 'request' : 'reply', ...fixed, ...state, ...addresses, chaddr } as const;
  const names = {
    sname: collected.overload & 2 ? '' : headerText(sname),
    file: collected.overload & 1 ? '' : headerText(file),
  };
  return { ok: true, packet: { ...header, ...names, options: collected.options } };
}

/**
 * Writes a packet: options in the order given, long ones split (RFC 3396), filled up to 300 bytes.
 * @param limit most bytes that the receiver takes; what does not fit goes into the header's free fields, or is left out
 */
export function encodePacket(packet: DhcpPacket, limit: number = Number.POSITIVE_INFINITY): Uint8Array {
  const placed = placeOptions(packet.options, {
    options: limit - HEADER_SIZE,
    file: packet.file === '' ? FILE_SIZE : 0,
    sname: packet.sname === '' ? SNAME_SIZE : 0,
  });
  const writer = new Writer(undefined, 576);
  writer
    .u8(packet.op === 'request' ? 1 : 2)
    .u8(packet.htype)
    .u8(packet.hlen)
    .u8(packet.hops);
  writer.u32(packet.xid).u16(packet.secs).u16(packet.flags);
  for (const address of [packet.ciaddr, packet.yiaddr, packet.siaddr, packet.giaddr]) {
    writer.u32(parseIpv4(address) ?? 0);
  }
  writer.field(packet.chaddr, 16);
  writer.field(placed.sname.length > 0 ? optionField(placed.sname) : latin1(packet.sname), SNAME_SIZE);
  writer.field(placed.file.length > 0 ? optionField(placed.file) : latin1(packet.file), FILE_SIZE);
  writer.u32(MAGIC_COOKIE);
  for (const option of placed.options) writeOption(writer, option);
  return writer.u8(END).padTo(MIN_SIZE).finish();
}

/** A field of the header that carries options. */
function optionField(options: readonly DhcpOption[]): Uint8Array {
  const writer = new Writer();
  for (const option of options) writeOption(writer, option);
  return writer.u8(END).finish();
}

/** Whether the client asks for broadcast replies. */
export function wantsBroadcast(packet: DhcpPacket): boolean {
  return (packet.flags & BROADCAST_FLAG) !== 0;
}

/** The client's hardware address as text: a MAC address on Ethernet, empty when it gives none. */
export function hardwareAddress(packet: DhcpPacket): string {
  return formatMac(packet.chaddr.subarray(0, packet.hlen));
}

/** Data of the first option with this code, or undefined. */
export function optionData(packet: DhcpPacket, code: number): Uint8Array | undefined {
  for (const option of packet.options) if (option.code === code) return option.data;
  return undefined;
}

interface Collected {
  readonly options: readonly DhcpOption[];
  /** Bits of option 52: 1 the file field, 2 the server name field. */
  readonly overload: number;
  readonly fault: string | null;
}

/** Options of the options field, then of `file`, then of `sname`: the order of RFC 3396, section 5. */
function collectOptions(options: Uint8Array, sname: Uint8Array, file: Uint8Array): Collected {
  const pieces: DhcpOption[] = [];
  let fault = readField(options, 'options', pieces);
  const overload = pieces.find(({ code }) => code === OVERLOAD)?.data[0] ?? 0;
  if (overload & 1) fault ??= readField(file, 'file', pieces);
  if (overload & 2) fault ??= readField(sname, 'sname', pieces);
  return { options: joinPieces(pieces), overload, fault };
}

/** Reads one field of options, as they come, into `pieces`; returns the fault, or null. */
function readField(field: Uint8Array, name: string, pieces: DhcpOption[]): string | null {
  const reader = new Reader(field);
  while (reader.remaining > 0) {
    const code = reader.u8();
    if (code === PAD) continue;
    if (code === END) break;
    const data = reader.view(reader.u8());
    if (reader.fault !== null) return `option ${code} runs past the end of the ${name} field`;
    pieces.push({ code, data });
  }
  return null;
}

/** Where in the list the option of each code is; of the packet that is read, and -1 for those it does not have. */
const PLACES = new Int16Array(256);

/** Options in order of their first appearance, the pieces of a long one joined (RFC 3396), without the overload option. */
function joinPieces(pieces: readonly DhcpOption[]): readonly DhcpOption[] {
  PLACES.fill(-1);
  const options: DhcpOption[] = [];
  const longer = new Map<number, Uint8Array[]>();
  for (const piece of pieces) {
    const place = PLACES[piece.code] ?? -1;
    if (piece.code === OVERLOAD) continue;
    if (place < 0) PLACES[piece.code] = options.push(piece) - 1;
    else {
      const parts = longer.get(place);
      if (parts === undefined) longer.set(place, [piece.data]);
      else parts.push(piece.data);
    }
  }
  for (const [place, rest] of longer) {
    const { code, data } = options[place] as DhcpOption;
    options[place] = { code, data: join([data, ...rest]) };
  }
  return options;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function writeOption(writer: Writer, { code, data }: DhcpOption): void {
  if (data.length <= 255) {
    writer.u8(code).u8(data.length).bytes(data);
    return;
  }
  let at = 0;
  do {
    const piece = data.subarray(at, at + 255);
    writer.u8(code).u8(piece.length).bytes(piece);
    at += 255;
  } while (at < data.length);
}

/** One character per byte, up to the first NUL. */
function headerText(field: Uint8Array): string {
  const nul = field.indexOf(0);
  if (nul === 0) return '';
  return String.fromCharCode(...field.subarray(0, nul < 0 ? field.length : nul));
}

function latin1(text: string): Uint8Array {
  if (text === '') return NOTHING;
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
