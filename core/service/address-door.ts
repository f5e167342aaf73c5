/**
 * The door through which machines learn what to boot, in each of the three modes of serving: with an address (full
 * DHCP), beside a server that gives the addresses (proxy), or not at all (external: that server names us itself).
 */
import type { ServeRequest, ServingMode } from '../api/contract.ts';
import { FieldbootError } from '../errors.ts';
import { addressInUse } from '../host/address-in-use.ts';
import { openUdpPort } from '../host/sockets.ts';
import { type AdmissionLists, macPattern } from '../netboot/admission.ts';
import { BOOT_SERVER_PORT } from '../netboot/boot-server.ts';
import type { DatagramPort } from '../servers/datagram.ts';
import {
  type DhcpEvent,
  type DhcpSettings,
  type Lease,
  type LeaseStorage,
  type RelayedRange,
  startDhcpServer,
} from '../servers/dhcp.ts';
import { type Rescue, startProxyServer } from '../servers/proxy-dhcp.ts';
import { type Ipv4Network, parseCidr, parseIpv4 } from '../wire/address.ts';
import { SERVER_PORT } from '../wire/dhcp/packet.ts';
import { type AddressRange, rangeSize, readRange, suggestRange } from './range.ts';

export interface AddressParts {
  readonly leases: LeaseStorage;
  readonly clock: () => number;
  /** Name of this laptop. */
  readonly laptop: string;
  /** Address reserved for a machine. */
  reservationFor(mac: string): string | null;
  /** Machine an address is reserved for. */
  reservedTo(address: string): string | null;
  /** Whether the technician lets a machine that ignores split offers have a complete lease. */
  rescueAllowed(mac: string): boolean;
  onDhcp(event: DhcpEvent): void;
}

/** Where the door opens. */
export interface AddressPlace {
  /** Name of the interface. */
  readonly interface: string;
  /** Our own address with the prefix of its network. */
  readonly network: Ipv4Network;
  readonly httpPort: number;
  /** Puts something between port 67 and the server. */
  readonly through: (port: DatagramPort) => DatagramPort;
}

export interface AddressDoor {
  readonly mode: ServingMode;
  /** Addresses that are given, `0.0.0.0` to `0.0.0.0` where none are. */
  readonly range: AddressRange;
  /** Addresses in use and in all; null where none are given. */
  leases(): { used: number; size: number } | null;
  /** Machines that ignore split offers and have no complete lease. */
  stuck(): readonly string[];
  close(): Promise<void>;
}

/** What is read out of a request before any door opens. */
export interface AddressPlan {
  readonly mode: ServingMode;
  readonly range: AddressRange;
  readonly gives: boolean;
  readonly settings: Omit<DhcpSettings, 'httpPort' | 'laptopName'>;
  readonly admission: AdmissionLists;
  readonly rescue: 'ask' | 'auto';
}

const NO_RANGE: AddressRange = { first: '0.0.0.0', last: '0.0.0.0' };

/** How long a lease holds: a day of work at a rack; a machine that comes back has the same address anyway. */
const LEASE_SECONDS = 12 * 3600;
/** How long a rescued machine keeps its address: until its firmware has fetched the loader. */
const RESCUE_SECONDS = 600;

/** Reads the request. Throws RANGE_INVALID or BAD_REQUEST. */
export function planAddresses(request: ServeRequest, network: Ipv4Network): AddressPlan {
  const mode = request.mode ?? 'full-dhcp';
  const wanted = mode === 'proxy-dhcp' ? request.rescueRange : request.range;
  const gives = mode === 'full-dhcp' || (mode === 'proxy-dhcp' && wanted !== undefined);
  const chosen = () => (wanted ? readRange(wanted, network) : suggestRange(network));
  const range = gives ? chosen() : NO_RANGE;
  const admission = { allow: patterns(request.allow), deny: patterns(request.deny) };
  return {
    mode,
    range,
    gives,
    admission,
    rescue: request.rescuePolicy ?? 'ask',
    settings: {
      server: network,
      ...range,
      admission,
      leaseSeconds: request.leaseSeconds ?? (mode === 'proxy-dhcp' ? RESCUE_SECONDS : LEASE_SECONDS),
      router: request.router ?? null,
      dns: request.dns ?? [],
      domain: request.domain ?? null,
      authoritative: request.authoritative ?? true,
      relayed: (request.relayed ?? []).map(relayedRange),
    },
  };
}

