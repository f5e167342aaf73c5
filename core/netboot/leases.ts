/**
 * Who gets which address (RFC 2131, section 4.3).
 *
 * `decideLease` looks at the pool and says what to answer and what would change; `applyChanges` makes the changes.
 * Nothing else writes to a pool, so a decision can be tested, repeated, or thrown away.
 *
 * A client is its MAC address, not its client identifier: firmware, iPXE and installer of one machine send three
 * different identifiers, and by the letter of RFC 2131 one boot would cost three addresses.
 */

import { FieldbootError } from '../errors.ts';
import { contains, formatIpv4, type Ipv4Network, isHostOf, NO_ADDRESS, parseIpv4 } from '../wire/address.ts';
import type { AddressChoice } from './address-choice.ts';
import { Availability, type Block, NEVER_USED } from './availability.ts';

/** An address and the machine it belongs to, until `expiresAt` and, for a machine that comes back, beyond. */
export interface Lease {
  readonly mac: string;
  /** Dotted. */
  readonly address: string;
  /** What the machine calls itself; null when it does not. */
  readonly hostname: string | null;
  /** `offered` is held for a moment; `declined` means that somebody else uses the address. */
  readonly state: 'offered' | 'bound' | 'declined';
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  readonly uuid?: string;
  /** The relay it was asked for through: the client's way out, which a renewal, sent past the relay, does not name. */
  readonly relay?: string;
  /** Of an offer: the address that the machine has until it takes this one. */
  readonly former?: string;
}

export interface PoolSettings {
  /** Our own address with the prefix of its network. */
  readonly server: Ipv4Network;
  /** The network the addresses are of, when it is not ours but one behind a relay. */
  readonly subnet?: Ipv4Network;
  /** Ends of the range, dotted, both included. */
  readonly first: string;
  readonly last: string;
  /** Further ranges of the same network, each used when those before it are. */
  readonly further?: readonly { readonly first: string; readonly last: string }[] | undefined;
  readonly leaseSeconds: number;
  /**
   * Whether this is the server of the network (default). A polite one leaves a machine that asks for an address of
   * another network to the server that gave it, where the RFC would refuse it so that it starts anew at once.
   */
  readonly authoritative?: boolean;
  /** MAC address for which an address is reserved, or null; asked whenever an address could be given away. */
  readonly reservedTo: (address: string) => string | null;
}

/** State of the addresses. Read it freely; only `applyChanges` writes. */
export interface Pool {
  readonly settings: PoolSettings;
  /** The lease a machine has or last had; bounded by the number of addresses. */
  readonly byMac: Map<string, Lease>;
  /** The same leases by address, and the declined ones. */
  readonly byAddress: Map<string, Lease>;
  readonly availability: Availability;
}

/** A request, reduced to what matters for the address. Addresses are dotted, `0.0.0.0` where there is none. */
export interface LeaseRequest {
  readonly type: 'DISCOVER' | 'REQUEST' | 'DECLINE' | 'RELEASE' | 'INFORM' | 'BOOTP';
  readonly mac: string;
  readonly hostname: string | null;
  readonly uuid: string | null;
  /** The address the client already uses. */
  readonly ciaddr: string;
  /** Option 50, or `0.0.0.0`. */
  readonly requested: string;
  /** Option 54, or `0.0.0.0`. */
  readonly serverId: string;
  /** The relay it came through, or `0.0.0.0`. */
  readonly giaddr: string;
  /** The address reserved for this machine, or null. */
  readonly reservation: string | null;
  /** Its own lease time; the pool's where it has none. */
  readonly leaseSeconds?: number | null;
}

export type LeaseDecision =
  /** `fresh`: the machine did not have this address before, so it is worth a look whether somebody else uses it. */
  | { readonly kind: 'offer'; readonly lease: Lease; readonly choice: AddressChoice; readonly fresh: boolean }
  | { readonly kind: 'ack'; readonly lease: Lease; readonly choice: AddressChoice }
  | { readonly kind: 'nak'; readonly reason: string }
  /** `relay`: as in the lease of the client, where it has one. */
  | { readonly kind: 'inform'; readonly relay?: string | undefined }
  | { readonly kind: 'declined'; readonly address: string }
  | { readonly kind: 'released'; readonly address: string }
  | { readonly kind: 'exhausted' }
  | { readonly kind: 'ignore'; readonly reason: string };

export type LeaseChange =
  | { readonly kind: 'put'; readonly lease: Lease }
  | { readonly kind: 'forget'; readonly lease: Lease };

