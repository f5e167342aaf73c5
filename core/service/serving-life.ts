/** The life of serving: one interface at a time, from the wish to serve to the reason it ended, across restarts. */
import type { PreflightView, RescueView, ServeRequest, Serving, Status } from '../api/contract.ts';
import { asFieldbootError, FieldbootError, type Problem } from '../errors.ts';
import type { NetworkInterface } from '../host/interfaces.ts';
import { httpRoot, type Rung } from '../netboot/loaders.ts';
import { type HeardServer, nameServer } from '../netboot/preflight.ts';
import type { Store } from '../store/store.ts';
import type { Hub } from './hub.ts';
import { closedDoors, newProber, runPreflight } from './preflight.ts';
import type { RescueList } from './rescue-list.ts';
import {
  chooseInterface,
  openServing,
  type ServingParts,
  type ServingSession,
  type Undo,
  unwind,
} from './serving.ts';

export interface ServingLifeParts {
  readonly hub: Hub;
  /** Keeps the last request until serving stops in order. */
  readonly values: Store['values'];
  readonly rescued: RescueList;
  /** What is opened, apart from what this file sees to itself. */
  readonly serving: Omit<
    ServingParts,
    'prober' | 'rescueAllowed' | 'onOtherServer' | 'onServerGone' | 'onModeChanged' | 'onLost'
  >;
  /** A profile given by id or name, and whether it erases disks. Throws NOT_FOUND. */
  profile(named: string): { readonly id: string; readonly erases: boolean };
  /** Bytes served by all doors since the engine started. */
  bytesServed(): number;
  /** Does what may fail where nobody waits for it. */
  readonly survive: (work: () => void) => void;
  /** Opens the doors; tests have another. */
  readonly open?: typeof openServing;
}

/** What the status says of serving. */
export interface ServingState extends Pick<Status, 'serving' | 'bytesServed' | 'leases' | 'otherServers'> {
  /** Why serving ended by itself. */
  readonly stopped: Problem | null;
  readonly warnings: readonly Problem[];
}

/** Name under which the last serving request is kept. */
const LAST_SERVED = 'serving';

export class ServingLife {
  readonly #parts: ServingLifeParts;
  readonly #prober = newProber();
  #session: ServingSession | null = null;
  #opening = false;
  /** The end of the last session, which may still be closing its doors. */
  #ending: Promise<void> = Promise.resolve();
  /** A preflight that has a door open for a moment. */
  #trying: Promise<unknown> = Promise.resolve();
  #stopped: Problem | null = null;
  /** What the doors had served when this serving started. */
  #servedBefore = 0;

  constructor(parts: ServingLifeParts) {
    this.#parts = parts;
  }

  /** What is served now; null while nothing is. */
  get current(): Serving | null {
    return this.#session?.serving ?? null;
  }

  /** `http://10.77.0.1:8067`; null while nothing is served. */
  base(): string | null {
    return this.current && httpRoot(this.current.address, this.current.httpPort);
  }

  /** Loader that the technician wants tried first; null: what is known decides. */
  get firstLoader(): Rung | null {
    return this.#session?.request.loader ?? null;
  }

