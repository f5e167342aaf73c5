/** The DHCP conversation in a pcap file as tcpdump writes it, and its text twin. */

import { decodePacket } from '../../core/wire/dhcp/packet.ts';
import { summary } from '../../core/wire/dhcp/summary.ts';
import { decodeUdpPacket, type UdpPacket } from '../../core/wire/ipv4-udp.ts';

const [FILE_HEAD, RECORD_HEAD, ETHERNET_HEAD] = [24, 16, 14];

/** Datagrams of a capture of Ethernet frames, in order. Throws when it is no such file. */
export function datagramsOf(file: Uint8Array): UdpPacket[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (view.getUint32(0, true) !== 0xa1b2c3d4 || view.getUint32(20, true) !== 1)
    throw new Error('no capture of Ethernet frames in the byte order of this machine');
  const found: UdpPacket[] = [];
  for (let at = FILE_HEAD; at + RECORD_HEAD <= file.length; ) {
    const length = view.getUint32(at + 8, true);
    const frame = file.subarray(at + RECORD_HEAD, at + RECORD_HEAD + length);
    const datagram = decodeUdpPacket(frame.subarray(ETHERNET_HEAD));
    if (datagram !== null) found.push(datagram);
    at += RECORD_HEAD + length;
  }
  return found;
}

/** The conversation in words. */
export function twinOf(datagrams: readonly UdpPacket[]): string {
  return datagrams
    .map(({ source, sourcePort, target, targetPort, payload }) => {
      const decoded = decodePacket(payload);
      const words = decoded.ok ? summary(decoded.packet) : decoded.reason;
      return `${source}:${sourcePort} -> ${target}:${targetPort}, ${payload.length} bytes\n${words}\n`;
    })
    .join('\n');
}