export interface LeaseOutcome {
  readonly decision: LeaseDecision;
  readonly changes: readonly LeaseChange[];
}

/** How long an offer is held, in ms: PXE ROMs ask for 4, 8, 16 and 32 s (PXE specification 2.1). */
export const OFFER_MS = 60_000;

/** How long an address that somebody else uses is left alone, in ms. */
export const QUARANTINE_MS = 600_000;

/**
 * How long a BOOTP client keeps its address, in ms. It never renews, and RFC 1534, section 2 would have it keep the
 * address for ever; thirty days are for ever at a rack that is being installed.
 */
const BOOTP_MS = 30 * 24 * 3_600_000;

/** Largest range: a /16. */
const MAX_POOL = 65_536;

/**
 * Makes a pool, with leases of an earlier run: those that no longer fit the range or the network are left out.
 * @throws FieldbootError RANGE_INVALID
 */
export function createPool(settings: PoolSettings, leases: Iterable<Lease> = []): Pool {
  const blocks = checkedRanges(settings);
  const pool: Pool = {
    settings,
    byMac: new Map(),
    byAddress: new Map(),
    availability: new Availability(blocks),
  };
  pool.availability.set(settings.server.address, Number.POSITIVE_INFINITY);
  for (const end of blocks.flatMap(({ first, size }) => [first, first + size - 1])) {
    if (!isHostOf(networkOfPool(settings), end)) pool.availability.set(end, Number.POSITIVE_INFINITY);
  }
  for (const lease of leases) {
    if (isServable(settings, lease.address)) applyChanges(pool, [{ kind: 'put', lease }]);
  }
  return pool;
}

/** Decides on a request at time `now` (ms). Does not change the pool. Never throws. */
export function decideLease(pool: Pool, request: LeaseRequest, now: number): LeaseOutcome {
  if (request.giaddr !== NO_ADDRESS && !isAddressOf(pool.settings, request.giaddr))
    return ignore(`it came through a relay of another network (${request.giaddr})`);
  switch (request.type) {
    case 'DISCOVER':
      return decideDiscover(pool, request, now);
    case 'REQUEST':
      return decideRequest(pool, request, now);
    case 'DECLINE':
      return decideDecline(pool, request, now);
    case 'RELEASE':
      return decideRelease(pool, request, now);
    case 'BOOTP':
      return decideBootp(pool, request, now);
    case 'INFORM':
      return isServable(pool.settings, request.ciaddr)
        ? { decision: { kind: 'inform', relay: pool.byMac.get(request.mac)?.relay }, changes: [] }
        : ignore(`INFORM from ${request.ciaddr}, which is not in our network`);
  }
}

/** What follows from seeing that somebody else uses an address that was held for a client. */
export function conflictChanges(pool: Pool, lease: Lease, now: number): readonly LeaseChange[] {
  return quarantine(pool, lease, now);
}

/** The only writer of a pool. */
export function applyChanges(pool: Pool, changes: readonly LeaseChange[]): void {
  for (const change of changes) {
    if (change.kind === 'put') put(pool, change.lease);
    else forget(pool, change.lease);
  }
}

// --- DISCOVER -------------------------------------------------------------------------------------------------------

/** RFC 2131, section 4.3.1: the address it has, had, asks for, or the next one. A reservation goes before all. */
function decideDiscover(pool: Pool, request: LeaseRequest, now: number): LeaseOutcome {
  const chosen = chooseAddress(pool, request, now);
  if (chosen === null) return { decision: { kind: 'exhausted' }, changes: [] };
  const { address, choice } = chosen;
  const had = pool.byMac.get(request.mac);
  const held = pool.byAddress.get(address);
  if (held?.mac === request.mac && isBound(held, now)) {
    const changes = held === had ? [] : takeOver(pool, held);
    return { decision: { kind: 'offer', lease: held, choice, fresh: false }, changes };
  }
  const lease = {
    ...leaseFor(request, address, 'offered', now + OFFER_MS),
    ...keptUntilTaken(had, address, now),
  };
  const fresh = had?.address !== address;
  return { decision: { kind: 'offer', lease, choice, fresh }, changes: takeOver(pool, lease) };
}

const isBound = ({ state, expiresAt }: Lease, now: number): boolean => state === 'bound' && expiresAt > now;

/** Whoever is offered another address than it has may still stay with the one it has. */
function keptUntilTaken(had: Lease | undefined, offered: string, now: number): Pick<Lease, 'former'> {
  const former =
    had !== undefined && isBound(had, now) && had.address !== offered ? had.address : had?.former;
  return former === undefined ? {} : { former };
}

