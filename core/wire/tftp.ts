/**
 * TFTP packets, bytes <-> values (RFC 1350; options RFC 2347).
 *
 * Decoding never throws: what cannot be understood is a value of kind `malformed` with the reason.
 */

/** One negotiated option. Names are compared without case (RFC 2347); the asker's spelling is kept. */
export interface TftpOption {
  readonly name: string;
  readonly value: string;
}

//    2 bytes    string   1 byte   string  1 byte  string  1 byte  string  1 byte
//   +--------+----------+------+---------+------+-------+------+--------+------+
//   | 01/02  | filename |  0   |  mode   |  0   | name  |  0   | value  |  0   | …
//   +--------+----------+------+---------+------+-------+------+--------+------+
/** Read request (RRQ) or write request (WRQ). */
export interface TftpRequest {
  readonly kind: 'read' | 'write';
  readonly name: string;
  /** `octet`, `netascii` or `mail`, in lower case. */
  readonly mode: string;
  /** In the order they were asked; a repeated name keeps its first value. */
  readonly options: readonly TftpOption[];
}

//    2 bytes    2 bytes    n bytes
//   +--------+----------+----------+
//   |   03   |  block # |   data   |
//   +--------+----------+----------+
export interface TftpData {
  readonly kind: 'data';
  /** 16 bits: the number on the wire, which wraps to 0 after 65535. */
  readonly block: number;
  readonly bytes: Uint8Array;
}

//    2 bytes    2 bytes
//   +--------+----------+
//   |   04   |  block # |
//   +--------+----------+
export interface TftpAck {
  readonly kind: 'ack';
  readonly block: number;
}

//    2 bytes    2 bytes     string   1 byte
//   +--------+-----------+---------+------+
//   |   05   | ErrorCode |  text   |  0   |
//   +--------+-----------+---------+------+
export interface TftpError {
  readonly kind: 'error';
  readonly code: number;
  readonly message: string;
}

//    2 bytes   string  1 byte  string  1 byte
//   +--------+-------+------+--------+------+
//   |   06   | name  |  0   | value  |  0   | …
//   +--------+-------+------+--------+------+
export interface TftpOptionAck {
  readonly kind: 'oack';
  readonly options: readonly TftpOption[];
}

export type TftpPacket = TftpRequest | TftpData | TftpAck | TftpError | TftpOptionAck;

export interface TftpMalformed {
  readonly kind: 'malformed';
  readonly reason: string;
}

/** Error codes (RFC 1350 appendix, 8 from RFC 2347). */
export const TFTP_ERROR = {
  undefined: 0,
  notFound: 1,
  accessViolation: 2,
  diskFull: 3,
  illegalOperation: 4,
  unknownTransfer: 5,
  fileExists: 6,
  noSuchUser: 7,
  optionsRefused: 8,
} as const;

const OPCODE = { read: 1, write: 2, data: 3, ack: 4, error: 5, oack: 6 } as const;

/** More than any firmware asks (EDK2 asks 3, tftp-hpa 4); the rest of a longer list is not looked at. */
const MOST_OPTIONS = 16;

/** Reads one UDP payload. `bytes` of a data packet is a view, not a copy. */
export function decodeTftp(datagram: Uint8Array): TftpPacket | TftpMalformed {
  if (datagram.length < 4) return malformed(`only ${datagram.length} bytes`);
  const opcode = uint16(datagram, 0);
  switch (opcode) {
    case OPCODE.read:
      return decodeRequest('read', datagram.subarray(2));
    case OPCODE.write:
      return decodeRequest('write', datagram.subarray(2));
    case OPCODE.data:
      return { kind: 'data', block: uint16(datagram, 2), bytes: datagram.subarray(4) };
    case OPCODE.ack:
      return { kind: 'ack', block: uint16(datagram, 2) };
    case OPCODE.error:
      return { kind: 'error', code: uint16(datagram, 2), message: errorText(datagram.subarray(4)) };
    case OPCODE.oack:
      return { kind: 'oack', options: pairs(strings(datagram.subarray(2), 2 * MOST_OPTIONS)) };
    default:
      return malformed(`unknown opcode ${opcode}`);
  }
}

