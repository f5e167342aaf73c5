import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { alternate, type Contender, compare } from '../lib/alternate.ts';
import { largeMedium, smallFiles } from '../lib/media.ts';
import type { Bench, Figure, Row } from '../lib/row.ts';

export const row: Row = {
  name: 'import',
  work: 'importing an ISO in place: 20,000 files, and 4.7 GiB; the peers extract it',
  aim: 'at least 20 times faster, with at most 100 MB of memory more',
  needs: ['libarchive-tools', 'p7zip-full', 'xorriso'],
  measure,
};

const PROGRAM = join(import.meta.dirname, '../import-process.ts');

async function measure(bench: Bench): Promise<Figure[]> {
  return [
    ...(await compareOn(bench, '20,000 files', smallFiles(bench).iso)),
    ...(await compareOn(bench, '4.7 GiB', largeMedium(bench))),
  ];
}

async function compareOn(bench: Bench, what: string, iso: string): Promise<Figure[]> {
  const into = join(bench.folder, 'extracted');
  const sevenZip = bench.file('p7zip-full', '/usr/bin/7z');
  const bsdtar = bench.file('libarchive-tools', '/usr/bin/bsdtar');
  const contenders: Contender<'seconds'>[] = [ours(bench, iso)];
  if (bench.has('libarchive-tools'))
    contenders.push(peer(bench, 'bsdtar', into, [bsdtar, '-xf', iso, '-C', into]));
  if (bench.has('p7zip-full'))
    contenders.push(peer(bench, '7z', into, [sevenZip, 'x', '-y', '-bd', `-o${into}`, iso]));
  const rounds = await alternate(contenders, Math.min(3, bench.rounds));
  const { grownMb } = await index(bench, iso);
  return [
    { what, unit: 's', better: 'less', aim: { times: 0.05 }, ...compare(rounds, 'seconds') },
    { what, unit: 'MB more', better: 'less', aim: { limit: 100 }, ours: [grownMb], peers: [] },
  ];
}

async function index(bench: Bench, iso: string): Promise<{ ms: number; grownMb: number }> {
  const { stdout } = await bench.run(process.execPath, [PROGRAM, iso], { cpu: 0 });
  return JSON.parse(stdout) as { ms: number; grownMb: number };
}

/** What an engine that runs takes for it; the start of a program is in the peers' times and not here (some 50 ms). */
const ours = (bench: Bench, iso: string): Contender<'seconds'> => ({
  name: 'fieldboot',
  run: async () => ({ seconds: (await index(bench, iso)).ms / 1000 }),
});

function peer(bench: Bench, name: string, into: string, words: readonly string[]): Contender<'seconds'> {
  const [program = '', ...args] = words;
  return {
    name,
    run: async () => {
      mkdirSync(into, { recursive: true });
      const { seconds } = await bench.run(program, args, { cpu: 0 });
      rmSync(into, { recursive: true });
      return { seconds };
    },
  };
}