/** RFC 1534: the question is the whole exchange, so the address is the client's at once. */
function decideBootp(pool: Pool, request: LeaseRequest, now: number): LeaseOutcome {
  const chosen = chooseAddress(pool, { ...request, requested: request.ciaddr }, now);
  if (chosen === null) return { decision: { kind: 'exhausted' }, changes: [] };
  const { address, choice } = chosen;
  const lease = leaseFor(request, address, 'bound', now + BOOTP_MS);
  return { decision: { kind: 'ack', lease, choice }, changes: takeOver(pool, lease) };
}

interface ChosenAddress {
  readonly address: string;
  readonly choice: AddressChoice;
}

function chooseAddress(pool: Pool, request: LeaseRequest, now: number): ChosenAddress | null {
  const had = pool.byMac.get(request.mac);
  const wishes = [
    [request.reservation, 'reserved'],
    [had?.address, had === undefined ? 'remembered' : howHeld(had, now)],
    [had?.former, 'remembered'],
    [request.requested, 'asked-for'],
  ] as const;
  for (const [address, choice] of wishes)
    if (address != null && mayHave(pool, request, address, now)) return { address, choice };
  for (const candidate of pool.availability.candidates(now)) {
    const address = formatIpv4(candidate);
    if (!mayHave(pool, request, address, now)) continue;
    const unused = pool.availability.freeAt(candidate) === NEVER_USED;
    return { address, choice: unused ? 'never-used' : 'longest-free' };
  }
  return null;
}

function howHeld({ state, expiresAt }: Lease, now: number): AddressChoice {
  if (expiresAt <= now) return 'remembered';
  return state === 'bound' ? 'current' : 'offered';
}

/** Whether this client could have this address now. */
function mayHave(pool: Pool, request: LeaseRequest, address: string, now: number): boolean {
  if (!isServable(pool.settings, address) || address === request.giaddr) return false;
  const reservedTo = pool.settings.reservedTo(address);
  const isReserved = request.reservation === address;
  if (!isReserved && (reservedTo !== null ? reservedTo !== request.mac : !inRange(pool, address)))
    return false;
  const holder = pool.byAddress.get(address);
  if (holder === undefined || holder.expiresAt <= now) return true;
  return holder.mac === request.mac && holder.state !== 'declined';
}

// --- REQUEST --------------------------------------------------------------------------------------------------------

/** RFC 2131, section 4.3.2: the three kinds of REQUEST are told apart by what they carry. */
function decideRequest(pool: Pool, request: LeaseRequest, now: number): LeaseOutcome {
  if (request.serverId !== NO_ADDRESS) return decideSelecting(pool, request, now);
  if (request.ciaddr !== NO_ADDRESS) return decideExtending(pool, request, now);
  if (request.requested !== NO_ADDRESS) return decideInitReboot(pool, request, now);
  return ignore('REQUEST names neither a server nor an address');
}

/** SELECTING: the answer to an offer, ours or another server's. */
function decideSelecting(pool: Pool, request: LeaseRequest, now: number): LeaseOutcome {
  if (request.serverId !== formatIpv4(pool.settings.server.address)) {
    const offered = pool.byMac.get(request.mac);
    const changes = offered?.state === 'offered' ? [{ kind: 'forget', lease: offered } as const] : [];
    return { ...ignore(`it chose another server (${request.serverId})`), changes };
  }
  // Some clients leave option 50 out and put the address into ciaddr.
  const wanted = request.requested !== NO_ADDRESS ? request.requested : request.ciaddr;
  return mayHave(pool, request, wanted, now)
    ? bind(pool, request, wanted, 'offered', now)
    : nak(`${wanted} is not free for this machine`);
}

/**
 * INIT-REBOOT: a machine that remembers an address. A wrong network or a wrong address is a NAK; a machine nobody
 * here knows gets silence, as the RFC demands, because its server may be another one.
 */
function decideInitReboot(pool: Pool, request: LeaseRequest, now: number): LeaseOutcome {
  const { requested } = request;
  if (!isLocal(pool, requested)) return foreign(pool, requested);
  const { reservation } = request;
  const reserved = reservation !== null && mayHave(pool, request, reservation, now) ? reservation : undefined;
  const right = reserved ?? pool.byMac.get(request.mac)?.address;
  if (right === undefined) return ignore(`nothing is known about this machine having ${requested}`);
  if (right === requested && mayHave(pool, request, requested, now))
    return bind(pool, request, requested, 'confirmed', now);
  return nak(`${requested} is not the address of this machine`);
}

