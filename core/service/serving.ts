/**
 * Serving on one interface: every door is opened in an order that answers nobody before everything can be answered,
 * and everything is closed and undone in the opposite order.
 */
import type { OtherServer, ServeRequest, Serving } from '../api/contract.ts';
import { FieldbootError, type Problem } from '../errors.ts';
import { giveAddress, giveVlan } from '../host/addresses.ts';
import { findInterface, lookAtInterface, type NetworkInterface } from '../host/interfaces.ts';
import type { SyslogTarget } from '../images/family.ts';
import { dangerOf, refusal } from '../netboot/preflight.ts';
import type { Prober } from '../netboot/probe.ts';
import type { ChangeJournal } from '../store/store.ts';
import { formatIpv4, type Ipv4Network, parseCidr } from '../wire/address.ts';
import { NO_RANGE, planAddresses } from './address-door.ts';
import { DhcpSide, type DhcpSideParts } from './dhcp-side.ts';
import { DOORS, type Door, type DoorParts, type DoorPlace, HTTPS_PORT } from './doors.ts';
import { InterfaceWatch } from './interface-watch.ts';
import type { NfsDoor } from './nfs-door.ts';
import { BRIEF, listenOn } from './preflight.ts';

export interface ServingParts extends DhcpSideParts, DoorParts {
  readonly journal: ChangeJournal;
  /** The interface lost its link, or has it again. */
  onLink(up: boolean): void;
  /** The address that Fieldboot lent to the interface was taken away by somebody, and set again. */
  onAddressSetAgain(): void;
}

/** How often the interface is looked at, milliseconds. */
const WATCH_EVERY = 2000;

export type Undo = () => Promise<unknown> | unknown;

/** Doors that are open. */
export interface ServingSession {
  readonly serving: Serving;
  /** What was asked for, with the mode as it is now. */
  readonly request: ServeRequest;
  /** How machines can mount the images by NFS; null: not at all. */
  readonly nfs: NfsDoor['mounting'];
  /** Where installers can send their log; null: nowhere. */
  readonly syslog: SyslogTarget | null;
  /** Addresses in use and in all; null where none are given. */
  leases(): { used: number; size: number } | null;
  /** Machines that ignore split offers and are not helped. */
  stuck(): readonly string[];
  /** As `DhcpSide` has them. */
  rescueRange: DhcpSide['rescueRange'];
  lendRescue: DhcpSide['lendRescue'];
  /** Doors that are not open, or not wholly, and a range that is used up; serving goes on. */
  readonly warnings: readonly Problem[];
  /** Other DHCP and network boot servers heard lately. */
  otherServers(): OtherServer[];
  /** Closes every door and undoes what was set. A second call waits for the first. */
  close(): Promise<void>;
}

/**
 * Opens every door on one interface. Rejects with INTERFACE_*, OTHER_DHCP_SERVER, ADDRESS_NOT_SET, RANGE_INVALID,
 * PORT_*; nothing is left open then.
 */
export async function openServing(request: ServeRequest, parts: ServingParts): Promise<ServingSession> {
  const undo: Undo[] = [];
  try {
    return await openDoors(request, parts, undo);
  } catch (error) {
    await unwind(undo);
    throw error;
  }
}

async function openDoors(request: ServeRequest, parts: ServingParts, undo: Undo[]): Promise<ServingSession> {
  const { chosen, network } = await choosePlace(request, parts.journal, undo);
  const address = formatIpv4(network.address);
  // Listening takes its time while the doors open that harm nobody; DHCP opens when the way is free.
  const others = isAlone(request) ? refusalHeard(chosen, address, parts.prober) : null;
  const doors = await openAll({ interface: chosen.name, address, request }, parts, undo);
  const allowed = besideOthers(request, await others);
  const side = await DhcpSide.open(
    allowed,
    { interface: chosen.name, network, httpPort: parts.httpPort },
    parts,
  );
  undo.push(() => side.close());
  const watching = watch(chosen, network, parts, undo);
  const { httpPort } = parts;
  return new OpenSession(
    { request, chosen, network, httpPort, doors, side, watching, since: parts.clock() },
    undo,
  );
}

