/** Whether this account may open the ports that network boot needs, and what to type when it may not. */

import { createSocket } from 'node:dgram';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { type Problem, problem } from '../errors.ts';
import type { Protocol } from './ports.ts';

export interface DoorPort {
  /** Name of the door in sentences: `DHCP`, `TFTP`, `HTTP`. */
  readonly door: string;
  readonly protocol: Protocol;
  readonly port: number;
}

/** The ports of the protocols; the HTTP port is the caller's choice. */
export const BOOT_PORTS: readonly DoorPort[] = [
  { door: 'DHCP', protocol: 'UDP', port: 67 },
  { door: 'TFTP', protocol: 'UDP', port: 69 },
];

/**
 * Tries the ports and tells which this account may not open. A port that another program holds is not a question of
 * rights: it is told when serving starts, where only the chosen interface counts.
 */
export async function checkRights(
  ports: readonly DoorPort[] = BOOT_PORTS,
  platform: NodeJS.Platform = process.platform,
): Promise<{ missing: Problem[] }> {
  const refused: DoorPort[] = [];
  for (const port of ports) if ((await tryPort(port)) === 'EACCES') refused.push(port);
  const lowest = Math.min(...refused.map(({ port }) => port));
  const command = commandFor(lowest, platform);
  return {
    missing: refused.map(({ door, protocol, port }) =>
      problem('PORT_FORBIDDEN', { door, protocol, port, command }),
    ),
  };
}

/**
 * What an administrator types once so that ports from `lowest` up may be opened. The threshold is chosen over
 * `setcap` on the binary because it serves node and Electron alike, changes no file and ends with the next start
 * of the laptop.
 */
export function commandFor(lowest: number, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'linux') return `sudo sysctl -w net.ipv4.ip_unprivileged_port_start=${lowest}`;
  // Not tried: on Windows no port needs rights (a firewall rule may), on macOS only addresses other than 0.0.0.0 do.
  return platform === 'win32' ? 'allow Fieldboot in the firewall' : 'start Fieldboot with sudo';
}

/** CAP_NET_ADMIN of <linux/capability.h>: needed to give an interface an address. */
const NET_ADMIN = 12n;

/**
 * Why an interface cannot be given an address, or null. It is done by the program `ip`: a right that only our own file
 * was given does not reach it, an ambient one does.
 * @param status text of /proc/self/status
 */
export function whyNoAddress(status: string, isRoot = process.getuid?.() === 0): string | null {
  const has = (field: string): boolean => {
    const mask = new RegExp(`^${field}:\\s*([0-9a-f]+)$`, 'm').exec(status)?.[1];
    return mask !== undefined && ((BigInt(`0x${mask}`) >> NET_ADMIN) & 1n) === 1n;
  };
  if (status === '') return 'it knows how to on Linux only';
  return has(isRoot ? 'CapEff' : 'CapAmb') ? null : 'this account lacks the right (CAP_NET_ADMIN)';
}

/** The same for this process. */
export async function whyNoAddressHere(): Promise<string | null> {
  return whyNoAddress(await readFile('/proc/self/status', 'latin1').catch(() => ''));
}

/**
 * The error code of binding a port on the loopback address, or undefined. The kernel looks at the rights before it
 * looks for other users of the port, so EACCES is certain either way.
 */
function tryPort({ protocol, port }: DoorPort): Promise<string | undefined> {
  return protocol === 'UDP' ? tryUdp(port) : tryTcp(port);
}

function tryUdp(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.on('error', (error: NodeJS.ErrnoException) => socket.close(() => resolve(error.code)));
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () =>
      socket.close(() => resolve(undefined)),
    );
  });
}

function tryTcp(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
