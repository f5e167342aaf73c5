/**
 * kill -9 in the middle of a hundred exchanges, again and again: what was acknowledged must be there afterwards, and no
 * address may be given to a second machine. Used by a test (some rounds) and by `npm run lab:crash` (a hundred).
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openEngine } from '../../core/engine.ts';
import { openStore } from '../../core/store/sqlite-store.ts';
import { type Cable, layCable } from './cable.ts';
import { ackedIn, macOf, startEngine, switchOn } from './crowd.ts';
import { debianMedium } from './engine.ts';

export interface CrashReport {
  readonly rounds: number;
  /** ACKs that machines had received when the engine was killed, over all rounds. */
  readonly acks: number;
  readonly assignments: number;
  /** Rounds in which the kill came while some of the machines had their ACK and others had not. */
  readonly inTheMiddle: number;
  /** What must never be: leases or assignments that are gone, addresses given twice. */
  readonly lost: readonly string[];
}

/** Machines in a round: so many that were never seen, and the rest of those that have an address. */
const [MACHINES, NEW] = [100, 20];
/** Longest time that is waited for the ACK after which the engine is killed, seconds. */
const PATIENCE = 60;

/** Known to the machines: what they were told, whatever the engine remembers. */
interface Known {
  readonly addressOf: Map<string, string>;
  readonly machineAt: Map<string, string>;
  readonly tokenOf: Map<string, string>;
}

export async function crashRounds(
  rounds: number,
  say: (line: string) => void = () => {},
): Promise<CrashReport> {
  const folder = mkdtempSync(join(tmpdir(), 'fieldboot-crash-'));
  const data = join(folder, 'data');
  const cable = layCable('10.96.0.1/20');
  const known: Known = { addressOf: new Map(), machineAt: new Map(), tokenOf: new Map() };
  const lost: string[] = [];
  let [acks, inTheMiddle] = [0, 0];
  try {
    const profile = await makeProfile(folder, data);
    for (let round = 0; round < rounds; round++) {
      const seen = await oneRound({ cable, data, profile, round, known, lost });
      acks += seen;
      if (seen > 0 && seen < MACHINES) inTheMiddle++;
      say(`round ${round + 1}: ${seen} of ${MACHINES} had their ACK; ${lost.length} lost`);
    }
  } finally {
    cable.remove();
    rmSync(folder, { recursive: true, force: true });
  }
  return { rounds, acks, assignments: known.tokenOf.size, inTheMiddle, lost };
}

/** A medium and a profile, so that machines can be assigned something. */
async function makeProfile(folder: string, data: string): Promise<string> {
  const iso = join(folder, 'debian.iso');
  writeFileSync(iso, debianMedium());
  const engine = await openEngine({ data });
  const image = await engine.library.import(iso);
  const { id } = engine.profiles.create({ name: 'web', image: image.id, settings: {}, answers: null });
  await engine.close();
  return id;
}

interface Round {
  readonly cable: Cable;
  readonly data: string;
  readonly profile: string;
  readonly round: number;
  readonly known: Known;
  readonly lost: string[];
}

/** Resolves to the number of machines that had their ACK. */
async function oneRound({ cable, data, profile, round, known, lost }: Round): Promise<number> {
  const engine = await startEngine(cable, data, '10.96.0.10-10.96.15.200', profile);
  const crowd = switchOn(cable, machinesOf(round, known), 60);
  await crowd.hear((line) => line.ready === true, 60);
  // After the first ACK, or the fiftieth, …: spread evenly over the crowd, the same in every run.
  const killAfter = Math.ceil(MACHINES * ((0.3 + round * 0.618) % 1));
  await crowd.hear(() => ackedIn(crowd).length >= killAfter, PATIENCE);
  await engine.kill();
  // What has left the engine may still be on its way to the reader.
  await sleep(100);
  await crowd.kill();
  const acked = ackedIn(crowd);
  for (const { mac, address } of acked) {
    const holder = known.machineAt.get(address);
    if (holder !== undefined && holder !== mac) lost.push(`${address} of ${holder} was given to ${mac}`);
    known.machineAt.set(address, mac);
    known.addressOf.set(mac, address);
  }
  for (const { assigned, token } of engine.said)
    if (typeof assigned === 'string') known.tokenOf.set(assigned, String(token));
  lost.push(...missing(data, known));
  return acked.length;
}

/** New machines first: an address whose lease was lost would be theirs. */
function machinesOf(round: number, known: Known): string[] {
  const fresh = Array.from({ length: NEW }, (_, n) => macOf(0x10_0000 + round * NEW + n));
  const before = [...known.addressOf.keys()].reverse();
  const more = Array.from({ length: MACHINES }, (_, n) => macOf(0x20_0000 + n));
  return [...new Set([...fresh, ...before, ...more])].slice(0, MACHINES);
}

/** What the machines know and the data folder does not. */
function missing(data: string, known: Known): string[] {
  const store = openStore(join(data, 'fieldboot.sqlite'));
  const leases = [...known.addressOf].flatMap(([mac, address]) => {
    const kept = store.leases.get(mac);
    return kept?.address === address ? [] : [`${mac} has ${address}; kept is ${kept?.address ?? 'nothing'}`];
  });
  const assignments = [...known.tokenOf].flatMap(([mac, token]) =>
    store.assignments.get(mac)?.token === token ? [] : [`the assignment of ${mac} is gone`],
  );
  store.close();
  return [...leases, ...assignments];
}
