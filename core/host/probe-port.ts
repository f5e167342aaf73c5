/**
 * The port on which other DHCP servers are heard.
 *
 * With the right to open packet sockets (root, or CAP_NET_RAW) everything that is sent to UDP port 68 on the interface
 * is heard, from whatever network, and the question leaves from 0.0.0.0 as a machine's would. Without it a UDP socket
 * must do, with two limits of the kernel: the question leaves from an address of the laptop if there is any, even of
 * another interface (inet_select_addr), and answers of networks that the routing table does not know are dropped where
 * `rp_filter` is on, as Ubuntu, Fedora and Debian 13 have it.
 */

import { readFile } from 'node:fs/promises';
import type { ProbePort } from '../servers/dhcp-probe.ts';
import { LIMITED_BROADCAST, NO_ADDRESS } from '../wire/address.ts';
import { CLIENT_PORT, SERVER_PORT } from '../wire/dhcp/packet.ts';
import { openPacketPort } from './packet-port.ts';
import { openUdpPort } from './sockets.ts';

export interface OpenedProbePort {
  readonly port: ProbePort;
  /**
   * `packet`: hears everything and takes nothing from others, so it may stay open. `udp`: shares port 68, and a DHCP
   * client of this laptop may miss a packet meanwhile, so it should be closed soon.
   */
  readonly by: 'packet' | 'udp';
  /** Whether the kernel drops answers of networks it does not know. */
  readonly partly: boolean;
}

/** Opens the better port that this account may open. Rejects as `openUdpPort` does. */
export async function openProbePort(name: string): Promise<OpenedProbePort> {
  const packets = openPacketPort(name);
  if (packets !== null) return { port: packets, by: 'packet', partly: false };
  return { port: await openUdpProbe(name), by: 'udp', partly: await isFiltered(name) };
}

/** The way without rights. */
async function openUdpProbe(name: string): Promise<ProbePort> {
  const port = await openUdpPort({
    interface: name,
    address: NO_ADDRESS,
    port: CLIENT_PORT,
    door: 'DHCP client',
    broadcast: true,
  });
  return {
    send: (packet) => port.send(packet, LIMITED_BROADCAST, SERVER_PORT),
    onMessage: (handler) => port.onMessage((bytes, { address }) => handler(bytes, { address, mac: null })),
    close: () => port.close(),
  };
}

/** The kernel takes the larger of the two settings (Documentation/networking/ip-sysctl, rp_filter). */
async function isFiltered(name: string): Promise<boolean> {
  const read = async (which: string): Promise<boolean> =>
    Number(await readFile(`/proc/sys/net/ipv4/conf/${which}/rp_filter`, 'latin1').catch(() => '0')) > 0;
  return (await read('all')) || (await read(name));
}
