/**
 * The DHCP server: a datagram becomes a request, a lease decision, a reply. Every step is a fact for `emit`, and
 * silence is one of them.
 */

import { type AdmissionLists, EVERYBODY, refusalOf } from '../netboot/admission.ts';
import { type ClientInfo, describeClient, isEthernet } from '../netboot/client.ts';
import { destinationOf } from '../netboot/destination.ts';
import { decideLeaseQuery } from '../netboot/leasequery.ts';
import {
  applyChanges,
  conflictChanges,
  createPool,
  decideLease,
  isAddressOf,
  type Lease,
  type LeaseChange,
  type LeaseDecision,
  type LeaseRequest,
  nameRanges,
  type Pool,
  type PoolSettings,
} from '../netboot/leases.ts';
import { decideReply, type Reply, type ReplySettings, replyLimit } from '../netboot/reply.ts';
import { NOTHING_TOLD, type Told } from '../netboot/told.ts';
import { type Ipv4Network, NO_ADDRESS } from '../wire/address.ts';
import { readOption } from '../wire/dhcp/option.ts';
import { MESSAGE_TYPE } from '../wire/dhcp/options/message-type.ts';
import { MESSAGE, REQUESTED_ADDRESS, SERVER_ID } from '../wire/dhcp/options/plain.ts';
import { type DhcpPacket, decodePacket, encodePacket, optionData } from '../wire/dhcp/packet.ts';
import { printable } from '../wire/text.ts';
import type { DatagramPort } from './datagram.ts';
import { Burst } from './dhcp-burst.ts';
import { ConflictCheck } from './dhcp-conflicts.ts';
import { type DhcpEvent, Fact, type Facts } from './dhcp-event.ts';

export type { Lease } from '../netboot/leases.ts';
export type { DhcpEvent } from './dhcp-event.ts';

export interface DhcpSettings extends ReplySettings {
  /** Ends of the range, dotted, both included. */
  readonly first: string;
  readonly last: string;
  /** Further ranges of the same network. */
  readonly further?: PoolSettings['further'];
  /** Networks behind relay agents; a client's is chosen by the address of its relay. */
  readonly relayed?: readonly RelayedRange[];
  /** Default true; see `PoolSettings`. */
  readonly authoritative?: boolean;
  /** Who is answered at all; everybody by default. */
  readonly admission?: AdmissionLists;
}

/** Addresses for a network behind a relay agent. */
export interface RelayedRange {
  readonly subnet: Ipv4Network;
  readonly first: string;
  readonly last: string;
  readonly further?: PoolSettings['further'];
  /** Router told to its clients; null for the relay itself. */
  readonly router: string | null;
}

/** Where leases outlive the process. Only bound leases are stored: an offer means nothing after a restart. */
export interface LeaseStorage {
  load(): readonly Lease[];
  save(lease: Lease): void;
  remove(mac: string): void;
  /** Runs work in one transaction: it has returned when all of it is kept. Without it each call is kept by itself. */
  readonly together?: (work: () => void) => void;
}

export interface DhcpDependencies {
  readonly settings: DhcpSettings;
  readonly storage: LeaseStorage;
  /** The address reserved for a machine, dotted, in the range or out of it; null for none. */
  readonly reservationFor: (mac: string) => string | null;
  /** The machine an address is reserved for; without it other machines may get a reserved address of the range. */
  readonly reservedTo?: (address: string) => string | null;
  /** What the technician has a machine told; nothing by default. */
  readonly told?: (mac: string) => Told;
  /** Path of the loader to be tried on a client now; the first of its ladder by default. */
  readonly loaderFor?: (client: ClientInfo) => string | undefined;
  /** Whether a machine may have a boot file. */
  readonly mayBoot: (client: ClientInfo) => boolean;
  /** Whether some other machine than `mac` answers at an address. */
  readonly addressInUse: (address: string, mac: string) => Promise<boolean>;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly emit: (event: DhcpEvent) => void;
  /** Resolves after some milliseconds; by default the process's timer. */
  readonly sleep?: (ms: number) => Promise<void>;
  /** Runs a task at the end of this turn of the event loop; see `Burst`. */
  readonly later?: (task: () => void) => void;
}