/** What is open, and where. */
interface Opened {
  readonly request: ServeRequest;
  /** As it was found. */
  readonly chosen: NetworkInterface;
  readonly network: Ipv4Network;
  readonly httpPort: number;
  readonly doors: readonly Door[];
  readonly side: DhcpSide;
  readonly watching: InterfaceWatch;
  /** Milliseconds since 1970. */
  readonly since: number;
}

class OpenSession implements ServingSession {
  readonly #open: Opened;
  readonly #undo: Undo[];
  #closing: Promise<void> | undefined;

  constructor(open: Opened, undo: Undo[]) {
    this.#open = open;
    this.#undo = undo;
  }

  get serving(): Serving {
    const { request, chosen, network, httpPort, side, since } = this.#open;
    return {
      interface: chosen.name,
      address: formatIpv4(network.address),
      prefix: network.prefix,
      httpPort,
      ...(request.ftp ? { ftp: true } : {}),
      ...(request.https ? { httpsPort: HTTPS_PORT } : {}),
      since,
      addressSetByUs: chosen.addresses.length === 0,
      defaultProfile: request.defaultProfile ?? null,
      ...(request.defaultConfirmed ? { defaultConfirmed: true } : {}),
      mode: side.mode,
      range: side.ranges[0] ?? NO_RANGE,
      ranges: [...side.ranges],
    };
  }

  get request(): ServeRequest {
    return this.#open.side.request;
  }

  get nfs(): NfsDoor['mounting'] {
    return this.#open.doors.find(({ mounting }) => mounting)?.mounting ?? null;
  }

  get syslog(): SyslogTarget | null {
    return this.#open.doors.find(({ syslog }) => syslog)?.syslog ?? null;
  }

  get warnings(): readonly Problem[] {
    const { doors, side, watching } = this.#open;
    const { warning } = watching;
    return [
      ...doors.flatMap((one) => one.warnings ?? []),
      ...side.warnings(),
      ...(warning === null ? [] : [warning]),
    ];
  }

  otherServers(): OtherServer[] {
    return this.#open.side.servers();
  }

  leases(): { used: number; size: number } | null {
    return this.#open.side.leases();
  }

  stuck(): readonly string[] {
    return this.#open.side.stuck();
  }

  rescueRange() {
    return this.#open.side.rescueRange();
  }

  lendRescue(range?: string): void {
    this.#open.side.lendRescue(range);
  }

  close(): Promise<void> {
    this.#closing ??= unwind(this.#undo);
    return this.#closing;
  }
}

/** Where to serve, with an address. What cannot be served, or cannot be read, is refused before any door opens. */
async function choosePlace(
  request: ServeRequest,
  journal: ChangeJournal,
  undo: Undo[],
): Promise<{ chosen: NetworkInterface; network: Ipv4Network }> {
  const chosen = await chooseInterface(request, journal, undo);
  // Who only answers when another server names us cannot do harm; and beside another server is where a proxy belongs.
  if (!request.insist && request.mode !== 'external') refuseFor(dangerOf(chosen));
  const network = await addressOf(chosen, request, journal, undo);
  planAddresses(request, network);
  return { chosen, network };
}

/** Whether nobody else may give addresses beside us. */
function isAlone({ mode = 'full-dhcp', insist = false }: ServeRequest): boolean {
  return mode === 'full-dhcp' && !insist;
}

/** Opens the doors of the list that are asked for. */
async function openAll(place: DoorPlace, parts: DoorParts, undo: Undo[]): Promise<readonly Door[]> {
  const doors: Door[] = [];
  for (const open of DOORS) {
    const door = await open(place, parts);
    if (door === null) continue;
    undo.push(() => door.close());
    doors.push(door);
  }
  return doors;
}

