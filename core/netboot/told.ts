/**
 * What the technician has DHCP tell: in serving, in a profile, for one machine. The more specific of two holds.
 *
 * Kept and typed as texts: `router`, `42`, … -> `10.0.0.1`. Pure.
 */

import { FieldbootError } from '../errors.ts';
import { parseIpv4 } from '../wire/address.ts';
import { Writer } from '../wire/cursor.ts';
import type { DhcpOption } from '../wire/dhcp/packet.ts';

/** Name or number of an option -> its value as text; see `readTold`. */
export type ToldTexts = Readonly<Record<string, string>>;

/** The same, read. What is absent is not said here; null takes away what a more general place says. */
export interface Told {
  /** Lease time. */
  readonly leaseSeconds?: number | null;
  /** Server of the boot file, dotted (siaddr and option 66); this laptop where it is not said. */
  readonly nextServer?: string | null;
  /** Boot file of firmware in place of our loader: a URL for HTTP Boot, any other name for PXE. */
  readonly bootFile?: string | null;
  /** What iPXE boots in place of our script. */
  readonly script?: string | null;
  /** Further options by number; null for one that is taken away. */
  readonly options: ReadonlyMap<number, Uint8Array | null>;
}

export const NOTHING_TOLD: Told = { options: new Map() };

/** Forms of a value. `ips` is one address or several with commas between. */
const TYPES = ['ip', 'ips', 'text', 'hex', 'u8', 'u16', 'u32'] as const;
type ValueType = (typeof TYPES)[number];

/** Names in place of numbers. */
const NAMES: Readonly<Record<string, number>> = {
  router: 3,
  dns: 6,
  'host-name': 12,
  domain: 15,
  mtu: 26,
  ntp: 42,
  lease: 51,
};

/** What no option of ours but a field of the header (or a choice by stage) says. */
const WORDS = { 'next-server': 'nextServer', 'boot-file': 'bootFile', 'boot-script': 'script' } as const;

/** Value that takes away what a more general place says. */
const NONE = 'none';

/** Forms of options whose value needs no type before it (RFC 2132, 4833, 5859; 208-211: RFC 5071). */
const KNOWN: ReadonlyMap<number, ValueType> = new Map<number, ValueType>([
  ...([3, 4, 5, 6, 7, 8, 9, 10, 11, 41, 42, 44, 45, 48, 49, 65, 69, 70, 71, 72, 150] as const).map(
    (code): [number, ValueType] => [code, 'ips'],
  ),
  ...([12, 14, 15, 17, 18, 40, 47, 62, 64, 100, 101, 114, 209, 210, 252] as const).map(
    (code): [number, ValueType] => [code, 'text'],
  ),
  [2, 'u32'],
  [13, 'u16'],
  [16, 'ip'],
  [23, 'u8'],
  [26, 'u16'],
  [35, 'u32'],
  [208, 'hex'],
  [211, 'u32'],
]);

/** Options that are the protocol's own, or the boot's: who sets them is told why not. */
const REFUSED: ReadonlyMap<number, string> = new Map([
  [0, 'it is no option'],
  [1, 'the subnet mask is that of the network served'],
  [28, 'the broadcast address is that of the network served'],
  [43, 'firmware would read it as its own boot instructions and not boot'],
  ...([50, 52, 53, 54, 55, 56, 57, 61] as const).map((code): [number, string] => [
    code,
    'it belongs to the DHCP protocol itself',
  ]),
  [58, 'renewal follows from the lease time; set lease'],
  [59, 'rebinding follows from the lease time; set lease'],
  [60, 'it says that an answer is for network boot, and firmware would not boot'],
  [66, 'set next-server'],
  [67, 'set boot-file'],
  [82, 'it belongs to relay agents'],
  ...([93, 94, 97] as const).map((code): [number, string] => [code, 'only machines send it']),
  [118, 'only machines and relays send it'],
  [175, 'it belongs to iPXE, which would not boot'],
  [255, 'it is no option'],
]);

/**
 * Reads what is to be told. A key is a name (`router`, `dns`, `host-name`, `domain`, `mtu`, `ntp`, `lease`,
 * `next-server`, `boot-file`, `boot-script`) or an option's number; a value is text, for options whose form is not
 * known here with its type before it (`u32:7`, `text:a b`, `hex:0a0b`, `ip:…`, `ips:…`), or `none`.
 *
 * @throws FieldbootError DHCP_OPTION_INVALID
 */
export function readTold(texts: ToldTexts): Told {
  const options = new Map<number, Uint8Array | null>();
  let told: Told = { options };
  for (const [key, text] of Object.entries(texts)) {
    const name = key.trim().toLowerCase();
    const word = Object.hasOwn(WORDS, name) ? WORDS[name as keyof typeof WORDS] : undefined;
    if (word !== undefined) told = { ...told, [word]: readWord(name, text) };
    else if (codeOf(name) === NAMES.lease) told = { ...told, leaseSeconds: readLease(name, text) };
    else options.set(codeOf(name), readValue(name, text));
  }
  return told;
}

/** Both together; where both say something the second holds. */
export function moreSpecific(general: Told, special: Told): Told {
  if (special === NOTHING_TOLD) return general;
  return { ...general, ...special, options: new Map([...general.options, ...special.options]) };
}

/** The texts after a change: an empty value takes an entry back. Throws DHCP_OPTION_INVALID. */
export function changedTold(before: ToldTexts, change: ToldTexts): Record<string, string> {
  const all = {
    ...before,
    ...Object.fromEntries(
      Object.entries(change).map(([key, text]) => [key.trim().toLowerCase(), text.trim()]),
    ),
  };
  const kept = Object.fromEntries(Object.entries(all).filter(([, text]) => text !== ''));
  readTold(kept);
  return kept;
}

