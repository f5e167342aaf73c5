/** Looks and listens before serving: what `netboot/preflight.ts` decides from is found out here. */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import type { OtherServer, PreflightView } from '../api/contract.ts';
import { asFieldbootError, type Problem } from '../errors.ts';
import type { NetworkInterface } from '../host/interfaces.ts';
import { readNeighbours } from '../host/neighbours.ts';
import { openProbePort } from '../host/probe-port.ts';
import { BOOT_PORTS, whyNoAddressHere } from '../host/rights.ts';
import { listenTcp, openUdpPort } from '../host/sockets.ts';
import { vendorOf } from '../host/vendors.ts';
import { type Check, decidePreflight, type HeardServer, type Listening } from '../netboot/preflight.ts';
import { makeProber, type Prober } from '../netboot/probe.ts';
import { systemClock } from '../servers/clock.ts';
import { askServers } from '../servers/dhcp-probe.ts';

/** When to ask, for how long to listen, and how long after the first answer; milliseconds. */
export interface Timing {
  readonly askAt: readonly number[];
  readonly listenMs: number;
  readonly graceMs: number;
}

/**
 * Long enough for careful servers: before it offers an address, ISC dhcpd pings it for 1 s and dnsmasq for 3 (measured
 * with dnsmasq 2.90: its offer came after 3.2 s).
 */
export const THOROUGH: Timing = { askAt: [0, 1000], listenMs: 4000, graceMs: 500 };
/** What serving may wait for at its start; the careful ones are heard by the watch a little later. */
export const BRIEF: Timing = { askAt: [0, 250], listenMs: 600, graceMs: 0 };

/** The made-up machine that asks, new in every process. */
export const newProber = (): Prober => makeProber(randomBytes(10));

export interface PreflightParts {
  readonly prober: Prober;
  /** Tries the doors; resolves to those that do not open. */
  doors(chosen: NetworkInterface): Promise<readonly Problem[]>;
}

/** Looks at an interface and listens on it, up to 4 s. Never rejects. */
export async function runPreflight(chosen: NetworkInterface, parts: PreflightParts): Promise<PreflightView> {
  const started = systemClock.now();
  const [heard, doors, noAddress] = await Promise.all([
    listenOn(chosen, parts.prober, THOROUGH),
    parts.doors(chosen),
    whyNoAddressHere(),
  ]);
  const { proposal, checks } = decidePreflight({ interface: chosen, doors, noAddress, ...heard });
  const seenAt = Date.now();
  return {
    interface: chosen.name,
    proposal: { ...proposal, because: proposal.because && viewOf(proposal.because) },
    checks: checks.map(checkView),
    servers: heard.servers.map((server) => ({ ...server, seenAt })),
    listenedMs: Math.round(systemClock.now() - started),
  };
}

/** Asks on an interface and collects who answers, with their makers. Never rejects. */
export async function listenOn(
  { name, link, addresses }: Pick<NetworkInterface, 'name' | 'link' | 'addresses'>,
  prober: Prober,
  timing: Timing,
): Promise<{ servers: readonly HeardServer[]; listening: Listening }> {
  if (!link) return { servers: [], listening: 'no-link' };
  try {
    const { port, partly } = await openProbePort(name);
    const own = addresses.map((cidr) => cidr.slice(0, cidr.indexOf('/')));
    const servers = await askServers({ port, prober, own, ...timing, clock: systemClock }).finally(() =>
      port.close(),
    );
    const known = await Promise.all(servers.map((server) => identify(server, name)));
    return { servers: known, listening: partly ? 'partly' : 'well' };
  } catch (error) {
    return { servers: [], listening: { failed: asFieldbootError(error).message.replace(/\.$/, '') } };
  }
}

/** Adds what the kernel knows of its hardware address and the system of its maker. */
export async function identify(server: HeardServer, name: string): Promise<HeardServer> {
  const mac = server.mac ?? (await macOf(server.address, name));
  const vendor = server.vendor ?? (mac === null ? null : await vendorOf(mac));
  return { ...server, mac, vendor };
}

/** A server as the contract shows it. */
export function serverView(server: HeardServer, seenAt: number): OtherServer {
  const { address, mac, vendor, kind, bootFile } = server;
  return { address, mac, vendor, kind, bootFile, seenAt };
}

async function macOf(address: string, name: string): Promise<string | null> {
  const found = (await readNeighbours()).find(
    (one) => one.complete && one.interface === name && one.address === address,
  );
  return found?.mac ?? null;
}

/** Tries the doors as serving would open them, and closes them again; what stood in the way of each. Never rejects. */
export async function closedDoors(
  { name, addresses }: NetworkInterface,
  httpPort: number,
): Promise<Problem[]> {
  const address = addresses[0]?.split('/')[0];
  const attempts = BOOT_PORTS.map(({ door, port }) =>
    openUdpPort({
      interface: name,
      address: port === 67 ? '0.0.0.0' : (address ?? '0.0.0.0'),
      port,
      door,
      broadcast: port === 67,
    }).then((opened) => opened.close()),
  );
  if (address !== undefined) attempts.push(tryHttp(name, address, httpPort));
  const results = await Promise.allSettled(attempts);
  return results.flatMap((one) => (one.status === 'rejected' ? [asFieldbootError(one.reason).problem] : []));
}

async function tryHttp(name: string, address: string, port: number): Promise<void> {
  const server = createServer();
  await listenTcp(server, { interface: name, address, port, door: 'HTTP' });
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

const viewOf = (one: Problem) => ({ ...one, params: { ...one.params } });

function checkView({ id, ok, problem, sentence }: Check): PreflightView['checks'][number] {
  const { code = null, advice = '', params = {} } = problem ?? {};
  return { id, ok, code, sentence, advice, params: { ...params } };
}
