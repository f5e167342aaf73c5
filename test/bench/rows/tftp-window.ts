import { compare } from '../lib/alternate.ts';
import type { Bench, Figure, Row } from '../lib/row.ts';
import { tftpGround } from '../lib/tftp.ts';

export const row: Row = {
  name: 'tftp-window',
  work: 'TFTP, one client, windows of 16 and 64 blocks (1428 bytes)',
  aim: 'at least twice as fast as atftpd',
  needs: ['atftpd'],
  measure,
};

async function measure(bench: Bench): Promise<Figure[]> {
  const ground = await tftpGround(bench, ['atftpd'], 16);
  const figures: Figure[] = [];
  for (const windowSize of [16, 64])
    for (const where of ['pinned', 'split'] as const) {
      const load = { blockSize: 1428, windowSize, clients: 1, repeat: 4 };
      const rounds = await ground.measure(load, bench.processors[where]);
      const what = `window ${windowSize}, ${where}`;
      const busy = { unit: 'MB/CPU-s of both sides', better: 'more', aim: null } as const;
      figures.push(
        { what, unit: 'MB/s', better: 'more', aim: { times: 2 }, ...compare(rounds, 'mbPerSecond') },
        { what, ...busy, ...compare(rounds, 'mbPerCpuSecond') },
        { what, unit: 'CPU-s/GB', better: 'less', aim: null, ...compare(rounds, 'cpuSecondsPerGb') },
      );
    }
  return figures;
}
