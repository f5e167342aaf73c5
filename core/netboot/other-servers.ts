/** What is done about another server that is heard while serving. Pure. */

import type { HeardServer } from './preflight.ts';

export type OtherPolicy = 'warn' | 'proxy' | 'stop';

export interface OtherFacts {
  /** What we do ourselves. */
  readonly mode: 'full-dhcp' | 'proxy-dhcp' | 'external';
  /** What the technician wants when another server that gives addresses is there. */
  readonly policy: OtherPolicy;
  /** The technician knows of servers that are there at the start. */
  readonly insist: boolean;
  /** It was there before us. */
  readonly atStart: boolean;
  readonly server: Pick<HeardServer, 'kind' | 'bootFile'>;
}

/**
 * `expected`: no news; `tell`: said, and serving goes on; `refuse`: serving should not have begun; `stop`: it ends
 * as was chosen; `proxy`: from now on only boot files are given.
 */
export type OtherDecision = 'expected' | 'tell' | 'refuse' | 'stop' | 'proxy';

/** Decides on a server that is heard for the first time, or again after it was gone. */
export function decideOther({ mode, policy, insist, atStart, server }: OtherFacts): OtherDecision {
  if (server.kind === 'pxe') return 'tell';
  // Where addresses are another server's, one must be there; one that names a boot file competes with a proxy.
  if (mode !== 'full-dhcp') return mode === 'proxy-dhcp' && server.bootFile !== null ? 'tell' : 'expected';
  if (policy === 'proxy') return 'proxy';
  if (atStart) return insist ? 'tell' : 'refuse';
  return policy === 'stop' ? 'stop' : 'tell';
}
