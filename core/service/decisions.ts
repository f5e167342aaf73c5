/**
 * The decision log: for every DHCP, proxy and RARP packet what was decided and why, silence included. It is kept in
 * memory, the newest few thousand: the events tell what matters of it, this tells everything while somebody looks.
 */
import type { DecisionView } from '../api/contract.ts';
import { becauseOf } from '../netboot/address-choice.ts';
import type { DhcpEvent } from '../servers/dhcp.ts';

/** Most decisions kept: 200 machines that are switched on at once cost about 1,200. */
const MOST = 4096;
/** Longest words of a packet, in characters. */
const LONGEST = 2000;

/** Which decisions are wanted. */
export interface DecisionQuery {
  readonly mac?: string;
  /** Only those with a greater number. */
  readonly after?: number;
  /** So many of the newest. */
  readonly limit: number;
}

export class Decisions {
  /** A ring: decision `n` has the place `n % MOST`. The packet is put into words when somebody looks. */
  readonly #ring: DhcpEvent[] = [];
  #next = 1;

  note(event: DhcpEvent): void {
    this.#ring[this.#next % MOST] = event;
    this.#next++;
  }

  /** The decisions that are wanted, oldest first. */
  list({ mac, after = 0, limit }: DecisionQuery): DecisionView[] {
    const found: DecisionView[] = [];
    const oldest = Math.max(after + 1, this.#next - MOST, 1);
    for (let id = this.#next - 1; id >= oldest && found.length < limit; id--) {
      const event = this.#ring[id % MOST];
      if (event !== undefined && (mac === undefined || event.mac === mac)) found.push(viewOf(id, event));
    }
    return found.reverse();
  }
}

function viewOf(
  id: number,
  { at, mac, kind, address, choice = null, file, reason, client, summary }: DhcpEvent,
): DecisionView {
  const { stage = null, firmware = null } = client ?? {};
  return {
    id,
    at,
    mac,
    decision: kind,
    address,
    addressChoice: choice,
    addressBecause: choice && becauseOf(choice),
    file,
    reason,
    stage,
    firmware,
    packet: summary.slice(0, LONGEST),
  };
}
