/** While serving: keeps listening for other DHCP servers, and says at once when one appears. */
import type { OtherServer } from '../api/contract.ts';
import { openProbePort } from '../host/probe-port.ts';
import type { HeardServer } from '../netboot/preflight.ts';
import { type Prober, probePacket } from '../netboot/probe.ts';
import { hearServers, type ProbePort } from '../servers/dhcp-probe.ts';
import { encodePacket } from '../wire/dhcp/packet.ts';
import { identify, serverView, THOROUGH } from './preflight.ts';

export interface WatchOptions {
  readonly interface: string;
  /** Our own addresses there, dotted. */
  readonly own: readonly string[];
  readonly prober: Prober;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** A server was heard that was not known; `atStart`: it was there before us. */
  readonly appeared: (server: HeardServer, atStart: boolean) => void;
  /** A server has answered no question for a while. */
  readonly gone: (server: OtherServer) => void;
  /** How often to ask, milliseconds; default: a minute. */
  readonly askEvery?: number;
}

/** How often to ask, milliseconds, and when at first: a link that serving has just set up takes some seconds to come. */
const ASK_EVERY = 60_000;
const ASK_FIRST = [0, 3000, 8000];
/** A server that was silent to so many questions has gone; when it comes back it is said again. */
const GONE_AFTER_QUESTIONS = 2.5;
/**
 * Servers heard within this time were there before us: some take 3 s to answer, and the link may have come after the
 * doors were open.
 */
const AT_START = 12_000;
/** Most servers remembered. */
const MOST = 16;

export class DhcpWatch {
  readonly #options: WatchOptions;
  readonly #known = new Map<string, OtherServer>();
  readonly #since: number;
  readonly #askEvery: number;
  readonly #timers: readonly NodeJS.Timeout[];
  /** A port that may stay open. */
  #lasting: ProbePort | null = null;
  /** The last of those that may not. */
  #brief: ProbePort | null = null;
  #closed = false;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#since = options.clock();
    const ask = () => void this.#ask();
    this.#askEvery = options.askEvery ?? ASK_EVERY;
    this.#timers = [...ASK_FIRST.map((ms) => setTimeout(ask, ms)), setInterval(ask, this.#askEvery)];
    for (const timer of this.#timers) timer.unref();
  }

  /** Whether servers that are heard now may have been there before us. */
  get isStarting(): boolean {
    return this.#options.clock() - this.#since < AT_START;
  }

  /** Servers heard lately. */
  servers(): OtherServer[] {
    this.#forgetGone();
    return [...this.#known.values()];
  }

  /** A client was overheard naming another server, at a dotted address. */
  overheard(address: string): void {
    const nothing = { mac: null, vendor: null, offered: null, router: null, bootFile: null };
    if (!this.#options.own.includes(address)) this.#heard({ address, kind: 'dhcp', ...nothing });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all([this.#lasting?.close(), this.#brief?.close()]);
  }

  /** Asks once. Trouble (no link, no rights) is no news: the next question may leave. */
  async #ask(): Promise<void> {
    this.#forgetGone();
    const port = await this.#port().catch(() => null);
    if (!this.#closed) await port?.send(encodePacket(probePacket(this.#options.prober, 0))).catch(() => {});
  }

  /** The port that stays open, or one that is closed when slow servers have answered. */
  async #port(): Promise<ProbePort> {
    if (this.#lasting !== null) return this.#lasting;
    const { port, by } = await openProbePort(this.#options.interface);
    hearServers(port, this.#options.own, (server) => this.#heard(server));
    if (by === 'packet') this.#lasting = port;
    else {
      await this.#brief?.close();
      this.#brief = port;
      setTimeout(() => void port.close(), THOROUGH.listenMs).unref();
    }
    if (this.#closed) await port.close();
    return port;
  }

  #heard(server: HeardServer): void {
    if (this.#closed) return;
    this.#forgetGone();
    const now = this.#options.clock();
    const before = this.#known.get(server.address);
    if (before === undefined && this.#known.size >= MOST) return;
    const told = before ?? serverView(server, now);
    // A server that was only seen telling boot files may turn out to give addresses as well.
    const kind = server.kind === 'dhcp' ? 'dhcp' : told.kind;
    const bootFile = server.bootFile ?? told.bootFile;
    this.#known.set(server.address, { ...told, mac: server.mac ?? told.mac, kind, bootFile, seenAt: now });
    if (before === undefined || before.kind !== kind) void this.#appeared(server);
    else if (before.mac === null && server.mac !== null) void this.#learn(server);
  }

  /** A server that a client had only named has spoken itself. */
  async #learn(server: HeardServer): Promise<void> {
    const known = await identify(server, this.#options.interface);
    this.#known.set(server.address, serverView(known, this.#options.clock()));
  }

  async #appeared(server: HeardServer): Promise<void> {
    const { interface: name, clock, appeared } = this.#options;
    const atStart = this.isStarting;
    const known = await identify(server, name);
    if (this.#closed) return;
    this.#known.set(server.address, serverView(known, clock()));
    appeared(known, atStart);
  }

  #forgetGone(): void {
    const oldest = this.#options.clock() - GONE_AFTER_QUESTIONS * this.#askEvery;
    for (const server of this.#known.values()) {
      if (server.seenAt >= oldest) continue;
      this.#known.delete(server.address);
      this.#options.gone(server);
    }
  }
}
