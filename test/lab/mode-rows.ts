/** The rows of `modes.ts`: how Fieldboot serves, what is beside it, which machines boot, and who must give the addresses. */

import type { Fieldboot } from './fieldboot.ts';
import type { Firmware } from './machine.ts';
import { type OtherDhcpServer, startDnsmasq, startKea } from './other-servers.ts';
import type { Rack, Segment } from './rack.ts';
import { FAR_ADDRESS, RELAYED, removeRelay, startRelay } from './relay.ts';
import { endGently } from './system.ts';

const RESCUE_RANGE = '10.77.0.240-10.77.0.247';
const DNSMASQ = 'dnsmasq-base';
const FIRST_RESCUED = '10.77.0.240';

export interface Row {
  readonly name: string;
  /** Arguments of `serve`. */
  readonly args: readonly string[];
  readonly firmware: readonly Firmware[];
  readonly segment?: Segment;
  /** Debian package of what is beside us. */
  readonly package?: string;
  /** Starts what is beside us. */
  readonly beside?: (ground: Ground) => Promise<Beside>;
  /** Before a machine is switched on. */
  readonly prepare?: (fieldboot: Fieldboot, mac: string) => unknown;
  /** What the leases must be in the end, ours and the other's. Throws otherwise. */
  readonly expect: (given: Given) => void;
  /** Says the same. */
  readonly expectation: string;
}

export interface Ground {
  readonly rack: Rack;
  readonly folder: string;
  readonly fieldboot: Fieldboot;
}

/** A server or a relay beside us. */
export interface Beside {
  /** Addresses that it has given; null: it gives none. */
  readonly given: (() => string[]) | null;
  end(): Promise<void>;
}

interface Given {
  /** Addresses that we have given. */
  readonly ours: readonly string[];
  readonly machines: number;
}

const ALL: readonly Firmware[] = ['bios', 'uefi', 'uefi-http'];
const proxied = {
  args: ['--mode', 'proxy'],
  firmware: ALL,
  expect: onlyTheirs,
  expectation: 'every address came from the other server',
} as const;

export const ROWS: readonly Row[] = [
  {
    name: 'server',
    args: [],
    firmware: ALL,
    expect: ({ ours, machines }) => demand(ours.length === machines, `we gave ${ours.join(', ') || 'none'}`),
    expectation: 'every machine has an address of ours',
  },
  {
    name: 'proxy-dnsmasq',
    ...proxied,
    package: DNSMASQ,
    beside: ({ rack, folder }) => server(startDnsmasq(rack, folder)),
  },
  {
    name: 'proxy-rival',
    ...proxied,
    firmware: ['bios', 'uefi'],
    package: DNSMASQ,
    beside: ({ rack, folder }) => server(startDnsmasq(rack, folder, 'dhcp-boot=rival.0,,10.77.0.254\n')),
  },
  {
    name: 'proxy-kea',
    ...proxied,
    package: 'kea-dhcp4-server',
    beside: ({ rack, folder }) => server(startKea(rack, folder)),
  },
  {
    name: 'relay',
    args: ['--relayed', RELAYED],
    firmware: ['bios', 'uefi'],
    segment: 'far',
    package: 'isc-dhcp-relay',
    beside: async ({ rack }) => relay(rack),
    expect: ({ ours, machines }) =>
      demand(
        ours.length === machines && ours.every((address) => FAR_ADDRESS.test(address)),
        `we gave ${ours.join(', ') || 'none'}`,
      ),
    expectation: 'every machine has an address of the network behind the relay',
  },
  {
    name: 'external',
    args: ['--mode', 'external'],
    package: DNSMASQ,
    firmware: ALL,
    beside: ({ rack, folder, fieldboot }) => server(startDnsmasq(rack, folder, linesFor(fieldboot, rack))),
    expect: onlyTheirs,
    expectation: 'every address came from the other server',
  },
  {
    name: 'rescue',
    args: ['--mode', 'proxy', '--rescue', RESCUE_RANGE],
    package: DNSMASQ,
    firmware: ['uefi'],
    beside: ({ rack, folder }) => server(startDnsmasq(rack, folder)),
    prepare: (fieldboot, mac) => fieldboot.cli('rescue', mac),
    expect: ({ ours }) => demand(ours.join() === FIRST_RESCUED, `we gave ${ours.join(', ') || 'none'}`),
    expectation: 'the firmware preferred our complete offer',
  },
];

export const nobody: Beside = { given: null, end: async () => {} };

/** Somebody else's server. */
async function server(starting: Promise<OtherDhcpServer>): Promise<Beside> {
  const { child, given } = await starting;
  return { given, end: () => endGently(child) };
}

function relay(rack: Rack): Beside {
  const child = startRelay(rack);
  const end = async () => {
    await endGently(child);
    removeRelay(rack);
  };
  return { given: null, end };
}

/** The lines as a technician would get them, from the command line. */
function linesFor(fieldboot: Fieldboot, rack: Rack): string {
  const [config] = fieldboot.cli('external-config', '--interface', rack.interface, '--for', 'dnsmasq') as [
    { text: string },
  ];
  return config.text;
}

/** That the other one has given some has been waited for. */
function onlyTheirs({ ours }: Given): void {
  demand(ours.length === 0, `we gave ${ours.join(', ')}`);
}

export function demand(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
