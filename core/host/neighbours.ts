/** Whether somebody on the cable already has an address. */

import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { openUdpPort } from './sockets.ts';

export interface Neighbour {
  readonly address: string;
  /** Lower case, with colons. */
  readonly mac: string;
  readonly interface: string;
  /** The kernel has an answer for this address (it may be some seconds old). */
  readonly complete: boolean;
}

/** ATF_COM of <net/if_arp.h>. */
const COMPLETE = 0x2;

/** The kernel's ARP table, from the text of /proc/net/arp. */
export function parseArpTable(table: string): Neighbour[] {
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .flatMap(([address, , flags, mac, , device]) => {
      if (address === undefined || mac === undefined || device === undefined) return [];
      const complete = (Number(flags) & COMPLETE) !== 0;
      return [{ address, mac: mac.toLowerCase(), interface: device, complete }];
    });
}

/** The kernel's ARP table; empty where there is none. */
export async function readNeighbours(): Promise<Neighbour[]> {
  return parseArpTable(await readFile('/proc/net/arp', 'latin1').catch(() => ''));
}

/** MAC that answers at an address on the cable, whichever interface it is; null when the kernel knows none. */
export async function neighbourAt(address: string): Promise<string | null> {
  const table = await readNeighbours();
  return table.find((one) => one.address === address && one.complete)?.mac ?? null;
}

/** Whether a table says that somebody other than `exceptMac` has the address on the interface. */
export function somebodyElseHas(
  table: readonly Neighbour[],
  name: string,
  address: string,
  exceptMac: string,
): boolean {
  return table.some(
    (one) =>
      one.complete &&
      one.interface === name &&
      one.address === address &&
      one.mac !== exceptMac.toLowerCase(),
  );
}

/** Port of the discard protocol (RFC 863): the datagram is only there to make the kernel ask by ARP. */
const DISCARD = 9;
const WAIT = { total: 300, step: 20 };

/**
 * Whether a machine other than `exceptMac` answers for an IPv4 address (RFC 2131 section 2.2 asks to probe before
 * an address is reused). Takes up to 300 ms when nobody answers, a few when somebody does; no rights are needed.
 *
 * An entry left from a machine that has gone counts as in use, but the datagram makes the kernel look again, so the
 * next question after about 10 seconds gets the truth: a `true` is not to be remembered for long.
 *
 * Only Linux has the table; elsewhere the answer is false, and the client's own check (DHCPDECLINE) is what is left.
 */
export async function addressInUse(name: string, address: string, exceptMac: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  await provokeArp(name, address);
  for (let waited = 0; waited <= WAIT.total; waited += WAIT.step) {
    if (somebodyElseHas(await readNeighbours(), name, address, exceptMac)) return true;
    await wait(WAIT.step);
  }
  return false;
}

/** Fails without words: an interface that has gone, or a network that is not reached, has no neighbours. */
async function provokeArp(name: string, address: string): Promise<void> {
  const options = { interface: name, address: '0.0.0.0', port: 0, door: 'ARP' };
  const port = await openUdpPort(options).catch(() => undefined);
  try {
    await port?.send(new Uint8Array(1), address, DISCARD);
  } catch {}
  await port?.close();
}
