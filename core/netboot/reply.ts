/**
 * What is answered: a request and a lease decision become a packet, or silence with a reason.
 */

import { broadcastOf, formatIpv4, type Ipv4Network, maskOf, NO_ADDRESS } from '../wire/address.ts';
import { option, readOption } from '../wire/dhcp/option.ts';
import { IPXE, WITHOUT_PROXY_WAIT } from '../wire/dhcp/options/ipxe.ts';
import { MAX_MESSAGE_SIZE } from '../wire/dhcp/options/max-message-size.ts';
import { MESSAGE_TYPE, type MessageType } from '../wire/dhcp/options/message-type.ts';
import { PARAMETER_LIST } from '../wire/dhcp/options/parameter-list.ts';
import * as plain from '../wire/dhcp/options/plain.ts';
import { BOOT_THIS_FILE, PXE_VENDOR } from '../wire/dhcp/options/pxe-vendor.ts';
import { BROADCAST_FLAG, type DhcpOption, type DhcpPacket, optionData } from '../wire/dhcp/packet.ts';
import type { ClientInfo } from './client.ts';
import type { Lease, LeaseDecision } from './leases.ts';
import { type BootFile, bootFileFor, httpRoot } from './loaders.ts';
import { addTold, NOTHING_TOLD, type Told, withoutTold } from './told.ts';

export interface ReplySettings {
  /** Our own address with the prefix of its network. */
  readonly server: Ipv4Network;
  /** The network the client is in, when it is not ours but one behind a relay. */
  readonly subnet?: Ipv4Network;
  readonly leaseSeconds: number;
  /**
   * Default router told to clients, or null for none, which is right for a rack that has only this laptop. Installers
   * do without: they fetch everything from this laptop, and with no route an attempt to reach the internet (mirror,
   * security updates, time) fails at once. A laptop named as router that forwards nothing makes each attempt wait for
   * a minute or more, and takes the default route away from a machine's other card that has a real uplink.
   */
  readonly router: string | null;
  /** DNS servers, dotted; none for the same reason as the router. */
  readonly dns: readonly string[];
  readonly domain: string | null;
  readonly httpPort: number;
  /** Name of this laptop; a refused client's log shows it. */
  readonly laptopName: string;
  /** What is answered stands beside another server's offer, so it must say that it is PXE's to be preferred. */
  readonly besideAnother?: boolean;
}

export interface ReplyContext {
  readonly client: ClientInfo;
  readonly decision: LeaseDecision;
  readonly settings: ReplySettings;
  /** Whether the machine may have a boot file at all. */
  readonly mayBoot: boolean;
  /** What the technician has it told. */
  readonly told?: Told;
  /** Path of the loader to be tried on it; the first of its ladder when absent. */
  readonly loader?: string | undefined;
}

export interface Reply {
  readonly kind: 'reply';
  readonly type: MessageType;
  readonly packet: DhcpPacket;
  /** What the client is told to boot, and why nothing where it is nothing. */
  readonly boot: BootFile;
  /** Numbers of told options that the client could not take, for want of room. */
  readonly leftOut?: readonly number[];
}

export interface Ignore {
  readonly kind: 'ignore';
  readonly reason: string;
}

const TFTP_SERVER_CODE = plain.TFTP_SERVER.code;
const BOOT_FILE_CODE = plain.BOOT_FILE.code;
const CLIENT_ID_CODE = 61;
const RELAY_AGENT_CODE = 82;

/** Bytes of a packet before its options (RFC 2131, figure 1, and the cookie). */
const HEADER_SIZE = 240;

/** Longest name that fits the header's file field with its NUL. */
export const FILE_LIMIT = 127;

/** Decides what to answer. Never throws. */
export function decideReply(request: DhcpPacket, context: ReplyContext): Reply | Ignore {
  const { decision } = context;
  switch (decision.kind) {
    case 'offer':
      return granted(request, context, 'OFFER', decision.lease);
    case 'ack':
      return granted(request, context, 'ACK', decision.lease);
    case 'inform':
      return granted(request, context, 'ACK', null);
    case 'nak':
      return refused(request, context, decision.reason);
    case 'declined':
    case 'released':
      return { kind: 'ignore', reason: 'DECLINE and RELEASE have no answer' };
    case 'exhausted':
      return { kind: 'ignore', reason: 'every address of the range is taken' };
    case 'ignore':
      return decision;
  }
}