/** Beside a server that gives addresses already: as a proxy where that is wanted, or not at all. */
function besideOthers(request: ServeRequest, found: Problem | null): ServeRequest {
  if (found === null) return request;
  if (found.code === 'OTHER_DHCP_SERVER' && request.otherDhcp === 'proxy')
    return { ...request, mode: 'proxy-dhcp' };
  throw new FieldbootError(found.code, found.params);
}

function refuseFor(found: Problem | null): void {
  if (found !== null) throw new FieldbootError(found.code, found.params);
}

/** Why DHCP should not be opened beside what is heard within less than a second; null when nothing is. Never rejects. */
async function refusalHeard(
  chosen: NetworkInterface,
  address: string,
  prober: Prober,
): Promise<Problem | null> {
  // It may have been set up a moment ago.
  const { link } = await findInterface(chosen.name).catch(() => chosen);
  const { servers } = await listenOn({ ...chosen, link, addresses: [`${address}/`] }, prober, BRIEF);
  return refusal({ interface: { ...chosen, wireless: false, defaultRoute: false }, servers });
}

/** The interface that was chosen, or the VLAN on it. Rejects with INTERFACE_UNKNOWN or VLAN_NOT_MADE. */
export async function chooseInterface(
  { interface: name, vlan }: Pick<ServeRequest, 'interface' | 'vlan'>,
  journal: ChangeJournal,
  undo: Undo[],
): Promise<NetworkInterface> {
  const chosen = await findInterface(name);
  if (vlan === undefined) return chosen;
  const made = await giveVlan(name, vlan, journal);
  undo.push(made.undo);
  // A VLAN is a network of its own, so a default route of its interface is none of its; wireless it stays.
  return { ...(await findInterface(made.name)), wireless: chosen.wireless };
}

/** The address to serve on: the interface's own, or the one to set for the time of serving. */
async function addressOf(
  chosen: NetworkInterface,
  request: ServeRequest,
  journal: ChangeJournal,
  undo: Undo[],
): Promise<Ipv4Network> {
  const cidr = chosen.addresses[0] ?? request.address;
  if (cidr === undefined) throw new FieldbootError('INTERFACE_NO_ADDRESS', { name: chosen.name });
  const network = parseCidr(cidr);
  if (network === null)
    throw new FieldbootError('BAD_REQUEST', { detail: `"${cidr}" is not an address such as 10.77.0.1/24` });
  if (chosen.addresses.length === 0) undo.push(await giveAddress(chosen.name, cidr, journal));
  return network;
}

/** Watches the interface until the undo. The address is set again only where Fieldboot had set it. */
function watch(
  chosen: NetworkInterface,
  network: Ipv4Network,
  { onLost, onLink, onAddressSetAgain, journal }: ServingParts,
  undo: Undo[],
): InterfaceWatch {
  const { name } = chosen;
  const cidr = `${formatIpv4(network.address)}/${network.prefix}`;
  let takeBack: Undo = () => {};
  const setAgain = async (): Promise<void> => {
    await takeBack();
    takeBack = await giveAddress(name, cidr, journal);
    if (watching.over) await takeBack();
  };
  const watching = new InterfaceWatch({
    interface: chosen,
    cidr,
    setAgain: chosen.addresses.length === 0 ? setAgain : null,
    look: () => lookAtInterface(name),
    now: () => performance.now(),
    onLink,
    onSetAgain: onAddressSetAgain,
    onLost,
  });
  const timer = setInterval(() => void watching.look(), WATCH_EVERY);
  undo.unshift(() => takeBack());
  undo.push(() => {
    watching.end();
    clearInterval(timer);
  });
  return watching;
}

/** Undoes in the opposite order; a step that fails does not keep the others from being done. */
export async function unwind(undo: Undo[]): Promise<void> {
  for (const step of undo.splice(0).reverse()) await Promise.resolve(step()).catch(() => {});
}