/** Our own options without those of which the technician says something else. */
export function withoutTold(ours: readonly DhcpOption[], { options }: Told): readonly DhcpOption[] {
  return options.size === 0 ? ours : ours.filter(({ code }) => !options.has(code));
}

/**
 * A reply's options with those the technician has told, before the relay's, which must be the last (RFC 3046, 2.2).
 * What does not fit is left out, and its numbers are told.
 * @param room bytes for all of them.
 */
export function addTold(
  ours: readonly DhcpOption[],
  { options }: Told,
  room: number,
): { options: readonly DhcpOption[]; leftOut: readonly number[] } {
  if (options.size === 0) return { options: ours, leftOut: [] };
  const leftOut: number[] = [];
  const added: DhcpOption[] = [];
  let left = room - ours.reduce((sum, one) => sum + sizeOf(one), END_SIZE);
  for (const [code, data] of options) {
    if (data === null) continue;
    left -= sizeOf({ data });
    if (left >= 0) added.push({ code, data });
    else leftOut.push(code);
  }
  const relay = ours.filter(({ code }) => code === RELAY_AGENT);
  return { options: [...ours.filter(({ code }) => code !== RELAY_AGENT), ...added, ...relay], leftOut };
}

const RELAY_AGENT = 82;
const END_SIZE = 1;
/** Code and length before each piece of at most 255 bytes (RFC 3396). */
const sizeOf = ({ data }: Pick<DhcpOption, 'data'>): number =>
  data.length + 2 * Math.max(1, Math.ceil(data.length / 255));

function codeOf(name: string): number {
  const code = Object.hasOwn(NAMES, name) ? NAMES[name] : /^\d{1,3}$/.test(name) ? Number(name) : undefined;
  const known = [...Object.keys(NAMES), ...Object.keys(WORDS)].join(', ');
  if (code === undefined) throw refuse(name, `it is no option’s number and none of ${known}`);
  if (code > 255) throw refuse(name, 'option numbers end at 254');
  const reason = REFUSED.get(code);
  if (reason !== undefined) throw refuse(name, reason);
  return code;
}

function readValue(name: string, text: string): Uint8Array | null {
  if (text === NONE) return null;
  const [, said, rest = ''] = /^([a-z0-9]+):(.*)$/s.exec(text) ?? [];
  const type = TYPES.find((one) => one === said);
  if (type !== undefined) return encode(name, type, rest);
  const known = KNOWN.get(codeOf(name));
  if (known === undefined)
    throw refuse(name, `put the type before the value, one of ${TYPES.join(', ')}: u32:7`);
  return encode(name, known, text);
}

function encode(name: string, type: ValueType, text: string): Uint8Array {
  switch (type) {
    case 'ip':
      return addresses(name, [text]);
    case 'ips':
      return addresses(name, text.split(','));
    case 'text':
      return bytesOf(name, text);
    case 'hex':
      return hexBytes(name, text);
    case 'u8':
      return number(name, text, 1);
    case 'u16':
      return number(name, text, 2);
    case 'u32':
      return number(name, text, 4);
  }
}

function addresses(name: string, texts: readonly string[]): Uint8Array {
  const writer = new Writer();
  for (const text of texts) writer.u32(address(name, text.trim()));
  return sized(name, writer.finish());
}

function address(name: string, text: string): number {
  const read = parseIpv4(text);
  if (read === null) throw refuse(name, `"${text}" is not an IPv4 address`);
  return read;
}

function hexBytes(name: string, text: string): Uint8Array {
  const digits = text.replace(/[\s:-]/g, '');
  if (digits === '' || !/^([0-9a-f]{2})+$/i.test(digits)) throw refuse(name, `"${text}" is not bytes in hex`);
  return sized(
    name,
    Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)),
  );
}

function number(name: string, text: string, size: 1 | 2 | 4): Uint8Array {
  const value = /^(\d{1,10}|0x[0-9a-f]{1,8})$/i.test(text) ? Number(text) : Number.NaN;
  if (!(value < 2 ** (8 * size))) throw refuse(name, `"${text}" is not a number of ${size * 8} bits`);
  return Uint8Array.from({ length: size }, (_, at) => (value / 256 ** (size - 1 - at)) & 255);
}

function bytesOf(name: string, text: string): Uint8Array {
  return sized(name, new TextEncoder().encode(text));
}

/** Clients must take 576 bytes (RFC 2131, section 2), and ours have to fit, too. */
const LONGEST = 128;

function sized(name: string, bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) throw refuse(name, 'it has no value');
  if (bytes.length > LONGEST) throw refuse(name, `it is longer than ${LONGEST} bytes`);
  return bytes;
}

function readWord(name: string, text: string): string | null {
  if (text === NONE) return null;
  if (name === 'next-server') address(name, text);
  // The file field of the header (RFC 2131, section 2), and what any firmware shows.
  else if (!/^[\x21-\x7e]{1,127}$/.test(text)) throw refuse(name, 'it must have 1 to 127 plain characters');
  return text;
}

function readLease(name: string, text: string): number | null {
  if (text === NONE) return null;
  const seconds = /^\d{1,8}$/.test(text) ? Number(text) : 0;
  if (seconds < 60 || seconds > 31_536_000) throw refuse(name, 'it is seconds, from 60 to 31536000');
  return seconds;
}

const refuse = (option: string, detail: string) =>
  new FieldbootError('DHCP_OPTION_INVALID', { option, detail });
