/** A crowd of machines against the real engine over a cable. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Cable, type Talker, talk } from './cable.ts';

const ENGINE = fileURLToPath(new URL('./engine-process.ts', import.meta.url));
const CROWD = fileURLToPath(new URL('./dhcp-crowd.ts', import.meta.url));

/** Starts an engine over a data folder; resolves when it serves. */
export async function startEngine(
  cable: Cable,
  data: string,
  range: string,
  profile = '',
): Promise<Talker & { readonly pid: number }> {
  const engine = talk(cable.servers, ENGINE, [data, 'eth0', range, profile]);
  const { pid } = await engine.hear((line) => line.ready === true, 60);
  return { ...engine, pid: Number(pid) };
}

/** Switches machines on; they give up after some seconds. */
export function switchOn(cable: Cable, macs: readonly string[], seconds: number): Talker {
  return talk(cable.clients, CROWD, ['eth0', String(seconds), macs.join(',')]);
}

/** MAC of the nth machine. */
export function macOf(n: number): string {
  const digits = n.toString(16).padStart(6, '0');
  return `52:54:00:${digits.replace(/..(?=.)/g, '$&:')}`;
}

export interface Acked {
  readonly mac: string;
  readonly address: string;
  /** Milliseconds from the crowd's first DISCOVER. */
  readonly ms: number;
}

export function ackedIn({ said }: Talker): Acked[] {
  return said.filter((line) => typeof line.address === 'string') as unknown as Acked[];
}

/** Memory of a process that is in use, in MB. */
export function residentMb(pid: number): number {
  const [, kB = '0'] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (Number(kB) * 1024) / 1e6;
}
