/**
 * The door through which machines learn what to boot, in each of the three modes of serving: with an address (full
 * DHCP), beside a server that gives the addresses (proxy), or not at all (external: that server names us itself).
 */
import type { ServeRequest, ServingMode } from '../api/contract.ts';
import { FieldbootError, type Problem } from '../errors.ts';
import { addressInUse } from '../host/address-in-use.ts';
import { openUdpPort } from '../host/sockets.ts';
import { type AdmissionLists, macPattern } from '../netboot/admission.ts';
import { BOOT_SERVER_PORT } from '../netboot/boot-server.ts';
import type { ClientInfo } from '../netboot/client.ts';
import { moreSpecific, readTold, type Told } from '../netboot/told.ts';
import type { DatagramPort } from '../servers/datagram.ts';
import {
  type DhcpEvent,
  type DhcpServer,
  type DhcpSettings,
  type Lease,
  type LeaseStorage,
  type RelayedRange,
  startDhcpServer,
} from '../servers/dhcp.ts';
import { type Rescue, startProxyServer } from '../servers/proxy-dhcp.ts';
import { type Ipv4Network, parseCidr, parseIpv4 } from '../wire/address.ts';
import { SERVER_PORT } from '../wire/dhcp/packet.ts';
import { type AddressRange, rangeSize, readRanges, suggestRange, suggestRescueRange } from './range.ts';
import { openRarpDoor, type RarpDoor } from './rarp-door.ts';

export interface AddressParts {
  readonly leases: LeaseStorage;
  readonly clock: () => number;
  /** Name of this laptop. */
  readonly laptop: string;
  /** Address reserved for a machine. */
  reservationFor(mac: string): string | null;
  /** Machine an address is reserved for. */
  reservedTo(address: string): string | null;
  /** What the technician has a machine told, by itself and by its profile. */
  told(mac: string): Told;
  /** Path of the loader to be tried on a client now; the first of its ladder when undefined. */
  loaderFor(client: ClientInfo): string | undefined;
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
  /** Whether another server that gives addresses names a boot file, too. */
  readonly rival: () => boolean;
}

export interface AddressDoor {
  readonly mode: ServingMode;
  /** Ranges of addresses that are given on the cable itself; empty where none are. */
  readonly ranges: readonly AddressRange[];
  /** Addresses in use and in all; null where none are given. */
  leases(): { used: number; size: number } | null;
  /** Machines that ignore split offers and have no complete lease. */
  stuck(): readonly string[];
  /** As a proxy: has addresses for such machines from now on, or others than before. Throws RANGE_INVALID. */
  lend?(ranges: readonly AddressRange[]): void;
  /** What keeps it from being wholly open. */
  readonly warnings: readonly Problem[];
  close(): Promise<void>;
}

/** What is read out of a request before any door opens. */
export interface AddressPlan {
  readonly mode: ServingMode;
  /** Empty where no addresses are given. */
  readonly ranges: readonly AddressRange[];
  readonly settings: Omit<DhcpSettings, 'httpPort' | 'laptopName'>;
  readonly admission: AdmissionLists;
  readonly rescue: 'ask' | 'auto';
  /** Told to every machine. */
  readonly told: Told;
  readonly rarp: boolean;
}

/** As the contract shows a mode in which no addresses are given. */
export const NO_RANGE: AddressRange = { first: '0.0.0.0', last: '0.0.0.0' };

/** Ranges as a pool has them: one, and further ones. */
function asPool([range = NO_RANGE, ...further]: readonly AddressRange[]) {
  return { ...range, further };
}

/** How long a lease holds: a day of work at a rack; a machine that comes back has the same address anyway. */
const LEASE_SECONDS = 12 * 3600;
/** How long a rescued machine keeps its address: until its firmware has fetched the loader. */
const RESCUE_SECONDS = 600;