/** Writes one packet as a UDP payload. */
export function encodeTftp(packet: TftpPacket): Uint8Array {
  switch (packet.kind) {
    case 'read':
    case 'write':
      return numbered(OPCODE[packet.kind], zeroEnded([packet.name, packet.mode, ...flat(packet.options)]));
    case 'data':
      return numbered(OPCODE.data, withBlock(packet.block, packet.bytes));
    case 'ack':
      return numbered(OPCODE.ack, withBlock(packet.block, new Uint8Array(0)));
    case 'error':
      return numbered(OPCODE.error, withBlock(packet.code, zeroEnded([packet.message])));
    case 'oack':
      return numbered(OPCODE.oack, zeroEnded(flat(packet.options)));
  }
}

/** Bytes in front of the data of a data packet. */
export const DATA_HEADER = 4;

/** Writes the header of a data packet at `at`, so that a block need not be copied twice. */
export function writeDataHeader(into: Uint8Array, block: number, at = 0): void {
  into[at] = OPCODE.data >> 8;
  into[at + 1] = OPCODE.data;
  into[at + 2] = block >> 8;
  into[at + 3] = block;
}

/** The value of an option, or undefined. */
export function optionValue(options: readonly TftpOption[], name: string): string | undefined {
  return options.find((option) => option.name.toLowerCase() === name)?.value;
}

function decodeRequest(kind: 'read' | 'write', body: Uint8Array): TftpRequest | TftpMalformed {
  const [name, mode, ...rest] = strings(body, 2 + 2 * MOST_OPTIONS);
  if (name === undefined || name === '') return malformed('a request without a file name');
  if (mode === undefined) return malformed('a request without a mode');
  return { kind, name, mode: mode.toLowerCase(), options: pairs(rest) };
}

/** Zero-ended strings; what follows the last zero is not a string. At most `most`. */
function strings(body: Uint8Array, most: number): string[] {
  const found: string[] = [];
  let start = 0;
  while (found.length < most) {
    const end = body.indexOf(0, start);
    if (end < 0) break;
    found.push(text(body.subarray(start, end)));
    start = end + 1;
  }
  return found;
}

/** Names with their values; a last name without one is left out. RFC 2347: an option is given only once. */
function pairs(list: readonly string[]): TftpOption[] {
  const options: TftpOption[] = [];
  for (let at = 0; at + 1 < list.length; at += 2) {
    const name = list[at] ?? '';
    const value = list[at + 1] ?? '';
    if (name !== '' && optionValue(options, name.toLowerCase()) === undefined) options.push({ name, value });
  }
  return options;
}

/** A DataView for each of a million ACKs would cost more than the rest of their decoding. */
const uint16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

/** Some clients leave out the zero after the text; the text is the rest then. */
function errorText(rest: Uint8Array): string {
  const end = rest.indexOf(0);
  return text(end < 0 ? rest : rest.subarray(0, end));
}

// Without ignoreBOM a name that begins with U+FEFF would lose it and become another name.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();
const text = (bytes: Uint8Array): string => decoder.decode(bytes);
const flat = (options: readonly TftpOption[]): string[] =>
  options.flatMap(({ name, value }) => [name, value]);
const malformed = (reason: string): TftpMalformed => ({ kind: 'malformed', reason });

/** Joins strings, each with its zero; a zero inside one would end it early, so it is taken out. */
function zeroEnded(list: readonly string[]): Uint8Array {
  return encoder.encode(list.map((one) => `${one.replaceAll('\0', '')}\0`).join(''));
}

function numbered(number: number, rest: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(2 + rest.length);
  new DataView(bytes.buffer).setUint16(0, number & 0xffff);
  bytes.set(rest, 2);
  return bytes;
}

const withBlock = numbered;