export interface DhcpServer {
  /** Leases and declined addresses as they are now, also those that have ended. */
  leases(): readonly Lease[];
  close(): Promise<void>;
}

/** Begins to answer on a port. @throws FieldbootError RANGE_INVALID */
export function startDhcpServer(port: DatagramPort, dependencies: DhcpDependencies): DhcpServer {
  const server = new Server(port, dependencies);
  port.onMessage((bytes) => server.receive(bytes));
  port.onError((error) => server.complain(error));
  return server;
}

/** A client that is being answered. */
interface Exchange {
  readonly packet: DhcpPacket;
  readonly client: ClientInfo;
  readonly range: ServedRange;
  readonly told: Told;
}

/** A pool, and what its clients are told. */
interface ServedRange {
  readonly pool: Pool;
  readonly settings: ReplySettings;
  readonly name: string;
}

class Server implements DhcpServer {
  readonly #port: DatagramPort;
  readonly #deps: DhcpDependencies;
  readonly #local: ServedRange;
  /** The local one and those behind relays. */
  readonly #ranges: readonly ServedRange[];
  /** Ranges of which it has been said that they are exhausted, until an address is free again. */
  readonly #exhausted = new Set<ServedRange>();
  readonly #conflicts: ConflictCheck<Exchange>;
  readonly #burst: Burst;
  #closed = false;

