/** `npm run lab:crash [ROUNDS]`: the engine killed in the middle of a hundred exchanges, a hundred times. */

import { noCable } from '../support/cable.ts';
import { crashRounds } from '../support/crash-rounds.ts';

const obstacle = noCable();
if (obstacle === null) {
  const report = await crashRounds(Number(process.argv[2] ?? 100), console.log);
  for (const what of report.lost) console.error(`LOST ${what}`);
  console.log(JSON.stringify({ ...report, lost: report.lost.length }));
  if (report.lost.length > 0 || report.acks === 0) process.exitCode = 1;
} else console.log(`skipped: ${obstacle}`);
