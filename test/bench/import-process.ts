/** Opens and indexes one medium as an import does, and says in JSON how long that took and what memory it needed. */

import { readFileSync } from 'node:fs';
import { detectFamily } from '../../core/images/families/index.ts';
import { openMedium } from '../../core/media/open-medium.ts';

const peak = (): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;

const [, , path = ''] = process.argv;
const before = peak();
const begun = performance.now();
const { tree, source } = await openMedium(path);
await detectFamily(tree, path).catch(() => null);
const ms = performance.now() - begun;
await source.close();
console.log(JSON.stringify({ ms, files: tree.fileCount, peakMb: peak(), grownMb: peak() - before }));