  constructor(port: DatagramPort, dependencies: DhcpDependencies) {
    const { settings, storage, reservedTo = () => null } = dependencies;
    this.#port = port;
    this.#deps = dependencies;
    const { sleep = timer, later = setImmediate, ...parts } = dependencies;
    this.#conflicts = new ConflictCheck({ ...parts, sleep });
    this.#burst = new Burst({ ...parts, port, later, handle: (bytes) => this.#handle(bytes) });
    const stored = storage.load();
    const serve = (range: DhcpSettings): ServedRange => ({
      pool: createPool({ ...range, reservedTo }, stored),
      settings: range,
      name: nameRanges(range),
    });
    this.#local = serve(settings);
    this.#ranges = [
      this.#local,
      ...(settings.relayed ?? []).map((range) => serve({ ...settings, further: [], ...range })),
    ];
  }

  leases(): readonly Lease[] {
    return this.#ranges.flatMap(({ pool }) => [...pool.byAddress.values()]);
  }

  async close(): Promise<void> {
    this.#burst.finish();
    this.#closed = true;
    await this.#port.close();
  }

  /** Takes a datagram; it is handled at the end of this turn with what else has come. */
  receive(bytes: Uint8Array): void {
    if (!this.#closed) this.#burst.arrive(bytes);
  }

  /** The path of a packet. Whatever the bytes are, and whatever the store says, the server lives on. */
  #handle(bytes: Uint8Array): void {
    try {
      this.#answerTo(bytes);
    } catch (thrown) {
      this.#failed(null, 'a packet could not be handled')(thrown);
    }
  }

  #answerTo(bytes: Uint8Array): void {
    const decoded = decodePacket(bytes);
    if (decoded.ok) this.#serve(this.#exchange(decoded.packet));
    else this.#tell('ignored', null, { reason: decoded.reason, shown: `${bytes.length} bytes` });
  }

  /** An error of the port that belongs to no packet. */
  complain(error: Error): void {
    if (!this.#closed) this.#tell('failed', null, { reason: `the DHCP port failed: ${error.message}` });
  }

  #exchange(packet: DhcpPacket): Exchange {
    const client = describeClient(packet);
    const told = this.#deps.told?.(client.mac) ?? NOTHING_TOLD;
    return { packet, client, range: this.#rangeOf(packet), told };
  }

  /** The network of the relay, or the one the client already has an address in; ours when it is neither's. */
  #rangeOf(packet: DhcpPacket): ServedRange {
    const known = packet.giaddr !== NO_ADDRESS ? packet.giaddr : usedAddress(packet);
    return this.#ranges.find(({ pool }) => isAddressOf(pool.settings, known)) ?? this.#local;
  }

  #serve(exchange: Exchange): void {
    if (isLeaseQuery(exchange.packet)) {
      this.#answerQuery(exchange);
      return;
    }
    const request = this.#leaseRequest(exchange);
    if (typeof request === 'string') {
      this.#tell('ignored', exchange, { reason: request });
      return;
    }
    if (request.type === 'DISCOVER') this.#tell('discovered', exchange);
    if (request.type === 'DISCOVER' && this.#conflicts.joins(request.mac, exchange)) return;
    this.#decide(exchange, request, this.#conflicts.deadline());
  }

  #decide(exchange: Exchange, request: LeaseRequest, deadline: number): void {
    const { pool } = exchange.range;
    const { decision, changes } = decideLease(pool, request, this.#deps.clock());
    if (decision.kind === 'ack') this.#leaveOthers(exchange);
    this.#apply(pool, changes);
    if (decision.kind === 'offer' && decision.fresh && this.#mayProbe(exchange, deadline))
      void this.#probe(exchange, request, decision, deadline);
    else this.#answer(exchange, decision);
  }

  #answer(exchange: Exchange, decision: LeaseDecision): void {
    const { client, packet, told } = exchange;
    const mayBoot = client.stage !== 'os' && this.#deps.mayBoot(client);
    const { settings } = exchange.range;
    const loader = mayBoot ? this.#deps.loaderFor?.(client) : undefined;
    const reply = decideReply(packet, { client, decision, mayBoot, settings, told, loader });
    if (decision.kind !== 'exhausted') this.#exhausted.delete(exchange.range);
    if (reply.kind === 'reply') this.#send(exchange, decision, reply);
    else this.#tellSilence(exchange, decision, reply.reason);
  }

  #send(exchange: Exchange, decision: LeaseDecision, { type, packet, boot, leftOut = [] }: Reply): void {
    const destination = destinationOf(exchange.packet, type, packet.yiaddr);
    this.#burst.send(
      encodePacket(packet, replyLimit(exchange.packet)),
      destination,
      this.#failed(exchange, 'the reply could not be sent'),
    );
    const kind = type === 'OFFER' ? 'offered' : type === 'NAK' ? 'nak' : 'acked';
    this.#tell(decision.kind === 'inform' ? 'informed' : kind, exchange, {
      address: packet.yiaddr === NO_ADDRESS ? null : packet.yiaddr,
      choice: 'choice' in decision ? decision.choice : null,
      file: boot.file,
      reason: leftOut.length > 0 ? `no room for option ${leftOut.join(', ')}` : boot.reason,
      shown: packet,
    });
  }

  #tellSilence(exchange: Exchange, decision: LeaseDecision, reason: string): void {
    if (decision.kind === 'declined' || decision.kind === 'released') {
      const said = readOption(exchange.packet, MESSAGE);
      this.#tell(decision.kind, exchange, { address: decision.address, reason: said && printable(said) });
    } else if (decision.kind === 'exhausted' && !this.#exhausted.has(exchange.range)) {
      // Said once: machines that get nothing ask for ever.
      this.#exhausted.add(exchange.range);
      this.#tell('pool-exhausted', exchange, { reason: `${reason} (${exchange.range.name})` });
    } else {
      this.#tell('ignored', exchange, { reason });
    }
  }

  /** A machine that has moved to another network has nothing left in the former one. */
  #leaveOthers({ client, range }: Exchange): void {
    for (const { pool } of this.#ranges) {
      const left = pool === range.pool ? undefined : pool.byMac.get(client.mac);
      if (left !== undefined) this.#apply(pool, [{ kind: 'forget', lease: left }]);
    }
  }

  #answerQuery(exchange: Exchange): void {
    const { settings, clock } = this.#deps;
    const pools = this.#ranges.map(({ pool }) => pool);
    const reply = decideLeaseQuery(exchange.packet, pools, settings.server, clock());
    if (reply.kind === 'reply') this.#send(exchange, { kind: 'inform' }, reply);
    else this.#tell('ignored', exchange, { reason: reply.reason });
  }

  // --- the conflict probe ---

  /** Behind a relay there is no ARP; its clients probe for themselves. */
  #mayProbe({ range }: Exchange, deadline: number): boolean {
    return range === this.#local && this.#conflicts.mayBegin(deadline);
  }

  async #probe(
    exchange: Exchange,
    request: LeaseRequest,
    offer: Extract<LeaseDecision, { kind: 'offer' }>,
    deadline: number,
  ): Promise<void> {
    const { lease } = offer;
    const { mac, address } = lease;
    const { inUse, latest } = await this.#conflicts.look(address, mac, exchange, deadline);
    // The client may have been given something else meanwhile, or the server may be closing.
    const { pool } = exchange.range;
    if (this.#closed || pool.byMac.get(mac) !== lease) return;
    if (!inUse) return this.#answer(latest, offer);
    this.#apply(pool, conflictChanges(pool, lease, this.#deps.clock()));
    this.#tell('conflict', latest, { address, reason: `another machine already uses ${address}` });
    this.#decide(latest, request, deadline);
  }

  // --- helpers ---

  /** The request in the packet, or why there is none for us. */
  #leaseRequest({ packet, client, told }: Exchange): LeaseRequest | string {
    if (packet.op !== 'request') return 'it is a reply of another DHCP server';
    if (!isEthernet(packet)) return `hardware type ${packet.htype} is not Ethernet`;
    if (!isStation(client.mac)) return 'its hardware address is not one of a machine';
    const refusal = refusalOf(client.mac, this.#deps.settings.admission ?? EVERYBODY);
    if (refusal !== null) return refusal;
    const type = requestType(packet);
    if (type === null)
      return `${readOption(packet, MESSAGE_TYPE) ?? 'its message type'} is no message of clients`;
    return {
      type,
      mac: client.mac,
      hostname: client.hostName,
      uuid: client.uuid,
      ciaddr: packet.ciaddr,
      requested: readOption(packet, REQUESTED_ADDRESS) ?? NO_ADDRESS,
      serverId: readOption(packet, SERVER_ID) ?? NO_ADDRESS,
      giaddr: packet.giaddr,
      reservation: this.#deps.reservationFor(client.mac),
      leaseSeconds: told.leaseSeconds ?? null,
    };
  }

  /** Changes the pool at once, and the storage with the rest of the burst. */
  #apply(pool: Pool, changes: readonly LeaseChange[]): void {
    applyChanges(pool, changes);
    const failed = this.#failed(null, 'the lease could not be stored');
    for (const change of changes) this.#burst.store(change, failed);
  }

  /** What may fail for reasons of the machine we run on becomes a fact and ends nothing. */
  #failed(exchange: Exchange | null, what: string): (thrown: unknown) => void {
    return (thrown) => {
      if (this.#closed) return;
      const detail = thrown instanceof Error ? thrown.message : String(thrown);
      this.#tell('failed', exchange, { reason: `${what}: ${detail}` });
    };
  }

  #tell(kind: DhcpEvent['kind'], exchange: Exchange | null, facts: Facts = {}): void {
    const shown = facts.shown ?? exchange?.packet;
    const client = exchange?.client ?? null;
    this.#burst.tell(new Fact(kind, this.#deps.clock(), client, facts, shown ?? ''));
  }
}

