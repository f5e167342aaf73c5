/** A packet socket that hears what is sent to UDP port 68 on one interface, and nothing else. Linux only. */

import type { ProbePort } from '../servers/dhcp-probe.ts';
import { LIMITED_BROADCAST, NO_ADDRESS } from '../wire/address.ts';
import { CLIENT_PORT, SERVER_PORT } from '../wire/dhcp/packet.ts';
import { decodeUdpPacket, encodeUdpPacket } from '../wire/ipv4-udp.ts';
import { openPacketSocket } from './packet-socket.ts';

const ETH_P_IP = 0x0800;
const LARGEST = 2048;
const BROADCAST_MAC = Uint8Array.of(255, 255, 255, 255, 255, 255);

/** Over the IP packet: UDP, not a later fragment, to port 68; otherwise nothing. */
const FILTER: readonly (readonly [number, number, number, number])[] = [
  [0x30, 0, 0, 9], //             ldb [9]         protocol
  [0x15, 0, 6, 17], //            jeq UDP
  [0x28, 0, 0, 6], //             ldh [6]         flags and fragment offset
  [0x45, 4, 0, 0x1fff], //        jset            a later fragment
  [0xb1, 0, 0, 0], //             ldxb 4*([0]&15) length of the header
  [0x48, 0, 0, 2], //             ldh [x+2]       target port
  [0x15, 0, 1, CLIENT_PORT], //   jeq 68
  [0x06, 0, 0, LARGEST], //       take it
  [0x06, 0, 0, 0], //             leave it
];

/** Opens the socket; null where the system or the rights do not allow it, or the interface is not there. */
export function openPacketPort(name: string): ProbePort | null {
  const socket = openPacketSocket({ interface: name, protocol: ETH_P_IP, largest: LARGEST, filter: FILTER });
  if (socket === null) return null;
  return {
    send: (payload) => socket.send(question(payload), BROADCAST_MAC),
    onMessage: (handler) =>
      socket.onMessage((bytes, mac) => {
        const packet = decodeUdpPacket(bytes);
        if (packet?.targetPort === CLIENT_PORT) handler(packet.payload, { address: packet.source, mac });
      }),
    close: () => socket.close(),
  };
}

const question = (payload: Uint8Array): Uint8Array =>
  encodeUdpPacket({
    source: NO_ADDRESS,
    target: LIMITED_BROADCAST,
    sourcePort: CLIENT_PORT,
    targetPort: SERVER_PORT,
    payload,
  });
