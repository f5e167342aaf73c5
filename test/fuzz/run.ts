/**
 * `npm run fuzz [PACKETS [SEED]]`: made-up packets against the DHCP server, a million unless told otherwise. Ends with
 * status 1 when a rule was broken, memory grew, or the server died.
 */

import { fuzzDhcp } from './dhcp.ts';

const [packets = 1_000_000, seed = 1] = process.argv.slice(2).map(Number);
const began = performance.now();
const report = await fuzzDhcp(packets, seed, console.log);
for (const rule of report.broken) console.error(`BROKEN ${rule}`);
console.log(JSON.stringify({ ...report, broken: report.broken.length, seed }));
console.log(`${Math.round((performance.now() - began) / 1000)} s`);
if (report.broken.length > 0 || report.heapGrowth > 16) process.exitCode = 1;
