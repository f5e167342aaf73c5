import { compare } from '../lib/alternate.ts';
import type { Bench, Figure, Row } from '../lib/row.ts';
import { tftpGround } from '../lib/tftp.ts';

export const row: Row = {
  name: 'tftp-clients',
  work: 'TFTP, 24 clients at once, one block at a time (1428 bytes)',
  aim: 'at least 1.5 times as fast in sum as the best, the slowest client at 0.7 of the mean or better',
  needs: ['dnsmasq-base', 'tftpd-hpa'],
  measure,
};

const LIMIT =
  'a block cost both sides together 6.7 µs in November 2026, 1.2 of them ours and the rest the system and the client: pinned, no server that sends every client its own datagrams can be half again as fast as one that does the same';

async function measure(bench: Bench): Promise<Figure[]> {
  const ground = await tftpGround(bench, ['dnsmasq', 'tftpd-hpa'], 4);
  const figures: Figure[] = [];
  for (const where of ['pinned', 'split'] as const) {
    const load = { blockSize: 1428, windowSize: 1, clients: 24, repeat: 1 };
    const rounds = await ground.measure(load, bench.processors[where]);
    const [sum, slowest] = [compare(rounds, 'mbPerSecond'), compare(rounds, 'slowest')];
    const busy = { unit: 'MB/CPU-s of both sides', better: 'more', aim: null } as const;
    figures.push(
      {
        ...{ what: `${where}, all together`, unit: 'MB/s', better: 'more', aim: { times: 1.5 }, note: LIMIT },
        ...sum,
      },
      { what: `${where}, slowest of the mean`, unit: '×', better: 'more', aim: { limit: 0.7 }, ...slowest },
      { what: where, ...busy, ...compare(rounds, 'mbPerCpuSecond') },
      { what: where, unit: 'CPU-s/GB', better: 'less', aim: null, ...compare(rounds, 'cpuSecondsPerGb') },
    );
  }
  return figures;
}
