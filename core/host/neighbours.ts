/** Who is on the cable, as the kernel's ARP table knows them. */

import { readFile } from 'node:fs/promises';

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
