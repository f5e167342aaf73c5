/** DHCP packets for tests: real captures by name, and made ones by the fields that matter. */

import { readFileSync } from 'node:fs';
import type { ClientInfo } from '../../core/netboot/client.ts';
import { macBytes, NO_ADDRESS } from '../../core/wire/address.ts';
import { option } from '../../core/wire/dhcp/option.ts';
import { MESSAGE_TYPE, type MessageType } from '../../core/wire/dhcp/options/message-type.ts';
import { type DhcpPacket, decodePacket } from '../../core/wire/dhcp/packet.ts';

export const MAC = '52:54:00:12:34:56';

/** Bytes of a capture in test/golden/dhcp. */
export function captureBytes(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../golden/dhcp/${name}.bin`, import.meta.url)));
}

/** A capture, decoded. */
export function capture(name: string): DhcpPacket {
  const decoded = decodePacket(captureBytes(name));
  if (!decoded.ok) throw new Error(`${name}: ${decoded.reason}`);
  return decoded.packet;
}

/** A request with a message type first and the options given after it. */
export function requestPacket(type: MessageType, fields: Partial<DhcpPacket> = {}, mac = MAC): DhcpPacket {
  const chaddr = new Uint8Array(16);
  chaddr.set(macBytes(mac));
  return {
    op: 'request',
    htype: 1,
    hlen: 6,
    hops: 0,
    xid: 0x12345678,
    secs: 0,
    flags: 0,
    ciaddr: NO_ADDRESS,
    yiaddr: NO_ADDRESS,
    siaddr: NO_ADDRESS,
    giaddr: NO_ADDRESS,
    chaddr,
    sname: '',
    file: '',
    ...fields,
    options: [option(MESSAGE_TYPE, type), ...(fields.options ?? [])],
  };
}

/** A client, by what differs from an operating system that tells nothing. */
export function client(facts: Partial<ClientInfo> = {}): ClientInfo {
  return {
    mac: MAC,
    uuid: null,
    arch: [],
    firmware: 'unknown',
    stage: 'os',
    ipxe: null,
    hostName: null,
    vendorClass: null,
    userClass: null,
    ...facts,
  };
}
