/**
 * `npm run fuzz:media [MUTATIONS [SEED [SECONDS]]]`: made-up media against the index, 100,000 unless told otherwise, or as
 * many as fit in that time. Ends with status 1 when something was broken or memory grew by more than 64 MiB.
 */
import { fuzzMedia } from './media.ts';

const [mutations = 100_000, seed = 1, seconds = Number.POSITIVE_INFINITY] = process.argv.slice(2).map(Number);
const began = performance.now();
const report = await fuzzMedia({ mutations, seed, milliseconds: seconds * 1000 });
for (const one of report.broken) console.error(`BROKEN ${one}`);
console.log(JSON.stringify({ ...report, broken: report.broken.length, seed }));
console.log(`${Math.round((performance.now() - began) / 1000)} s`);
if (report.broken.length > 0 || report.growthMiB > 64) process.exitCode = 1;
