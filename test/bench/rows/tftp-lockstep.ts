import { compare } from '../lib/alternate.ts';
import type { Bench, Figure, Row } from '../lib/row.ts';
import { tftpGround } from '../lib/tftp.ts';

export const row: Row = {
  name: 'tftp-lockstep',
  work: 'TFTP, one client, one block at a time (1428 bytes)',
  aim: 'at least as fast as the best C server, with no more processor time',
  needs: ['dnsmasq-base', 'tftpd-hpa', 'atftpd'],
  measure,
};

const LIMITS = {
  pinned:
    'a block cost the server 6 µs in November 2026: 4 in the two calls of the system that every server makes, 2 around them, where a C server has one',
  split: 'before it sleeps, the thread looks for the next packet for some 20 µs, which is processor time too',
};

async function measure(bench: Bench): Promise<Figure[]> {
  const ground = await tftpGround(bench, ['dnsmasq', 'tftpd-hpa', 'atftpd'], 8);
  const figures: Figure[] = [];
  for (const where of ['pinned', 'split'] as const) {
    const load = { blockSize: 1428, windowSize: 1, clients: 1, repeat: where === 'pinned' ? 4 : 1 };
    const rounds = await ground.measure(load, bench.processors[where]);
    const busy = { unit: 'MB/CPU-s of both sides', better: 'more', aim: null } as const;
    figures.push(
      {
        ...{ what: where, unit: 'MB/s', better: 'more', aim: { times: 1 }, note: LIMITS[where] },
        ...compare(rounds, 'mbPerSecond'),
      },
      { what: where, ...busy, ...compare(rounds, 'mbPerCpuSecond') },
      {
        what: where,
        unit: 'CPU-s/GB',
        better: 'less',
        aim: { times: 1 },
        ...compare(rounds, 'cpuSecondsPerGb'),
      },
    );
  }
  return figures;
}
