/** One row of the matrix: the program with the row's words, its machine, and a clean end. */
import { join } from 'node:path';
import { startFieldboot } from './fieldboot.ts';
import type { LoaderRow } from './loader-rows.ts';
import type { Rack } from './rack.ts';
import type { Report } from './report.ts';
import { runMachine } from './row-machine.ts';

/**
 * Resolves to when its machine reached what, in seconds; null: it failed.
 * @param isBrief it comes to its kernel, and no further.
 */
export async function runRow(
  report: Report,
  rack: Rack,
  folder: string,
  row: LoaderRow,
  isBrief = false,
): Promise<Map<string, number> | null> {
  const options = { data: join(folder, 'data'), log: `${folder}.log`, args: row.args };
  const fieldboot = await report.check(`${row.name}: the program serves`, () =>
    startFieldboot(rack, options),
  );
  if (!fieldboot) return null;
  const way = isBrief ? '' : ' and then to its disk';
  const reached = await report.check(`${row.name}: waits in its loader, comes to its own kernel${way}`, () =>
    runMachine(rack, folder, fieldboot, row, isBrief),
  );
  await report.check(`${row.name}: the program stops cleanly on SIGTERM`, async () => {
    const code = await fieldboot.stop();
    if (code !== 0) throw new Error(`its exit status is ${code}`);
  });
  return reached;
}