/** The type of a client's message, `BOOTP` where there is none (RFC 1534, section 2); null for any other. */
function requestType(packet: DhcpPacket): LeaseRequest['type'] | null {
  if (optionData(packet, MESSAGE_TYPE.code) === undefined) return 'BOOTP';
  const type = readOption(packet, MESSAGE_TYPE);
  return CLIENT_TYPES.find((known) => known === type) ?? null;
}

/**
 * The address that a client sends from, past its relay (RFC 2131, section 4.3.6): who renews, asks about the network or
 * goes. Who is still looking for an address is on our cable when no relay says otherwise, whatever it writes there.
 */
function usedAddress(packet: DhcpPacket): string {
  const type = readOption(packet, MESSAGE_TYPE);
  const renews = type === 'REQUEST' && readOption(packet, SERVER_ID) === null;
  return renews || type === 'RELEASE' || type === 'INFORM' ? packet.ciaddr : NO_ADDRESS;
}

const CLIENT_TYPES = ['DISCOVER', 'REQUEST', 'DECLINE', 'RELEASE', 'INFORM'] as const;

function isLeaseQuery(packet: DhcpPacket): boolean {
  return packet.op === 'request' && readOption(packet, MESSAGE_TYPE) === 'LEASEQUERY';
}

/** A machine's own address: not a group address, which has the lowest bit of its first byte, and not all zeros. */
function isStation(mac: string): boolean {
  return !/^.[13579bdf]|^[0:]+$/.test(mac);
}

function timer(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref?.();
  });
}
