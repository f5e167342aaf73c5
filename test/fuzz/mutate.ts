/** Packets that no machine should send, made from packets that machines did send. */

import { formatIpv4, macBytes, parseIpv4 } from '../../core/wire/address.ts';
import { option } from '../../core/wire/dhcp/option.ts';
import { MESSAGE_TYPE } from '../../core/wire/dhcp/options/message-type.ts';
import { REQUESTED_ADDRESS, SERVER_ID } from '../../core/wire/dhcp/options/plain.ts';
import {
  BROADCAST_FLAG,
  type DhcpOption,
  type DhcpPacket,
  decodePacket,
  encodePacket,
} from '../../core/wire/dhcp/packet.ts';
import type { Chance } from './random.ts';

/** What a made-up client may know of the server, so that whole conversations come about and not only noise. */
export interface Surroundings {
  readonly server: string;
  /** Addresses worth asking for: of the ranges, beside them, of other networks. */
  readonly addresses: readonly string[];
  readonly relays: readonly string[];
  /** The address a machine was told last. */
  lastOffer(mac: string): string | undefined;
}

const STATIONS = 400;
const TYPES = [
  'DISCOVER',
  'REQUEST',
  'DECLINE',
  'RELEASE',
  'INFORM',
  'LEASEQUERY',
  'OFFER',
  'FORCERENEW',
] as const;

/** Codes whose data decide something, for options of random data. */
const TELLING = [12, 43, 50, 52, 53, 54, 55, 57, 60, 61, 77, 82, 93, 97, 175];

/** A packet of a made-up machine: mostly a sane one with something wrong, now and then bytes with no sense. */
export function mutated(seeds: readonly Uint8Array[], around: Surroundings, random: Chance): Uint8Array {
  const seed = random.pick(seeds);
  const decoded = decodePacket(seed);
  const bytes = decoded.ok && !random.oneIn(8) ? rewritten(decoded.packet, around, random) : seed.slice();
  return random.oneIn(3) ? damaged(bytes, random) : bytes;
}

function rewritten(packet: DhcpPacket, around: Surroundings, random: Chance): Uint8Array {
  const mac = `52:54:00:f0:${hex2(random.below(2))}:${hex2(random.below(STATIONS / 2))}`;
  const chaddr = new Uint8Array(16);
  chaddr.set(macBytes(mac));
  let { options } = packet;
  if (random.oneIn(2)) options = conversed(options, mac, around, random);
  if (random.oneIn(3)) options = strange(options, random);
  return overloaded(
    encodePacket({
      ...packet,
      chaddr: random.oneIn(50) ? random.bytes(16) : chaddr,
      xid: random.below(0xffff_ffff),
      flags: random.oneIn(3) ? BROADCAST_FLAG : random.oneIn(20) ? random.below(0x10000) : packet.flags,
      hops: random.oneIn(20) ? random.below(256) : packet.hops,
      secs: random.oneIn(10) ? random.below(0x10000) : packet.secs,
      ciaddr: random.oneIn(6) ? address(mac, around, random) : packet.ciaddr,
      giaddr: random.oneIn(6) ? random.pick(around.relays) : random.oneIn(60) ? any(random) : packet.giaddr,
      op: random.oneIn(100) ? 'reply' : packet.op,
      options,
    }),
    random,
  );
}

/** The message of a client that goes on with what it was offered. */
function conversed(
  options: readonly DhcpOption[],
  mac: string,
  around: Surroundings,
  random: Chance,
): readonly DhcpOption[] {
  const rest = options.filter(({ code }) => ![53, 50, 54].includes(code));
  // BOOTP: no type at all.
  if (random.oneIn(30)) return rest;
  const type = random.oneIn(3) ? random.pick(TYPES) : random.pick(['DISCOVER', 'REQUEST'] as const);
  const server = random.oneIn(8) ? any(random) : around.server;
  return [
    option(MESSAGE_TYPE, type),
    ...(random.oneIn(4) ? [] : [option(REQUESTED_ADDRESS, address(mac, around, random))]),
    ...(random.oneIn(3) ? [] : [option(SERVER_ID, server)]),
    ...rest,
  ];
}

/** Options with data of any length and sense, doubled, or gone. */
function strange(options: readonly DhcpOption[], random: Chance): readonly DhcpOption[] {
  const code = random.oneIn(3) ? 1 + random.below(254) : random.pick(TELLING);
  const length = random.pick([0, 1, 2, 3, 4, 6, 17, 40, 255, 256, 300, 600]);
  const added = { code, data: random.bytes(length) };
  const kept = options.filter((one) => one.code !== code && !random.oneIn(12));
  return random.oneIn(2) ? [added, ...kept] : [...kept, added];
}

function address(mac: string, around: Surroundings, random: Chance): string {
  const last = around.lastOffer(mac);
  if (last !== undefined && !random.oneIn(3)) return last;
  return random.oneIn(10) ? any(random) : random.pick(around.addresses);
}

const any = (random: Chance): string => formatIpv4(random.below(0xffff_ffff));
const hex2 = (value: number): string => value.toString(16).padStart(2, '0');

/** Moves some options into the header's fields (RFC 2132, section 9.3), as long as they fit. */
function overloaded(bytes: Uint8Array, random: Chance): Uint8Array {
  if (!random.oneIn(10)) return bytes;
  const which = 1 + random.below(3);
  const end = bytes.lastIndexOf(255);
  if (end < 240) return bytes;
  const longer = new Uint8Array(bytes.length + 3);
  longer.set(bytes.subarray(0, end));
  longer.set([52, 1, which, 255], end);
  if (which & 1) longer.set(filled(128, random), 108);
  if (which & 2) longer.set(filled(64, random), 44);
  return longer;
}

function filled(size: number, random: Chance): Uint8Array {
  const field = new Uint8Array(size);
  const length = random.below(size - 4);
  field.set([random.pick(TELLING), length], 0);
  field.set(random.bytes(length), 2);
  field[2 + length] = random.oneIn(4) ? 0 : 255;
  return field;
}

function damaged(bytes: Uint8Array, random: Chance): Uint8Array {
  if (random.oneIn(4)) return bytes.subarray(0, random.below(bytes.length + 1));
  const copy = bytes.slice();
  for (let n = 1 + random.below(8); n > 0; n--) {
    const at = random.below(Math.max(1, copy.length));
    copy.fill(random.below(256), at, at + 1);
  }
  return copy;
}

/** Whether dotted text is inside two ends, both included. */
export function within(address: string, first: string, last: string): boolean {
  const [at, from, to] = [address, first, last].map((text) => parseIpv4(text) ?? -1);
  return (at as number) >= (from as number) && (at as number) <= (to as number);
}