/**
 * RENEWING and REBINDING, which look the same from a server's socket. The client uses the address right now; what we
 * would give it anyway is confirmed even when the record is lost, what another machine has is refused.
 */
function decideExtending(pool: Pool, request: LeaseRequest, now: number): LeaseOutcome {
  const { ciaddr } = request;
  if (!isLocal(pool, ciaddr)) return foreign(pool, ciaddr);
  if (
    request.reservation !== null &&
    request.reservation !== ciaddr &&
    mayHave(pool, request, request.reservation, now)
  )
    return nak(`${request.reservation} is reserved for this machine`);
  if (mayHave(pool, request, ciaddr, now)) return bind(pool, request, ciaddr, 'renewed', now);
  const holder = pool.byAddress.get(ciaddr)?.mac ?? pool.settings.reservedTo(ciaddr);
  if (holder === request.mac) return nak(`${ciaddr} is not in the range any more`);
  if (holder !== null) return nak(`${ciaddr} belongs to another machine`);
  return ignore(`${ciaddr} was not given by us`);
}

function bind(
  pool: Pool,
  request: LeaseRequest,
  address: string,
  choice: AddressChoice,
  now: number,
): LeaseOutcome {
  const lease = leaseFor(
    request,
    address,
    'bound',
    now + (request.leaseSeconds ?? pool.settings.leaseSeconds) * 1000,
  );
  const had = pool.byMac.get(request.mac);
  // Firmware and iPXE tell no host name; the system that did a minute ago is still the same machine.
  const named = had === undefined ? lease : { ...lease, ...remembered(lease, had) };
  return { decision: { kind: 'ack', lease: named, choice }, changes: takeOver(pool, named) };
}

/** What a machine that renews does not say again. */
function remembered(lease: Lease, had: Lease): Partial<Lease> {
  const relay = lease.relay ?? (had.address === lease.address ? had.relay : undefined);
  return { hostname: lease.hostname ?? had.hostname, ...(relay === undefined ? {} : { relay }) };
}

/** An address that cannot be of this network: refused by the server of the network, left alone by a polite one. */
function foreign({ settings }: Pool, address: string): LeaseOutcome {
  const reason = `${address} is not an address of this network`;
  return settings.authoritative === false ? ignore(`${reason}, its server may be another`) : nak(reason);
}

// --- DECLINE, RELEASE ----------------------------------------------------------------------------------------------

/** RFC 2131, section 4.3.3. Believed only for an address the client was given: nobody declines a neighbour's. */
function decideDecline(pool: Pool, request: LeaseRequest, now: number): LeaseOutcome {
  const had = pool.byMac.get(request.mac);
  if (!isForUs(pool, request)) return ignore(`DECLINE is for another server (${request.serverId})`);
  if (had === undefined || had.address !== request.requested)
    return ignore(`DECLINE of ${request.requested}, which this machine was not given`);
  return {
    decision: { kind: 'declined', address: had.address },
    changes: quarantine(pool, had, now),
  };
}

/** RFC 2131, section 4.3.4: the address is free, but kept in mind for the machine as long as nobody needs it. */
function decideRelease(pool: Pool, request: LeaseRequest, now: number): LeaseOutcome {
  const had = pool.byAddress.get(request.ciaddr);
  if (!isForUs(pool, request)) return ignore(`RELEASE is for another server (${request.serverId})`);
  if (had?.mac !== request.mac || had.state === 'declined')
    return ignore(`RELEASE of ${request.ciaddr}, which this machine does not have`);
  const lease: Lease = { ...had, state: 'bound', expiresAt: Math.min(had.expiresAt, now) };
  return { decision: { kind: 'released', address: had.address }, changes: [{ kind: 'put', lease }] };
}

function quarantine(pool: Pool, lease: Lease, now: number): readonly LeaseChange[] {
  const declined: Lease = { ...lease, state: 'declined', expiresAt: now + QUARANTINE_MS };
  const had = pool.byMac.get(lease.mac);
  const forgotten: LeaseChange[] = had === undefined ? [] : [{ kind: 'forget', lease: had }];
  return [...forgotten, { kind: 'put', lease: declined }];
}

// --- the pool's maps ------------------------------------------------------------------------------------------------