/** OFFER or ACK; without a lease the answer to an INFORM, which has neither address nor times (RFC 2131, 4.3.5). */
function granted(request: DhcpPacket, context: ReplyContext, type: MessageType, lease: Lease | null): Reply {
  const { settings, client, told = NOTHING_TOLD } = context;
  const server = formatIpv4(settings.server.address);
  const boot = chooseBootFile(context);
  const from = told.nextServer ?? server;
  const network = [
    ...withoutTold(networkOptions(relayOf(request, context.decision), settings), told),
    ...bootOptions(request, client, boot.file, from),
  ];
  const packet: DhcpPacket = {
    ...answerTo(request),
    ciaddr: type === 'ACK' ? request.ciaddr : NO_ADDRESS,
    yiaddr: lease?.address ?? NO_ADDRESS,
    // shim and BIOS PXE look for their TFTP server here, not in option 66.
    siaddr: boot.file === null ? NO_ADDRESS : from,
    file: boot.file !== null && boot.file.length <= FILE_LIMIT ? boot.file : '',
    options: isBootp(request)
      ? [...network, ...echoedTo(request, [RELAY_AGENT_CODE])]
      : [
          option(MESSAGE_TYPE, type),
          toldAlike(settings).serverId,
          ...(lease === null ? [] : timesOf(settings, told)),
          ...network,
          ...(settings.besideAnother && boot.file !== null ? preferredByPxe(client) : []),
          ...echoed(request),
        ],
  };
  const { options, leftOut } = addTold(packet.options, told, replyLimit(request) - HEADER_SIZE);
  return { kind: 'reply', type, packet: { ...packet, options }, boot, leftOut };
}

function timesOf(settings: ReplySettings, { leaseSeconds }: Told): readonly DhcpOption[] {
  return leaseSeconds == null ? toldAlike(settings).times : timeOptions(leaseSeconds);
}

/** BOOTP (RFC 951, RFC 1534): one question, one answer, and none of the options that are DHCP's own. */
function isBootp(request: DhcpPacket): boolean {
  return optionData(request, MESSAGE_TYPE.code) === undefined;
}

/**
 * EDK2 chooses, of several offers with an address, one with the class and a discovery control before any other (its
 * UefiPxeBcDxe sorts them so); without these it takes the other server's, which has no boot file.
 */
function preferredByPxe({ stage }: ClientInfo): readonly DhcpOption[] {
  if (stage !== 'rom') return [];
  return [option(plain.VENDOR_CLASS, 'PXEClient'), option(PXE_VENDOR, BOOT_THIS_FILE)];
}

/** NAK: nothing but who refuses and why (RFC 2131, table 3). */
function refused(request: DhcpPacket, { settings }: ReplyContext, reason: string): Reply {
  const answer = answerTo(request);
  const packet: DhcpPacket = {
    ...answer,
    // RFC 2131, 4.3.2: a relay must broadcast it, the client's address being wrong.
    flags: request.giaddr === NO_ADDRESS ? answer.flags : answer.flags | BROADCAST_FLAG,
    options: [
      option(MESSAGE_TYPE, 'NAK'),
      option(plain.SERVER_ID, formatIpv4(settings.server.address)),
      option(plain.MESSAGE, `${settings.laptopName}: ${reason}`.slice(0, 200)),
      ...echoed(request),
    ],
  };
  return { kind: 'reply', type: 'NAK', packet, boot: { file: null, reason } };
}

function chooseBootFile({ client, settings, mayBoot, decision, told, loader }: ReplyContext): BootFile {
  if (decision.kind === 'inform') return { file: null, reason: 'it asks for the network only' };
  if (client.stage !== 'os' && !mayBoot)
    return { file: null, reason: 'this machine is not to boot from here' };
  const root = httpRoot(formatIpv4(settings.server.address), settings.httpPort);
  return bootFileFor(client, root, told, loader);
}

/** The header of every reply: what the client sent to recognise it by (RFC 2131, table 3). */
export function answerTo(request: DhcpPacket): DhcpPacket {
  const none = { ciaddr: NO_ADDRESS, yiaddr: NO_ADDRESS, siaddr: NO_ADDRESS };
  return { ...request, ...none, op: 'reply', hops: 0, secs: 0, sname: '', file: '', options: [] };
}

/** What all clients of a network are told alike; its settings do not change while it is served. */
interface ToldAlike {
  readonly serverId: DhcpOption;
  readonly times: readonly DhcpOption[];
  readonly mask: readonly DhcpOption[];
  readonly names: readonly DhcpOption[];
}

const TOLD_ALIKE = new WeakMap<ReplySettings, ToldAlike>();

