/**
 * Everything about addresses while serving: the door that is open now, the watch over other servers, and the change
 * from giving addresses to standing beside a server that does.
 */
import type { OtherServer, ServeRequest, ServingMode } from '../api/contract.ts';
import { asFieldbootError, FieldbootError, type Problem, problem } from '../errors.ts';
import { decideOther } from '../netboot/other-servers.ts';
import { type HeardServer, nameServer } from '../netboot/preflight.ts';
import type { Prober } from '../netboot/probe.ts';
import { overhear } from '../servers/dhcp-overhear.ts';
import { formatIpv4 } from '../wire/address.ts';
import {
  type AddressDoor,
  type AddressParts,
  type AddressPlace,
  openAddressDoor,
  planAddresses,
} from './address-door.ts';
import { DhcpWatch } from './dhcp-watch.ts';
import { exhausted, rangeText, readRanges, suggestRescueRange } from './range.ts';

export interface DhcpSideParts extends AddressParts {
  /** The made-up machine that asks for other DHCP servers. */
  readonly prober: Prober;
  /** Another server answers here. */
  onOtherServer(server: HeardServer): void;
  /** The server that gives the addresses is silent. */
  onServerGone(server: OtherServer): void;
  /** The mode of serving is another one now. */
  onModeChanged(): void;
  /** Serving ended by itself. */
  onLost(why: FieldbootError): void;
}

export class DhcpSide {
  readonly #parts: DhcpSideParts;
  readonly #place: AddressPlace;
  readonly #watch: DhcpWatch;
  #request: ServeRequest;
  #door: AddressDoor;
  /** Why the mode is not the one that was asked for. */
  #turned: Problem | null = null;
  #turning: Promise<void> = Promise.resolve();
  #closed = false;

  private constructor(request: ServeRequest, place: AddressPlace, door: AddressDoor, parts: DhcpSideParts) {
    this.#request = request;
    this.#place = place;
    this.#door = door;
    this.#parts = parts;
    this.#watch = new DhcpWatch({
      interface: place.interface,
      own: [formatIpv4(place.network.address)],
      prober: parts.prober,
      clock: parts.clock,
      appeared: (server, atStart) => this.#heard(server, atStart),
      gone: (server) => this.#lost(server),
    });
  }

  /** Opens the door and begins to watch. Rejects with RANGE_INVALID, DHCP_OPTION_INVALID, BAD_REQUEST or PORT_*. */
  static async open(
    request: ServeRequest,
    place: Omit<AddressPlace, 'through' | 'rival'>,
    parts: DhcpSideParts,
  ): Promise<DhcpSide> {
    let side: DhcpSide | undefined;
    const named = (server: string) => side?.overheard(server);
    const through: AddressPlace['through'] = (port) => overhear(port, parts.prober.mac, named);
    const rival = () => side?.hasRival() ?? false;
    const listening = { ...place, through, rival };
    const door = await openAddressDoor(planAddresses(request, place.network), listening, parts);
    side = new DhcpSide(request, listening, door, parts);
    return side;
  }

  /** What was asked for, with the mode as it is now. */
  get request(): ServeRequest {
    return this.#request;
  }

  get mode(): ServingMode {
    return this.#door.mode;
  }

  get ranges(): AddressDoor['ranges'] {
    return this.#door.ranges;
  }

  leases(): { used: number; size: number } | null {
    return this.#door.leases();
  }

  stuck(): readonly string[] {
    return this.#door.stuck();
  }

  /** Addresses for machines that ignore split offers, FIRST-LAST: those there are, and those that would be lent. */
  rescueRange(): { lent: string | null; suggested: string | null } {
    if (this.#door.lend === undefined) return { lent: null, suggested: null };
    const taken = this.servers().map(({ address }) => address);
    const suggested = suggestRescueRange(this.#place.network, taken);
    const lent = this.ranges.map(rangeText).join(',');
    return { lent: lent || null, suggested: suggested && rangeText(suggested) };
  }

  /** Has addresses for such machines: of `range`, or where none is given, those there are or the suggested. Throws RANGE_INVALID. */
  lendRescue(range?: string): void {
    const { lent, suggested } = this.rescueRange();
    const wanted = range ?? lent ?? suggested;
    if (wanted === null || wanted === lent || this.#door.lend === undefined) return;
    this.#door.lend(readRanges(wanted, this.#place.network));
    this.#request = { ...this.#request, rescueRange: wanted };
  }

  /** Whether another server gives addresses and names a boot file, too. */
  hasRival(): boolean {
    return this.servers().some(({ kind, bootFile }) => kind === 'dhcp' && typeof bootFile === 'string');
  }

  /** Other servers heard lately. */
  servers(): OtherServer[] {
    return this.#watch.servers();
  }

  /** A client was overheard naming another server, at a dotted address. */
  overheard(address: string): void {
    this.#watch.overheard(address);
  }

  /** What should be known: a range that is used up, a mode that was changed, nobody who gives addresses. */
  warnings(): readonly Problem[] {
    const full = exhausted(this.#door.ranges, this.#door.leases());
    const found = [this.#turned, full, this.#nobody()].flatMap((one) => (one === null ? [] : [one]));
    return [...found, ...this.#door.warnings];
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#watch.close();
    await this.#turning;
    await this.#door.close();
  }

  #nobody(): Problem | null {
    if (this.mode === 'full-dhcp' || this.#watch.isStarting) return null;
    if (this.servers().some(({ kind }) => kind === 'dhcp')) return null;
    return problem('NO_DHCP_SERVER', { name: this.#place.interface });
  }

  #heard(server: HeardServer, atStart: boolean): void {
    const { otherDhcp: policy = 'warn', insist = false } = this.#request;
    const decision = decideOther({ mode: this.mode, policy, insist, atStart, server });
    if (decision !== 'expected') this.#parts.onOtherServer(server);
    const params = { name: this.#place.interface, server: nameServer(server) };
    if (decision === 'refuse') this.#stop(new FieldbootError('OTHER_DHCP_SERVER', params));
    if (decision === 'stop') this.#stop(new FieldbootError('OTHER_DHCP_APPEARED', params));
    if (decision === 'proxy') this.#turning = this.#turning.then(() => this.#turnProxy(params));
  }

  #lost(server: OtherServer): void {
    if (this.mode !== 'full-dhcp' && server.kind === 'dhcp') this.#parts.onServerGone(server);
  }

  /**
   * From now on only boot files are given; every other door stays as it is. Leases that were given hold until they
   * end: nobody is refused a renewal, only not answered, so that a machine asks the other server before its lease is
   * over (RFC 2131, section 4.4.5). A NAK would take a running installation off the network.
   */
  async #turnProxy(params: { name: string; server: string }): Promise<void> {
    if (this.#closed || this.mode === 'proxy-dhcp') return;
    const request: ServeRequest = { ...this.#request, mode: 'proxy-dhcp' };
    try {
      await this.#door.close();
      this.#door = await openAddressDoor(
        planAddresses(request, this.#place.network),
        this.#place,
        this.#parts,
      );
    } catch (error) {
      this.#stop(asFieldbootError(error));
      return;
    }
    this.#request = request;
    this.#turned = problem('OTHER_DHCP_PROXY', params);
    this.#parts.onModeChanged();
  }

  /** Not at once: whoever has just started serving must have got hold of it first. */
  #stop(why: FieldbootError): void {
    setImmediate(() => {
      if (!this.#closed) this.#parts.onLost(why);
    });
  }
}
