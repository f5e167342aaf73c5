/** The RARP door on one interface: machines of the 1980s and 1990s that know nothing else (RFC 903). Linux only. */
import { type Problem, problem } from '../errors.ts';
import { findInterface } from '../host/interfaces.ts';
import { openPacketSocket } from '../host/packet-socket.ts';
import type { RarpFacts } from '../netboot/rarp.ts';
import { type RarpReport, serveRarp } from '../servers/rarp.ts';
import { RARP_ETHERTYPE } from '../wire/rarp.ts';

export interface RarpDoor {
  /** What stands in its way: it never keeps the other doors from opening. */
  readonly warnings: readonly Problem[];
  close(): Promise<void>;
}

/** Opens the door as far as the system and the rights allow it. Rejects with INTERFACE_UNKNOWN. */
export async function openRarpDoor(
  name: string,
  facts: Omit<RarpFacts, 'mac'>,
  tell: (report: RarpReport) => void,
): Promise<RarpDoor> {
  const { mac } = await findInterface(name);
  const socket = openPacketSocket({ interface: name, protocol: RARP_ETHERTYPE, largest: 64 });
  if (socket === null) return { warnings: [problem('RARP_IMPOSSIBLE', { name })], close: async () => {} };
  return { warnings: [], close: serveRarp(socket, { ...facts, mac }, tell).close };
}
