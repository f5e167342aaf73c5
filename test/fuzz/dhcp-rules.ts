/**
 * What a reply of a DHCP server must be, whatever it answers: a checker beside the server, written from the RFCs and
 * not from the server's code. Every rule that is broken is a sentence.
 */

import { contains, type Ipv4Network, parseIpv4 } from '../../core/wire/address.ts';
import { readOption } from '../../core/wire/dhcp/option.ts';
import { MAX_MESSAGE_SIZE } from '../../core/wire/dhcp/options/max-message-size.ts';
import { MESSAGE_TYPE } from '../../core/wire/dhcp/options/message-type.ts';
import * as plain from '../../core/wire/dhcp/options/plain.ts';
import { BROADCAST_FLAG, type DhcpPacket, decodePacket, optionData } from '../../core/wire/dhcp/packet.ts';
import { within } from './mutate.ts';

/** What the checked server was told to do. */
export interface Served {
  readonly server: string;
  /** Ends of the ranges, both included, each with its network. */
  readonly ranges: readonly {
    readonly network: Ipv4Network;
    readonly first: string;
    readonly last: string;
  }[];
  /** Codes of options that are set, and must be told to who asks for them. */
  readonly configured: readonly number[];
}

export interface Answer {
  readonly bytes: Uint8Array;
  readonly address: string;
  readonly port: number;
}

const NONE = '0.0.0.0';

/** Types that may answer a type: RFC 2131, figure 1 and section 3; RFC 4388, section 4. */
const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  DISCOVER: ['OFFER'],
  REQUEST: ['ACK', 'NAK'],
  INFORM: ['ACK'],
  LEASEQUERY: ['LEASEUNASSIGNED', 'LEASEUNKNOWN', 'LEASEACTIVE'],
};

/** Options that are the client's to send (RFC 2131, table 3: MUST NOT in every column). */
const OF_CLIENTS = [50, 55, 57];

/** All that a NAK may carry (RFC 2131, table 3; RFC 6842; RFC 3046). */
const IN_NAK = [53, 54, 56, 60, 61, 82];

/** The rules that the answers to one datagram break. */
export function brokenRules(question: Uint8Array, answers: readonly Answer[], served: Served): string[] {
  const decoded = decodePacket(question);
  if (!decoded.ok) return answers.length === 0 ? [] : ['bytes that are no packet were answered'];
  if (answers.length > 1) return [`${answers.length} answers to one question`];
  return answers.flatMap((answer) => ofAnswer(decoded.packet, answer, served));
}

function ofAnswer(question: DhcpPacket, answer: Answer, served: Served): string[] {
  const decoded = decodePacket(answer.bytes);
  if (!decoded.ok) return [`the answer is no packet: ${decoded.reason}`];
  const reply = decoded.packet;
  const type = readOption(reply, MESSAGE_TYPE);
  return [
    ...shape(answer.bytes, question, served),
    ...header(question, reply, type),
    ...(isBootp(question) ? ofBootp(reply) : ofDhcp(question, reply, type, served)),
    ...addresses(question, reply, type, served),
    ...echoes(question, reply, answer.bytes),
    ...destination(question, reply, type, answer),
  ].filter((rule) => rule !== null);
}

type Found = readonly (string | null)[];

const unless = (holds: boolean, rule: string): string | null => (holds ? null : rule);
const isBootp = (packet: DhcpPacket): boolean => optionData(packet, 53) === undefined;

/** RFC 1542, section 2.1; RFC 2131, sections 2 and 3; RFC 2132, section 9.10. The limit counts IP and UDP headers. */
function shape(bytes: Uint8Array, question: DhcpPacket, _served: Served): Found {
  const limit = isBootp(question) ? 300 : Math.max(576, readOption(question, MAX_MESSAGE_SIZE) ?? 0) - 28;
  // The relay takes its own option away before the client gets the rest (RFC 3046, section 2.1).
  const client = bytes.length - relaySize(question);
  return [
    unless(bytes.length >= 300, `${bytes.length} bytes are less than BOOTP's 300`),
    unless(client <= limit, `${client} bytes are more than the client takes (${limit})`),
    unless(endsInOrder(bytes), 'the options do not end with option 255 and padding'),
  ];
}

function relaySize(question: DhcpPacket): number {
  const data = optionData(question, 82);
  return data === undefined ? 0 : data.length + 2 * Math.max(1, Math.ceil(data.length / 255));
}

/** Walks the options field as a client does; what follows the end is padding. */
function endsInOrder(bytes: Uint8Array): boolean {
  const { end } = walk(bytes);
  return end < bytes.length && bytes.subarray(end + 1).every((byte) => byte === 0);
}

