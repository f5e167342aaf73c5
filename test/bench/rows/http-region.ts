import { compare } from '../lib/alternate.ts';
import { httpGround, warm } from '../lib/http.ts';
import { smallFiles } from '../lib/media.ts';
import type { Bench, Figure, Row } from '../lib/row.ts';

export const row: Row = {
  name: 'http-region',
  work: 'HTTP, 1 GiB of a file, 1, 8 and 32 connections',
  aim: 'as fast as one nginx worker with sendfile: 0.9, 1.0 and 0.9 times',
  needs: ['nginx-light', 'wrk', 'xorriso'],
  measure,
};

const AIMS = new Map([
  [1, 0.9],
  [8, 1],
  [32, 0.9],
]);

async function measure(bench: Bench): Promise<Figure[]> {
  const { tree } = smallFiles(bench);
  warm(`${tree}/large.bin`);
  const ground = await httpGround(bench, { folder: tree });
  const figures: Figure[] = [];
  for (const [connections, times] of AIMS) {
    const load = { connections, nginx: '/large.bin', ours: '/loaders/large.bin' };
    const rounds = await ground.measure(load);
    const what = `${connections} connection${connections > 1 ? 's' : ''}, split`;
    figures.push(
      { what, unit: 'GB/s', better: 'more', aim: { times }, ...compare(rounds, 'gbPerSecond') },
      { what, unit: 'CPU-s/GB', better: 'less', aim: null, ...compare(rounds, 'cpuSecondsPerGb') },
    );
  }
  return figures;
}
