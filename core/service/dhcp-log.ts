/** From what the DHCP server did to machines and events. */
import type { ClientInfo } from '../netboot/client.ts';
import { PROBE_NAME } from '../netboot/probe.ts';
import type { BootEvent, EventKind } from '../progress/events.ts';
import type { DhcpEvent } from '../servers/dhcp.ts';
import type { Hub } from './hub.ts';
import type { Machines } from './machines.ts';
import { Repeats } from './repeats.ts';

/** What the log calls each kind; null: not worth an event of its own. */
const KINDS: Readonly<Record<DhcpEvent['kind'], EventKind | null>> = {
  discovered: null,
  offered: 'offered',
  acked: 'acked',
  informed: null,
  nak: 'nak',
  declined: 'declined',
  released: 'released',
  conflict: 'declined',
  'pool-exhausted': 'pool-exhausted',
  ignored: 'ignored',
  'split-offers-ignored': 'ignored',
  failed: 'failed',
};

/** At most so many different silences become events in a minute. */
const MOST_A_MINUTE = 1000;

export class DhcpLog {
  readonly #hub: Hub;
  readonly #machines: Machines;
  readonly #told = new Repeats(MOST_A_MINUTE);

  constructor(hub: Hub, machines: Machines) {
    this.#hub = hub;
    this.#machines = machines;
  }

  /** Takes note of what the DHCP server did. Only what boots from the network becomes a machine. */
  note(event: DhcpEvent): void {
    const { mac, client } = event;
    if (mac !== null && client !== null && this.#concerns(mac, client)) this.#sighted(mac, client, event);
    const kind = KINDS[event.kind];
    if (kind === null || (isQuiet(event) && this.#isRepeated(event))) return;
    // 'failed' in the vocabulary is an installation that failed; a packet that could not be sent is not that.
    this.#hub.emit({ mac, kind: kind === 'failed' ? 'ignored' : kind, detail: detailOf(event) });
    // What can be done about it stands beside the status.
    if (event.kind === 'split-offers-ignored') this.#hub.changed('status');
  }

  /** A machine is what boots from the network; its installer and its system are the same machine's later. */
  #concerns(mac: string, client: ClientInfo): boolean {
    // The question of another laptop with Fieldboot looks like a machine's, so that PXE servers answer it.
    if (client.hostName === PROBE_NAME) return false;
    return client.stage !== 'os' || this.#machines.isKnown(mac);
  }

  #sighted(mac: string, client: ClientInfo, { kind, address }: DhcpEvent): void {
    const bound = kind === 'acked' && address !== null ? { address } : {};
    this.#machines.sighted(mac, { uuid: client.uuid, firmware: client.firmware, ...bound });
  }

  #isRepeated({ mac, kind, reason, at }: DhcpEvent): boolean {
    return this.#told.has(`${mac} ${kind} ${reason}`, at);
  }
}

const isQuiet = ({ kind }: DhcpEvent): boolean => ['ignored', 'pool-exhausted', 'failed'].includes(kind);

function detailOf({ kind, address, file, reason, client, summary }: DhcpEvent): BootEvent['detail'] {
  return {
    ...(address !== null && { address }),
    ...(file !== null && { file }),
    ...(reason !== null && { reason }),
    ...(kind === 'split-offers-ignored' && { code: 'split-offers' }),
    ...(client !== null && { stage: client.stage }),
    packet: summary.slice(0, 600),
  };
}