const lastCode = (bytes: Uint8Array): number => walk(bytes).last;

function walk(bytes: Uint8Array): { end: number; last: number } {
  let [at, last] = [240, 0];
  while (at < bytes.length && bytes[at] !== 255) {
    last = bytes[at] ?? 0;
    at += last === 0 ? 1 : 2 + (bytes[at + 1] ?? 0);
  }
  return { end: at, last };
}

/** RFC 2131, table 3. */
function header(question: DhcpPacket, reply: DhcpPacket, type: string | null): Found {
  const active = type === 'LEASEACTIVE';
  const flags = type === 'NAK' && question.giaddr !== NONE ? question.flags | BROADCAST_FLAG : question.flags;
  const same = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0;
  return [
    unless(reply.op === 'reply', 'op is not BOOTREPLY'),
    unless(reply.xid === question.xid, 'xid is not echoed'),
    unless(reply.hops === 0 && reply.secs === 0, 'hops or secs is not 0'),
    unless(reply.flags === flags, 'flags are not echoed'),
    unless(reply.giaddr === question.giaddr, 'giaddr is not echoed'),
    unless(active || same(reply.chaddr, question.chaddr), 'chaddr is not echoed'),
    unless(
      active || (reply.htype === question.htype && reply.hlen === question.hlen),
      'htype or hlen differs',
    ),
    unless(question.op === 'request', 'a reply was answered'),
    unless(!OF_CLIENTS.some((code) => optionData(reply, code)), 'an option of clients is in it'),
  ];
}

/** RFC 1534, section 2; RFC 2132: what is DHCP's own has no place in an answer to BOOTP. */
function ofBootp(reply: DhcpPacket): Found {
  const own = [51, 53, 54, 56, 58, 59].filter((code) => optionData(reply, code) !== undefined);
  return [unless(own.length === 0, `DHCP's options ${own} in an answer to BOOTP`)];
}

function ofDhcp(question: DhcpPacket, reply: DhcpPacket, type: string | null, served: Served): Found {
  const asked = readOption(question, MESSAGE_TYPE);
  return [
    unless((ANSWERS[asked ?? ''] ?? []).includes(type ?? ''), `${type} answers ${asked}`),
    unless(readOption(reply, plain.SERVER_ID) === served.server, 'the server identifier is not ours'),
    ...times(question, reply, type),
    ...(type === 'NAK' ? ofNak(reply) : []),
    ...(type === 'OFFER' || type === 'ACK' ? wishes(question, reply, served) : []),
  ];
}

/** RFC 2131, section 4.4.5 and table 3: a lease time goes with an address, T1 before T2 before the end. */
function times(question: DhcpPacket, reply: DhcpPacket, type: string | null): Found {
  if (type === 'LEASEACTIVE') return [];
  const lease = readOption(reply, plain.LEASE_TIME);
  const granted = type === 'OFFER' || (type === 'ACK' && readOption(question, MESSAGE_TYPE) === 'REQUEST');
  if (!granted) return [unless(lease === null, `a lease time in ${type} without a lease`)];
  const [t1, t2] = [readOption(reply, plain.RENEWAL_TIME) ?? 0, readOption(reply, plain.REBINDING_TIME) ?? 0];
  return [unless(lease !== null && lease > 0 && t1 <= t2 && t2 <= lease, `times ${t1}, ${t2}, ${lease}`)];
}

function ofNak(reply: DhcpPacket): Found {
  const more = reply.options.filter(({ code }) => !IN_NAK.includes(code)).map(({ code }) => code);
  return [
    unless(more.length === 0, `options ${more} in a NAK`),
    unless(reply.ciaddr === NONE && reply.siaddr === NONE, 'addresses in a NAK'),
    unless(reply.sname === '' && reply.file === '', 'names in a NAK'),
  ];
}

/** RFC 2131, section 4.3.1: what is configured and asked for must be told. */
function wishes(question: DhcpPacket, reply: DhcpPacket, { configured }: Served): Found {
  // An INFORM is about the network, not about a lease (section 4.3.5). Who comes past a relay that we never saw it
  // come through cannot be told that relay as its router.
  const past = question.giaddr === NONE && question.ciaddr !== NONE ? [3] : [];
  const apart = readOption(question, MESSAGE_TYPE) === 'INFORM' ? [...past, 51, 58, 59] : past;
  const asked = [...(optionData(question, 55) ?? [])].filter(
    (code) => configured.includes(code) && !apart.includes(code),
  );
  const missing = asked.filter((code) => optionData(reply, code) === undefined);
  return [unless(missing.length === 0, `asked for and configured, but not told: ${missing}`)];
}