function toldAlike(settings: ReplySettings): ToldAlike {
  const known = TOLD_ALIKE.get(settings);
  if (known !== undefined) return known;
  const { server, subnet, dns, domain } = settings;
  const network = subnet ?? server;
  const made: ToldAlike = {
    serverId: option(plain.SERVER_ID, formatIpv4(server.address)),
    times: timeOptions(settings.leaseSeconds),
    mask: [
      option(plain.SUBNET_MASK, formatIpv4(maskOf(network.prefix))),
      option(plain.BROADCAST_ADDRESS, formatIpv4(broadcastOf(network))),
    ],
    names: [
      ...(dns.length === 0 ? [] : [option(plain.DNS_SERVER, dns)]),
      ...(domain === null || domain === '' ? [] : [option(plain.DOMAIN_NAME, domain)]),
    ],
  };
  TOLD_ALIKE.set(settings, made);
  return made;
}

function timeOptions(leaseSeconds: number): readonly DhcpOption[] {
  return [
    option(plain.LEASE_TIME, leaseSeconds),
    // The defaults of RFC 2131, section 4.4.5, spelled out for clients that have none.
    option(plain.RENEWAL_TIME, Math.floor(leaseSeconds * 0.5)),
    option(plain.REBINDING_TIME, Math.floor(leaseSeconds * 0.875)),
  ];
}

/** The relay between the client and us, or `0.0.0.0`; a renewal comes past it. */
function relayOf({ giaddr }: DhcpPacket, decision: LeaseDecision): string {
  if (giaddr !== NO_ADDRESS) return giaddr;
  const known =
    'lease' in decision ? decision.lease.relay : decision.kind === 'inform' ? decision.relay : null;
  return known ?? NO_ADDRESS;
}

function networkOptions(relay: string, settings: ReplySettings): readonly DhcpOption[] {
  const { subnet, router } = settings;
  const { mask, names } = toldAlike(settings);
  // A machine behind a relay cannot reach this laptop without a router, and the relay is one.
  const gateway = router ?? (subnet !== undefined && relay !== NO_ADDRESS ? relay : null);
  return gateway === null ? [...mask, ...names] : [...mask, option(plain.ROUTER, [gateway]), ...names];
}

/** Boot options of a full answer: the file, and for iPXE that it need not wait for a proxy. */
function bootOptions(
  request: DhcpPacket,
  client: ClientInfo,
  file: string | null,
  server: string,
): readonly DhcpOption[] {
  const wait = client.stage === 'ipxe' ? [option(IPXE, WITHOUT_PROXY_WAIT)] : [];
  return file === null ? wait : [...fileOptions(request, client, file, server), ...wait];
}

/**
 * Options that repeat the header for those who read options only. They are sent to those who ask for them: ROMs of the
 * 1990s take no more than they asked for. HTTP Boot needs 60 to take the offer at all (UEFI specification 2.10, section 24.7).
 */
export function fileOptions(
  request: DhcpPacket,
  client: ClientInfo,
  file: string,
  server: string,
): readonly DhcpOption[] {
  const asked = readOption(request, PARAMETER_LIST) ?? [];
  const isHttp = client.stage === 'http-boot';
  const asksFile = asked.includes(BOOT_FILE_CODE) || isHttp || file.length > FILE_LIMIT;
  return [
    ...(isHttp ? [option(plain.VENDOR_CLASS, 'HTTPClient')] : []),
    ...(asked.includes(TFTP_SERVER_CODE) ? [option(plain.TFTP_SERVER, server)] : []),
    ...(asksFile ? [option(plain.BOOT_FILE, file)] : []),
  ];
}

/** Client identifier (RFC 6842) and, at the very end, the relay's option (RFC 3046, section 2.2). */
export function echoed(request: DhcpPacket): readonly DhcpOption[] {
  return echoedTo(request, [CLIENT_ID_CODE, RELAY_AGENT_CODE]);
}

function echoedTo(request: DhcpPacket, codes: readonly number[]): readonly DhcpOption[] {
  return codes.flatMap((code) => {
    const data = optionData(request, code);
    return data === undefined ? [] : [{ code, data }];
  });
}

/** IPv4 and UDP headers, which the client's limit counts. */
const DATAGRAM_HEADERS = 28;
/** Most that leaves in one Ethernet frame. */
const FRAME = 1500;

/**
 * Most bytes of an answer: 576 with its headers unless the client says that it takes more (RFC 2131, section 2; RFC
 * 2132, section 9.10), and for BOOTP the 300 of its message (RFC 1542, section 2.1).
 */
export function replyLimit(request: DhcpPacket): number {
  if (isBootp(request)) return 300;
  const takes = readOption(request, MAX_MESSAGE_SIZE) ?? 0;
  return Math.min(Math.max(takes, 576), FRAME) - DATAGRAM_HEADERS;
}