/** Changes that give an address to a client: its former address and the former holder of this one are forgotten. */
function takeOver(pool: Pool, lease: Lease): readonly LeaseChange[] {
  const changes: LeaseChange[] = [];
  const had = pool.byMac.get(lease.mac);
  const former = had?.former === undefined ? undefined : pool.byAddress.get(had.former);
  const holder = pool.byAddress.get(lease.address);
  for (const own of [had, former]) {
    const isLeft = own?.mac === lease.mac && ![lease.address, lease.former].includes(own.address);
    if (own !== undefined && isLeft) changes.push({ kind: 'forget', lease: own });
  }
  if (holder !== undefined && holder.mac !== lease.mac) changes.push({ kind: 'forget', lease: holder });
  return [...changes, { kind: 'put', lease }];
}

function put(pool: Pool, lease: Lease): void {
  pool.byAddress.set(lease.address, lease);
  if (lease.state !== 'declined') pool.byMac.set(lease.mac, lease);
  pool.availability.set(parseIpv4(lease.address) ?? 0, lease.expiresAt);
}

function forget(pool: Pool, lease: Lease): void {
  if (pool.byAddress.get(lease.address)?.mac === lease.mac) {
    pool.byAddress.delete(lease.address);
    pool.availability.set(parseIpv4(lease.address) ?? 0, NEVER_USED);
  }
  if (pool.byMac.get(lease.mac)?.address === lease.address) pool.byMac.delete(lease.mac);
}

function leaseFor(request: LeaseRequest, address: string, state: Lease['state'], expiresAt: number): Lease {
  const { mac, hostname, uuid, giaddr } = request;
  const through = giaddr === NO_ADDRESS ? {} : { relay: giaddr };
  return { mac, address, hostname, state, expiresAt, ...(uuid === null ? {} : { uuid }), ...through };
}

function checkedRanges(settings: PoolSettings): readonly Block[] {
  const blocks = [settings, ...(settings.further ?? [])].map((range) => checkedRange(settings, range));
  const overlap = blocks.some((one, at) =>
    blocks.some(
      (other, after) =>
        after > at && one.first < other.first + other.size && other.first < one.first + one.size,
    ),
  );
  const size = blocks.reduce((sum, one) => sum + one.size, 0);
  const refuse = (detail: string) =>
    new FieldbootError('RANGE_INVALID', { range: nameRanges(settings), detail });
  if (overlap) throw refuse('two of them overlap');
  if (size > MAX_POOL) throw refuse(`it has more than ${MAX_POOL} addresses`);
  return blocks;
}

/** `10.77.0.100-10.77.0.119, 10.77.0.150-10.77.0.199` */
export function nameRanges({
  first,
  last,
  further = [],
}: Pick<PoolSettings, 'first' | 'last' | 'further'>): string {
  return [{ first, last }, ...further].map((one) => `${one.first}-${one.last}`).join(', ');
}

function checkedRange(settings: PoolSettings, { first, last }: Pick<PoolSettings, 'first' | 'last'>): Block {
  const network = networkOfPool(settings);
  const [from, to] = [parseIpv4(first), parseIpv4(last)];
  const refuse = (detail: string) =>
    new FieldbootError('RANGE_INVALID', { range: `${first}-${last}`, detail });
  if (from === null || to === null) throw refuse('both ends must be IPv4 addresses');
  if (from > to) throw refuse('its end lies before its beginning');
  if (!contains(network, from) || !contains(network, to))
    throw refuse(
      settings.subnet ? 'it leaves the network of the relay' : 'it leaves the network of the interface',
    );
  return { first: from, size: to - from + 1 };
}

/** In our network, a host's address, and not our own. */
function isServable(settings: PoolSettings, address: string): boolean {
  const number = parseIpv4(address);
  return number !== null && number !== settings.server.address && isHostOf(networkOfPool(settings), number);
}

/** Whether a host of the pool's network, the relay or ourselves included, can have the address. */
export function isAddressOf(settings: PoolSettings, address: string): boolean {
  return isHostOf(networkOfPool(settings), parseIpv4(address) ?? 0);
}

function networkOfPool({ server, subnet }: PoolSettings): Ipv4Network {
  return subnet ?? server;
}

function isLocal(pool: Pool, address: string): boolean {
  const number = parseIpv4(address);
  return number !== null && contains(networkOfPool(pool.settings), number);
}

function inRange(pool: Pool, address: string): boolean {
  return pool.availability.has(parseIpv4(address) ?? 0);
}

function isForUs(pool: Pool, request: LeaseRequest): boolean {
  return request.serverId === NO_ADDRESS || request.serverId === formatIpv4(pool.settings.server.address);
}

function nak(reason: string): LeaseOutcome {
  return { decision: { kind: 'nak', reason }, changes: [] };
}

function ignore(reason: string): LeaseOutcome {
  return { decision: { kind: 'ignore', reason }, changes: [] };
}