/** yiaddr: of a range, of the network the client is in, and the one that was asked for. */
function addresses(question: DhcpPacket, reply: DhcpPacket, type: string | null, served: Served): Found {
  const gives = type === 'OFFER' || (type === 'ACK' && readOption(question, MESSAGE_TYPE) === 'REQUEST');
  if (!gives && !isBootp(question)) return [unless(reply.yiaddr === NONE, `an address in ${type}`)];
  const range = served.ranges.find(({ first, last }) => within(reply.yiaddr, first, last));
  const relay = parseIpv4(question.giaddr) ?? 0;
  const wanted = readOption(question, plain.REQUESTED_ADDRESS) ?? question.ciaddr;
  return [
    unless(range !== undefined, `${reply.yiaddr} is in no range`),
    unless(
      range === undefined || relay === 0 || contains(range.network, relay),
      'an address of another network',
    ),
    unless(reply.yiaddr !== served.server && reply.yiaddr !== question.giaddr, 'an address that is taken'),
    unless(
      type !== 'ACK' || isBootp(question) || [wanted, question.ciaddr].includes(reply.yiaddr),
      'an ACK for another address than was asked for',
    ),
  ];
}

/** RFC 6842, section 3; RFC 3046, section 2.2: the relay's option, untouched and the last. */
function echoes(question: DhcpPacket, reply: DhcpPacket, bytes: Uint8Array): Found {
  const same = (code: number) =>
    Buffer.compare(optionData(question, code) ?? Buffer.of(), optionData(reply, code) ?? Buffer.of()) === 0;
  // What leaves no room for anything else cannot be repeated.
  const tooLong = (code: number) => (optionData(question, code)?.length ?? 0) > 200;
  return [
    unless(isBootp(question) || tooLong(61) || same(61), 'the client identifier is not echoed'),
    unless(same(82), "the relay's option is not echoed"),
    unless(optionData(reply, 82) === undefined || lastCode(bytes) === 82, 'option 82 is not the last'),
  ];
}

/** RFC 2131, section 4.1, with broadcasts where it has frames to a hardware address. */
function destination(question: DhcpPacket, reply: DhcpPacket, type: string | null, to: Answer): Found {
  const where = `${to.address}:${to.port}`;
  if (question.giaddr !== NONE)
    return [unless(where === `${question.giaddr}:67`, `sent to ${where}, not the relay`)];
  const broadcast = where === '255.255.255.255:68';
  const own =
    where === `${question.ciaddr}:68` && [NONE, question.ciaddr].includes(reply.yiaddr) && type !== 'NAK';
  return [unless(broadcast || own, `sent to ${where}`)];
}

/**
 * Who was told that an address is theirs, on the server's clock: an address acknowledged to two machines at once is the
 * one thing that must never happen.
 */
export class Holders {
  readonly #held = new Map<string, { mac: string; until: number }>();

  /** The rule broken by these answers, or null. @param now milliseconds */
  note(question: Uint8Array, answers: readonly Answer[], now: number): string | null {
    const asked = decodePacket(question);
    if (!asked.ok) return null;
    this.#release(asked.packet);
    for (const { bytes } of answers) {
      const decoded = decodePacket(bytes);
      if (!decoded.ok) continue;
      const broken = this.#bind(decoded.packet, isBootp(asked.packet), now);
      if (broken !== null) return broken;
    }
    return null;
  }

  #bind(reply: DhcpPacket, bootp: boolean, now: number): string | null {
    if (reply.yiaddr === NONE || (!bootp && readOption(reply, MESSAGE_TYPE) !== 'ACK')) return null;
    const mac = macOf(reply);
    const holder = this.#held.get(reply.yiaddr);
    if (holder !== undefined && holder.mac !== mac && holder.until > now)
      return `${reply.yiaddr} is acknowledged to ${mac} while ${holder.mac} has it`;
    // Who takes an address leaves the one it had.
    for (const [address, { mac: other }] of this.#held) if (other === mac) this.#held.delete(address);
    const seconds = readOption(reply, plain.LEASE_TIME) ?? 30 * 24 * 3600;
    this.#held.set(reply.yiaddr, { mac, until: now + seconds * 1000 });
    return null;
  }

  #release(packet: DhcpPacket): void {
    const type = readOption(packet, MESSAGE_TYPE);
    const address =
      type === 'RELEASE'
        ? packet.ciaddr
        : type === 'DECLINE'
          ? readOption(packet, plain.REQUESTED_ADDRESS)
          : null;
    if (address !== null && this.#held.get(address)?.mac === macOf(packet)) this.#held.delete(address);
  }
}

const macOf = (packet: DhcpPacket): string => Buffer.from(packet.chaddr.subarray(0, 6)).toString('hex');
