/** Asks who gives addresses on a cable and collects the answers. */

import type { HeardServer } from '../netboot/preflight.ts';
import { type Prober, probePacket, readServer } from '../netboot/probe.ts';
import { NO_ADDRESS } from '../wire/address.ts';
import { decodePacket, encodePacket } from '../wire/dhcp/packet.ts';
import type { Clock } from './clock.ts';

/** What the probe knows of a socket on the DHCP client's port; real ones come from `core/host/probe-port.ts`. */
export interface ProbePort {
  /** Broadcasts one DHCP packet from port 68 to port 67. Rejects with the system's error. */
  send(packet: Uint8Array): Promise<void>;
  /** Sets the one handler of what is sent to port 68; `mac` is null where the system does not tell. */
  onMessage(handler: (packet: Uint8Array, from: { address: string; mac: string | null }) => void): void;
  close(): Promise<void>;
}

/** More servers than this on one cable are a flood, not a finding. */
const MOST_SERVERS = 16;

/**
 * Tells every server that is heard on a port, whoever it answers; packets of `own` addresses are left out. A server is
 * told each time it is heard.
 */
export function hearServers(
  port: ProbePort,
  own: readonly string[],
  heard: (server: HeardServer) => void,
): void {
  port.onMessage((bytes, from) => {
    const decoded = decodePacket(bytes);
    const server = decoded.ok ? readServer(decoded.packet, from) : null;
    if (server !== null && !own.includes(server.address) && !own.includes(from.address)) heard(server);
  });
}

export interface AskOptions {
  readonly port: ProbePort;
  readonly prober: Prober;
  /** Our own addresses on the interface, dotted. */
  readonly own: readonly string[];
  /** When to ask, milliseconds from now, ascending. */
  readonly askAt: readonly number[];
  /** How long to listen in all, milliseconds. */
  readonly listenMs: number;
  /** Ends earlier, this long after a server that gives addresses was heard: others get their chance. */
  readonly graceMs: number;
  readonly clock: Clock;
}

/**
 * Asks and listens; resolves to the servers heard, in the order they were. Rejects when no question could be sent.
 * The port stays open.
 */
export function askServers(options: AskOptions): Promise<readonly HeardServer[]> {
  const { port, prober, clock } = options;
  const found = new Map<string, HeardServer>();
  const timers: (() => void)[] = [];
  let ending = false;
  return new Promise((resolve, reject) => {
    const end = (): void => {
      for (const cancel of timers) cancel();
      resolve([...found.values()]);
    };
    hearServers(port, options.own, (server) => {
      keep(found, server);
      if (ending || server.kind !== 'dhcp') return;
      ending = true;
      timers.push(clock.after(options.graceMs, end));
    });
    for (const [nth, ms] of options.askAt.entries()) {
      const ask = () => port.send(encodePacket(probePacket(prober, Math.floor(ms / 1000))));
      timers.push(
        clock.after(ms, () => void ask().catch((error) => (nth === 0 ? reject(error) : undefined))),
      );
    }
    timers.push(clock.after(options.listenMs, end));
  });
}

/** One entry for each server; an answer with an address tells more than one without. */
function keep(found: Map<string, HeardServer>, server: HeardServer): void {
  if (server.address === NO_ADDRESS) return;
  const before = found.get(server.address);
  if (before === undefined ? found.size < MOST_SERVERS : before.kind === 'pxe')
    found.set(server.address, server);
}
