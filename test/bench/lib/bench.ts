/** What a row is given; whatever it started is ended with it. */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isThere, packageFile } from './packages.ts';
import { runPinned, type Started, startServer } from './process.ts';
import type { Bench, Processors } from './row.ts';

/** Scratch folders lie here and not in /tmp, which may be memory. */
const SCRATCH = join(import.meta.dirname, '../../../.cache/bench');

const PROCESSORS: Readonly<Record<'pinned' | 'split', Processors>> = {
  pinned: { server: 0, client: 0 },
  split: { server: 0, client: 1 },
};

/** Runs `work` with a bench; ends and removes everything afterwards, also when it failed. */
export async function withBench<T>(
  rounds: number,
  say: (line: string) => void,
  work: (bench: Bench) => Promise<T>,
): Promise<T> {
  mkdirSync(SCRATCH, { recursive: true });
  const folder = mkdtempSync(join(SCRATCH, 'row-'));
  const servers: Started[] = [];
  try {
    return await work({
      folder,
      rounds,
      processors: PROCESSORS,
      has: isThere,
      file: packageFile,
      say,
      start: async (program, args, options) => {
        const server = await startServer(program, args, options);
        servers.push(server);
        return server;
      },
      run: (program, args, { cpu }) => runPinned(program, args, cpu),
    });
  } finally {
    for (const server of servers.reverse()) await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
