/**
 * Many machines on one cable, switched on in the same moment: `node dhcp-crowd.ts INTERFACE SECONDS MAC,MAC,…`. Each
 * asks for an address as firmware does (RFC 2131, section 4.4.1), again after 1, 2, 4, … s, until it has its ACK.
 *
 * Prints a JSON line `{"ready":true}` when all DISCOVERs have left, one for each ACK (`mac`, `address`, `ms` since the
 * first DISCOVER), and a last one, `{"done":true,"lost":[…]}`, when all have theirs or the seconds are over.
 */

import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openUdpPort } from '../../core/host/sockets.ts';
import { macBytes } from '../../core/wire/address.ts';
import { option, readOption } from '../../core/wire/dhcp/option.ts';
import { CLIENT_ARCH } from '../../core/wire/dhcp/options/client-arch.ts';
import { MESSAGE_TYPE } from '../../core/wire/dhcp/options/message-type.ts';
import { PARAMETER_LIST } from '../../core/wire/dhcp/options/parameter-list.ts';
import { REQUESTED_ADDRESS, SERVER_ID, VENDOR_CLASS } from '../../core/wire/dhcp/options/plain.ts';
import {
  BROADCAST_FLAG,
  type DhcpOption,
  type DhcpPacket,
  decodePacket,
  encodePacket,
  hardwareAddress,
} from '../../core/wire/dhcp/packet.ts';

/** What a BIOS PXE ROM says of itself. */
const ROM: readonly DhcpOption[] = [
  option(VENDOR_CLASS, 'PXEClient:Arch:00000:UNDI:002001'),
  option(CLIENT_ARCH, [0]),
  option(PARAMETER_LIST, [1, 3, 6, 12, 15, 17, 43, 54, 60, 66, 67]),
];

interface Station {
  readonly mac: string;
  readonly xid: number;
  question: Uint8Array;
  again: number;
  wait: number;
  /** Address it has; null until it is acknowledged. */
  address: string | null;
}

/** In order, and before anything else happens: who reads this may be about to kill the server. */
const print = (value: unknown) => writeSync(1, `${JSON.stringify(value)}\n`);

function packet(mac: string, xid: number, options: readonly DhcpOption[]): Uint8Array {
  const chaddr = new Uint8Array(16);
  chaddr.set(macBytes(mac));
  const none = { ciaddr: '0.0.0.0', yiaddr: '0.0.0.0', siaddr: '0.0.0.0', giaddr: '0.0.0.0' };
  const header = { op: 'request', htype: 1, hlen: 6, hops: 0, secs: 0, sname: '', file: '' } as const;
  return encodePacket({
    ...header,
    ...none,
    xid,
    flags: BROADCAST_FLAG,
    chaddr,
    options: [...options, ...ROM],
  });
}

const [name = 'eth0', seconds = '10', macs = ''] = process.argv.slice(2);
const stations = new Map<string, Station>();
for (const [at, mac] of macs.split(',').entries()) {
  const xid = 0x1000_0000 + at;
  const question = packet(mac, xid, [option(MESSAGE_TYPE, 'DISCOVER')]);
  stations.set(mac, { mac, xid, question, again: 0, wait: 1000, address: null });
}
const port = await openUdpPort({
  ...{ interface: name, address: '0.0.0.0', port: 68, door: 'test', broadcast: true },
});
const ask = (station: Station) => port.send(station.question, '255.255.255.255', 67).catch(() => {});
let began = 0;

function answered(station: Station, reply: DhcpPacket): void {
  const type = readOption(reply, MESSAGE_TYPE);
  const server = readOption(reply, SERVER_ID);
  if (reply.xid !== station.xid || station.address !== null) return;
  if (type === 'OFFER' && server !== null) {
    const chosen = [option(SERVER_ID, server), option(REQUESTED_ADDRESS, reply.yiaddr)];
    station.question = packet(station.mac, station.xid, [option(MESSAGE_TYPE, 'REQUEST'), ...chosen]);
    void ask(station);
  } else if (type === 'ACK') {
    station.address = reply.yiaddr;
    print({ mac: station.mac, address: reply.yiaddr, ms: Math.round(performance.now() - began) });
  } else if (type === 'NAK') {
    station.question = packet(station.mac, station.xid, [option(MESSAGE_TYPE, 'DISCOVER')]);
    void ask(station);
  }
}

port.onMessage((bytes) => {
  const decoded = decodePacket(bytes);
  const station = decoded.ok ? stations.get(hardwareAddress(decoded.packet)) : undefined;
  if (decoded.ok && station !== undefined) answered(station, decoded.packet);
});
began = performance.now();
for (const station of stations.values()) {
  void ask(station);
  station.again = began + station.wait;
}
print({ ready: true });
const waiting = () => [...stations.values()].filter(({ address }) => address === null);
while (waiting().length > 0 && performance.now() - began < Number(seconds) * 1000) {
  await sleep(20);
  const now = performance.now();
  for (const station of waiting().filter(({ again }) => again <= now)) {
    station.wait *= 2;
    station.again = now + station.wait;
    void ask(station);
  }
}
print({ done: true, lost: waiting().map(({ mac }) => mac) });
await port.close();
