/**
 * A packet as text: for the log, the window and the twin of a golden capture.
 */

import { hex, NO_ADDRESS } from '../address.ts';
import { printable } from '../text.ts';
import { type OptionCodec, readOption } from './option.ts';
import { CLIENT_ARCH } from './options/client-arch.ts';
import { CLIENT_ID } from './options/client-id.ts';
import { CLIENT_UUID } from './options/client-uuid.ts';
import { IPXE } from './options/ipxe.ts';
import { MAX_MESSAGE_SIZE } from './options/max-message-size.ts';
import { MESSAGE_TYPE } from './options/message-type.ts';
import { PARAMETER_LIST } from './options/parameter-list.ts';
import * as plain from './options/plain.ts';
import { PXE_VENDOR } from './options/pxe-vendor.ts';
import { RELAY_AGENT } from './options/relay-agent.ts';
import { USER_CLASS } from './options/user-class.ts';
import { type DhcpOption, type DhcpPacket, hardwareAddress, wantsBroadcast } from './packet.ts';

type Describer = (data: Uint8Array) => string | null;

interface Known {
  readonly name: string;
  readonly describe: Describer;
}

/** Longest hexadecimal dump, in bytes. */
const MAX_DUMP = 32;

const KNOWN: ReadonlyMap<number, Known> = new Map([
  ...Object.values(plain).map((codec) => known<never>(codec as OptionCodec<never>)),
  known(MESSAGE_TYPE),
  known(PARAMETER_LIST),
  known(MAX_MESSAGE_SIZE),
  known(CLIENT_ID),
  known(USER_CLASS),
  known(CLIENT_ARCH),
  known(CLIENT_UUID),
  known(IPXE),
  known(RELAY_AGENT),
  known(PXE_VENDOR),
]);

/**
 * One line about the packet as a whole, then one line per option:
 *
 *     DISCOVER from 52:54:00:12:34:56, xid 0x3903f326, 4 s, broadcast
 *       53 message type: DISCOVER
 *
 * Control characters from the wire never reach the text.
 */
export function summary(packet: DhcpPacket): string {
  let text = headline(packet) + headerLines(packet);
  for (const option of packet.options) text += optionLine(option);
  return text;
}

/** The first line of the summary. */
export function headline(packet: DhcpPacket): string {
  const type = readOption(packet, MESSAGE_TYPE) ?? `BOOTP ${packet.op}`;
  const direction = packet.op === 'request' ? 'from' : 'to';
  const hardware = packet.htype === 1 ? '' : ` (hardware type ${packet.htype})`;
  let line = `${type} ${direction} ${hardwareAddress(packet) || 'nobody'}${hardware}`;
  line += `, xid 0x${packet.xid.toString(16).padStart(8, '0')}`;
  if (packet.secs > 0) line += `, ${packet.secs} s`;
  if (packet.hops > 0) line += `, ${packet.hops} hops`;
  return wantsBroadcast(packet) ? `${line}, broadcast` : line;
}

/** Each line with its line break before it; nothing for what the packet leaves empty. */
function headerLines(packet: DhcpPacket): string {
  const addresses =
    addressLine('client has', packet.ciaddr) +
    addressLine('client gets', packet.yiaddr) +
    addressLine('next server', packet.siaddr) +
    addressLine('relay', packet.giaddr);
  return addresses + nameLine('server name', packet.sname) + nameLine('file', packet.file);
}

const addressLine = (name: string, address: string): string =>
  address === NO_ADDRESS ? '' : `\n  ${name}: ${address}`;

const nameLine = (name: string, text: string): string =>
  text === '' ? '' : `\n  ${name}: ${printable(JSON.stringify(text))}`;

function optionLine({ code, data }: DhcpOption): string {
  const entry = KNOWN.get(code);
  const described = entry?.describe(data) ?? null;
  if (entry === undefined) return `\n  ${code}: ${dump(data)}`;
  if (described === null) return `\n  ${code} ${entry.name}: malformed ${dump(data)}`;
  return `\n  ${code} ${entry.name}: ${printable(described)}`;
}

function known<T>(codec: OptionCodec<T>): readonly [number, Known] {
  const describe: Describer = (data) => {
    const value = codec.decode(data);
    return value === null ? null : codec.describe(value);
  };
  return [codec.code, { name: codec.name, describe }];
}

function dump(data: Uint8Array): string {
  if (data.length === 0) return '(empty)';
  const shown = hex(data.subarray(0, MAX_DUMP));
  return data.length > MAX_DUMP ? `${shown}… (${data.length} bytes)` : shown;
}
