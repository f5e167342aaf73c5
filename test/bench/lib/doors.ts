/** Our own side: the engine's doors over real files, as a process of its own. */

import { join } from 'node:path';
import type { DoorsOptions } from '../doors-process.ts';
import type { Started } from './process.ts';
import type { Bench } from './row.ts';

const PROGRAM = join(import.meta.dirname, '../doors-process.ts');

/** Starts the doors on one processor; they answer when it resolves. Files of `folder` are below `/loaders/`. */
export function startDoors(bench: Bench, cpu: number, options: DoorsOptions): Promise<Started> {
  return bench.start(process.execPath, [PROGRAM, JSON.stringify(options)], {
    cpu,
    ready: (started) => started.output().includes('ready'),
  });
}
