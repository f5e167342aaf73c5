import { compare } from '../lib/alternate.ts';
import { httpGround, warm } from '../lib/http.ts';
import { smallFiles } from '../lib/media.ts';
import type { Bench, Figure, Row } from '../lib/row.ts';

export const row: Row = {
  name: 'http-iso',
  work: 'HTTP from inside an ISO: 20,000 small files, and one of 1 GiB; nginx over the extracted tree',
  aim: 'at least 0.8 times nginx',
  needs: ['nginx-light', 'wrk', 'xorriso'],
  measure,
};

const LIMIT =
  "a request cost 50 µs in November 2026, 16 of them in the two calls of the system and the rest in Node's streams and our steps between; 12 KB each, 17,000 of them a second are nearly twice what a gigabit cable carries";

async function measure(bench: Bench): Promise<Figure[]> {
  const { tree, iso, paths } = smallFiles(bench);
  warm(iso, `${tree}/large.bin`);
  const ground = await httpGround(bench, { folder: tree, iso });
  const figures: Figure[] = [];
  for (const connections of [1, 8, 32]) {
    const small = await ground.measure({ connections, nginx: '', ours: '/images/iso/tree', paths });
    const what = `small files, ${connections} connection${connections > 1 ? 's' : ''}, split`;
    figures.push(
      {
        what,
        unit: 'requests/s',
        better: 'more',
        aim: { times: 0.8 },
        ...(connections === 32 ? { note: LIMIT } : {}),
        ...compare(small, 'requestsPerSecond'),
      },
      { what, unit: 'CPU-ms/request', better: 'less', aim: null, ...compare(small, 'cpuMsPerRequest') },
    );
  }
  const large = { connections: 8, nginx: '/large.bin', ours: '/images/iso/tree/large.bin' };
  const rounds = await ground.measure(large);
  const what = 'the large file, 8 connections, split';
  figures.push(
    { what, unit: 'GB/s', better: 'more', aim: { times: 0.8 }, ...compare(rounds, 'gbPerSecond') },
    { what, unit: 'CPU-s/GB', better: 'less', aim: null, ...compare(rounds, 'cpuSecondsPerGb') },
  );
  return figures;
}