/** Reads the request. Throws RANGE_INVALID, DHCP_OPTION_INVALID or BAD_REQUEST. */
export function planAddresses(request: ServeRequest, network: Ipv4Network): AddressPlan {
  const mode = request.mode ?? 'full-dhcp';
  const ranges = plannedRanges(request, network);
  const admission = { allow: patterns(request.allow), deny: patterns(request.deny) };
  return {
    mode,
    ranges,
    admission,
    rescue: request.rescuePolicy ?? 'ask',
    told: readTold(request.dhcp ?? {}),
    rarp: request.rarp ?? false,
    settings: {
      server: network,
      ...asPool(ranges),
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

function plannedRanges(request: ServeRequest, network: Ipv4Network): readonly AddressRange[] {
  const { mode = 'full-dhcp', range, rescueRange, rescuePolicy } = request;
  if (mode === 'external') return [];
  if (mode === 'full-dhcp') return range ? readRanges(range, network) : [suggestRange(network)];
  if (rescueRange) return readRanges(rescueRange, network);
  const suggested = rescuePolicy === 'auto' ? suggestRescueRange(network, []) : null;
  return suggested === null ? [] : [suggested];
}

/** Opens the door. Rejects with PORT_*. */
export async function openAddressDoor(
  plan: AddressPlan,
  place: AddressPlace,
  parts: AddressParts,
): Promise<AddressDoor> {
  if (plan.mode === 'external')
    return {
      mode: plan.mode,
      ranges: [],
      leases: () => null,
      stuck: () => [],
      warnings: [],
      close: async () => {},
    };
  return plan.mode === 'proxy-dhcp' ? openProxy(plan, place, parts) : openFull(plan, place, parts);
}

async function openFull(plan: AddressPlan, place: AddressPlace, parts: AddressParts): Promise<AddressDoor> {
  const { mode, ranges } = plan;
  const port = place.through(await openPort(place, SERVER_PORT));
  const server = await orClose([port], () =>
    startDhcpServer(port, {
      ...common(plan, place, parts),
      settings: fullSettings(plan, place, parts),
      storage: parts.leases,
      reservationFor: (mac) => parts.reservationFor(mac),
      reservedTo: (address) => parts.reservedTo(address),
    }),
  );
  const rarp = plan.rarp ? await orClose([server], () => openRarp(place, server, parts)) : null;
  const relayed = (plan.settings.relayed ?? []).flatMap(({ further = [], ...one }) => [one, ...further]);
  const size = rangeSize([...ranges, ...relayed]);
  return {
    mode,
    ranges,
    leases: () => ({ used: used(server.leases(), parts.clock()), size }),
    stuck: () => [],
    warnings: rarp?.warnings ?? [],
    close: async () => void (await Promise.all([rarp?.close(), server.close()])),
  };
}

function openRarp(
  { interface: name, network }: AddressPlace,
  server: DhcpServer,
  parts: AddressParts,
): Promise<RarpDoor> {
  const leased = (mac: string) =>
    server.leases().find((one) => one.mac === mac && one.state === 'bound' && one.expiresAt > parts.clock());
  const addressOf = (mac: string) => parts.reservationFor(mac) ?? leased(mac)?.address ?? null;
  return openRarpDoor(name, { server: network, addressOf }, ({ mac, address, reason }) => {
    const kind = address === null ? 'ignored' : 'acked';
    const summary = address === null ? 'RARP request' : 'RARP reply';
    parts.onDhcp({ kind, at: parts.clock(), mac, client: null, address, file: null, reason, summary });
  });
}

async function openProxy(plan: AddressPlan, place: AddressPlace, parts: AddressParts): Promise<AddressDoor> {
  const { mode } = plan;
  let { ranges } = plan;
  const rescueFrom = (given: readonly AddressRange[]): Rescue => ({
    policy: plan.rescue,
    settings: { ...fullSettings(plan, place, parts), ...asPool(given) },
    allowed: (mac) => parts.rescueAllowed(mac),
  });
  const dhcp = place.through(await openPort(place, SERVER_PORT));
  const bootServer = await orClose([dhcp], () => openPort(place, BOOT_SERVER_PORT));
  const server = await orClose([dhcp, bootServer], () =>
    startProxyServer(
      { dhcp, bootServer },
      {
        ...common(plan, place, parts),
        settings: { server: place.network, httpPort: place.httpPort },
        rival: place.rival,
        admission: plan.admission,
        storage: parts.leases,
        ...(ranges.length > 0 ? { rescue: rescueFrom(ranges) } : {}),
      },
    ),
  );
  return {
    mode,
    get ranges() {
      return ranges;
    },
    leases: () =>
      ranges.length > 0 ? { used: used(server.leases(), parts.clock()), size: rangeSize(ranges) } : null,
    stuck: () => server.stuck(),
    lend(given) {
      server.rescueWith(rescueFrom(given));
      ranges = given;
    },
    warnings: [],
    close: () => server.close(),
  };
}

function common(plan: AddressPlan, { interface: name }: AddressPlace, parts: AddressParts) {
  return {
    told: (mac: string) => moreSpecific(plan.told, parts.told(mac)),
    loaderFor: (client: ClientInfo) => parts.loaderFor(client),
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
  return openUdpPort({
    interface: name,
    address: '0.0.0.0',
    port,
    door: 'DHCP',
    broadcast: true,
    bursts: true,
  });
}

/** Closes the ports when what is built on them fails. */
async function orClose<T>(
  ports: readonly { close(): Promise<void> }[],
  build: () => T | Promise<T>,
): Promise<T> {
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
  return { subnet: network, ...asPool(readRanges(range, network)), router: router ?? null };
}