/** Opens the door. Rejects with PORT_*. */
export async function openAddressDoor(
  plan: AddressPlan,
  place: AddressPlace,
  parts: AddressParts,
): Promise<AddressDoor> {
  if (plan.mode === 'external')
    return { mode: plan.mode, range: plan.range, leases: () => null, stuck: () => [], close: async () => {} };
  return plan.mode === 'proxy-dhcp' ? openProxy(plan, place, parts) : openFull(plan, place, parts);
}

async function openFull(plan: AddressPlan, place: AddressPlace, parts: AddressParts): Promise<AddressDoor> {
  const { mode, range } = plan;
  const port = place.through(await openPort(place, SERVER_PORT));
  const server = await orClose([port], () =>
    startDhcpServer(port, {
      ...common(place, parts),
      settings: fullSettings(plan, place, parts),
      storage: parts.leases,
      reservationFor: (mac) => parts.reservationFor(mac),
      reservedTo: (address) => parts.reservedTo(address),
    }),
  );
  const size = [range, ...(plan.settings.relayed ?? [])].reduce((sum, one) => sum + rangeSize(one), 0);
  return {
    mode,
    range,
    leases: () => ({ used: used(server.leases(), parts.clock()), size }),
    stuck: () => [],
    close: () => server.close(),
  };
}

async function openProxy(plan: AddressPlan, place: AddressPlace, parts: AddressParts): Promise<AddressDoor> {
  const { mode, range } = plan;
  const rescue: Rescue = {
    policy: plan.rescue,
    settings: fullSettings(plan, place, parts),
    allowed: (mac) => parts.rescueAllowed(mac),
  };
  const dhcp = place.through(await openPort(place, SERVER_PORT));
  const bootServer = await orClose([dhcp], () => openPort(place, BOOT_SERVER_PORT));
  const server = await orClose([dhcp, bootServer], () =>
    startProxyServer(
      { dhcp, bootServer },
      {
        ...common(place, parts),
        settings: { server: place.network, httpPort: place.httpPort },
        admission: plan.admission,
        storage: parts.leases,
        ...(plan.gives ? { rescue } : {}),
      },
    ),
  );
  return {
    mode,
    range,
    leases: () =>
      plan.gives ? { used: used(server.leases(), parts.clock()), size: rangeSize(range) } : null,
    stuck: () => server.stuck(),
    close: () => server.close(),
  };
}

function common({ interface: name }: AddressPlace, parts: AddressParts) {
  return {
    mayBoot: () => true,
    addressInUse: (address: string, mac: string) => addressInUse(name, address, mac),
    clock: parts.clock,
    emit: (event: DhcpEvent) => parts.onDhcp(event),
  };
}

function fullSettings(
  { settings }: AddressPlan,
  { httpPort }: AddressPlace,
  { laptop }: AddressParts,
): DhcpSettings {
  return { ...settings, httpPort, laptopName: laptop };
}

function openPort({ interface: name }: AddressPlace, port: number): Promise<DatagramPort> {
  return openUdpPort({ interface: name, address: '0.0.0.0', port, door: 'DHCP', broadcast: true });
}

/** Closes the ports when what is built on them fails. */
async function orClose<T>(ports: readonly DatagramPort[], build: () => T | Promise<T>): Promise<T> {
  try {
    return await build();
  } catch (error) {
    await Promise.all(ports.map((port) => port.close()));
    throw error;
  }
}

const used = (leases: readonly Lease[], now: number): number =>
  leases.filter((one) => one.expiresAt > now).length;

function patterns(texts: readonly string[] = []): string[] {
  return texts.map((text) => {
    const pattern = macPattern(text);
    if (pattern !== null) return pattern;
    throw new FieldbootError('BAD_REQUEST', { detail: `"${text}" is not a MAC address or its beginning` });
  });
}

function relayedRange({ subnet, range, router }: NonNullable<ServeRequest['relayed']>[number]): RelayedRange {
  const network = parseCidr(subnet);
  if (network === null)
    throw new FieldbootError('BAD_REQUEST', { detail: `"${subnet}" is not a network such as 10.88.0.0/24` });
  if (router !== undefined && parseIpv4(router) === null)
    throw new FieldbootError('BAD_REQUEST', { detail: `"${router}" is not an address` });
  return { subnet: network, ...readRange(range, network), router: router ?? null };
}