  /** What machines boot that nobody has chosen for, now or when serving goes on after a crash; null: nothing. */
  get defaultProfile(): string | null {
    return (this.#session?.request ?? this.#lastServed())?.defaultProfile ?? null;
  }

  /** The menu that whoever stands at a machine may open; undefined: none. */
  get menu(): ServeRequest['menu'] {
    return this.#session?.request.menu;
  }

  /** How machines can mount the images by NFS; null: not at all. */
  get nfs(): ServingSession['nfs'] {
    return this.#session?.nfs ?? null;
  }

  /** Where installers can send their log; null: nowhere. */
  get syslog(): ServingSession['syslog'] {
    return this.#session?.syslog ?? null;
  }

  state(): ServingState {
    const session = this.#session;
    return {
      serving: this.current,
      bytesServed: this.#parts.bytesServed() - this.#servedBefore,
      leases: session?.leases() ?? null,
      otherServers: session?.otherServers() ?? [],
      stopped: this.#stopped,
      warnings: session?.warnings ?? [],
    };
  }

  /**
   * Looks and listens on an interface, or on a VLAN of it, which is made for that when it is not there; some seconds
   * long. Rejects with INTERFACE_UNKNOWN or VLAN_NOT_MADE.
   */
  async preflight(name: string, vlan?: number): Promise<PreflightView> {
    const undo: Undo[] = [];
    const place = { interface: name, ...(vlan === undefined ? {} : { vlan }) };
    const chosen = await chooseInterface(place, this.#parts.serving.journal, undo);
    const looking = this.#look(chosen).finally(() => unwind(undo));
    // What was made for it must be gone before serving makes it anew.
    if (undo.length > 0) this.#trying = looking;
    return looking;
  }

  #look(chosen: NetworkInterface): Promise<PreflightView> {
    return runPreflight(chosen, {
      prober: this.#prober,
      doors: () => {
        // What is open there is ours.
        if (this.#opening || this.current?.interface === chosen.name) return Promise.resolve([]);
        const trying = closedDoors(chosen, this.#parts.serving.httpPort);
        this.#trying = Promise.all([this.#trying, trying]);
        return trying;
      },
    });
  }

  /** Starts serving. Rejects with ALREADY_SERVING, NOT_FOUND, and as `openServing` does. */
  async start(request: ServeRequest): Promise<void> {
    if (this.#session || this.#opening)
      throw new FieldbootError('ALREADY_SERVING', { name: this.current?.interface ?? request.interface });
    const wanted = this.#withDefault(request);
    this.#opening = true;
    try {
      await Promise.all([this.#trying, this.#ending]);
      const { open = openServing } = this.#parts;
      this.#began(await open(wanted, this.#servingParts()));
    } finally {
      this.#opening = false;
    }
  }

  /**
   * The request with the id of its default profile. The confirmation is kept only where there was something to confirm:
   * a profile that erased nothing when it was set, and does later, was never confirmed.
   */
  #withDefault({ defaultProfile, defaultConfirmed = false, ...request }: ServeRequest): ServeRequest {
    if (!defaultProfile) return request;
    const { id, erases } = this.#parts.profile(defaultProfile);
    return { ...request, defaultProfile: id, ...(erases && defaultConfirmed ? { defaultConfirmed } : {}) };
  }

  /** Rejects with NOT_SERVING. */
  async stop(): Promise<void> {
    if (this.#session === null) throw new FieldbootError('NOT_SERVING');
    await this.#end(this.#session, null);
  }

  /** Serves again what was served when the last engine was killed. Never rejects. */
  async resume(): Promise<void> {
    const last = this.#lastServed();
    if (last === undefined) return;
    try {
      await this.start(last);
    } catch (thrown) {
      // The window must open all the same: it is where another interface is chosen.
      this.#stopped = asFieldbootError(thrown).problem;
    }
  }

  async close(): Promise<void> {
    if (this.#session) await this.#end(this.#session, null);
    await this.#ending;
  }

  /** Machines that ignore split offers, and those that may have a complete lease. */
  rescue(): RescueView {
    const { lent = null, suggested = null } = this.#session?.rescueRange() ?? {};
    const stuck = [...(this.#session?.stuck() ?? [])];
    return { stuck, allowed: this.#parts.rescued.all(), range: lent, suggested };
  }

  /**
   * Lets a machine have a complete lease beside another server: of `range`, or of the suggested one where there is none
   * yet. Throws RANGE_INVALID.
   */
  allowRescue(mac: string, range?: string): RescueView {
    const session = this.#session;
    session?.lendRescue(range);
    if (session !== null) this.#parts.survive(() => this.#keep(session));
    return this.#setRescue(mac, true);
  }

  /** Leaves a machine to the other server again. */
  endRescue(mac: string): RescueView {
    return this.#setRescue(mac, false);
  }

  #setRescue(mac: string, allowed: boolean): RescueView {
    this.#parts.rescued.set(mac, allowed);
    this.#parts.hub.changed('status');
    return this.rescue();
  }

  #began(session: ServingSession): void {
    this.#session = session;
    this.#stopped = null;
    this.#servedBefore = this.#parts.bytesServed();
    // The doors are open: what cannot be kept, for a full disk, is no reason to say that they are not.
    this.#parts.survive(() => this.#tellServing(session));
  }

  /** What was served and did not stop in order. */
  #lastServed(): ServeRequest | undefined {
    const kept = this.#parts.values.get(LAST_SERVED);
    return kept === undefined ? undefined : (JSON.parse(kept) as ServeRequest);
  }

  /** Kept for a restart as it is now. */
  #keep({ request }: ServingSession): void {
    this.#parts.values.set(LAST_SERVED, JSON.stringify(request));
  }

  /** Kept, and told. */
  #tellServing(session: ServingSession): void {
    const { hub } = this.#parts;
    this.#keep(session);
    const { interface: name, address, mode } = session.serving;
    hub.emit({ mac: null, kind: 'serving', detail: { interface: name, address, mode } });
    hub.changed('status');
  }

  /** Ends a session, in order (`why` null) or because something is gone. Who is late finds it ended already. */
  #end(session: ServingSession, why: FieldbootError | null): Promise<void> {
    if (this.#session === session) {
      this.#session = null;
      this.#ending = this.#closeAndTell(session, why);
    }
    return this.#ending;
  }

  async #closeAndTell(session: ServingSession, why: FieldbootError | null): Promise<void> {
    await session.close();
    this.#stopped = why?.problem ?? null;
    const detail = why ? { code: why.code, reason: why.message, ...why.problem.params } : {};
    this.#parts.survive(() => {
      this.#parts.values.set(LAST_SERVED, null);
      this.#parts.hub.emit({ mac: null, kind: 'stopped', detail });
    });
    this.#parts.hub.changed('status');
  }

  #servingParts(): ServingParts {
    const { serving, rescued, survive } = this.#parts;
    return {
      ...serving,
      // Ending closes every transfer: that is no news.
      onRequest: (report) => (this.#session === null ? undefined : serving.onRequest(report)),
      rescueAllowed: (mac) => rescued.has(mac),
      prober: this.#prober,
      onOtherServer: (server) => survive(() => this.#tellOther(server)),
      onServerGone: (server) => survive(() => this.#tellGone(server)),
      onModeChanged: () =>
        survive(() => {
          if (this.#session !== null) this.#tellServing(this.#session);
        }),
      onLost: (why) => {
        if (this.#session !== null) void this.#end(this.#session, why);
      },
    };
  }

  #tellGone({ address, vendor, mac }: Parameters<ServingParts['onServerGone']>[0]): void {
    const server = nameServer({ address, vendor, mac });
    this.#parts.hub.emit({ mac: null, kind: 'dhcp-gone', detail: { address, server } });
    this.#parts.hub.changed('status');
  }

  #tellOther(server: HeardServer): void {
    const { address, mac, vendor, kind, offered, bootFile } = server;
    const facts = { address, server: nameServer(server), kind, mac, vendor, offered, file: bootFile };
    const told = Object.entries(facts).filter((pair): pair is [string, string] => pair[1] !== null);
    this.#parts.hub.emit({ mac: null, kind: 'other-dhcp', detail: Object.fromEntries(told) });
    this.#parts.hub.changed('status');
  }
}
