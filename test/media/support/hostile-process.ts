/**
 * Opens media in a process of its own, so that its memory can be weighed. Prints a JSON line for each path of the command
 * line (how it ended, the milliseconds it took), and then by how many MiB the process grew at its peak.
 */
import { FieldbootError } from '../../../core/errors.ts';
import { openMedium } from '../../../core/media/open-medium.ts';
import { peakMiB } from '../../fuzz/media.ts';
import { allFiles } from '../../support/medium.ts';

async function outcomeOf(path: string): Promise<string | string[]> {
  try {
    const { tree, source } = await openMedium(path);
    const files = allFiles(tree);
    await source.close();
    return files.length > 100 ? String(files.length) : files.map((file) => file.path);
  } catch (error) {
    if (!(error instanceof FieldbootError)) throw error;
    return `${error.code} ${error.message}`;
  }
}

const [warm = '', ...paths] = process.argv.slice(2);
await outcomeOf(warm);
const before = peakMiB();
for (const path of paths) {
  // What the medium before left behind is not this one's.
  globalThis.gc?.();
  const began = performance.now();
  const outcome = await outcomeOf(path);
  console.log(JSON.stringify({ outcome, milliseconds: Math.round(performance.now() - began) }));
}
console.log(JSON.stringify({ grewMiB: peakMiB() - before }));
