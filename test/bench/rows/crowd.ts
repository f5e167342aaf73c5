import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { layCable } from '../../support/cable.ts';
import { ackedIn, macOf, residentMb, startEngine, switchOn } from '../../support/crowd.ts';
import type { Bench, Figure, Row } from '../lib/row.ts';

export const row: Row = {
  name: 'crowd',
  work: '200 machines switched on in the same moment, new to the engine, each address looked at by ARP first',
  aim: 'all acked in less than 3 s, none lost, the engine below 200 MB',
  needs: [],
  measure,
};

const MACHINES = 200;
const ROUNDS = 3;

interface Seen {
  readonly seconds: number;
  readonly lost: number;
  readonly mb: number;
}

async function measure(bench: Bench): Promise<Figure[]> {
  const seen: Seen[] = [];
  for (let round = 0; round < Math.min(bench.rounds, ROUNDS); round++) seen.push(await crowd(bench));
  const figure = (what: string, unit: string, limit: number, of: (one: Seen) => number): Figure => ({
    ...{ what, unit, better: 'less', aim: { limit }, ours: seen.map(of), peers: [] },
  });
  return [
    figure('first DISCOVER to last ACK', 's', 3, ({ seconds }) => seconds),
    figure('machines without an address', 'machines', 0, ({ lost }) => lost),
    figure('memory of the engine afterwards', 'MB', 200, ({ mb }) => mb),
  ];
}

/** An engine with an empty data folder, and the crowd at the other end of the cable. */
async function crowd(bench: Bench): Promise<Seen> {
  const cable = layCable('10.97.0.1/23');
  const data = mkdtempSync(join(bench.folder, 'data-'));
  const engine = await startEngine(cable, data, '10.97.0.10-10.97.1.200');
  const machines = switchOn(
    cable,
    Array.from({ length: MACHINES }, (_, n) => macOf(n + 1)),
    30,
  );
  await machines.hear((line) => line.done === true, 60);
  const acked = ackedIn(machines);
  const seen = {
    seconds: Math.max(...acked.map(({ ms }) => ms)) / 1000,
    lost: MACHINES - acked.length,
    mb: residentMb(engine.pid),
  };
  await engine.kill();
  cable.remove();
  bench.say(`${seen.seconds} s, ${seen.lost} lost, ${Math.round(seen.mb)} MB`);
  return seen;
}
