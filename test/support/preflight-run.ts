/** Looks and listens on an interface and prints what came of it: `node preflight-run.ts INTERFACE`. */
import { findInterface } from '../../core/host/interfaces.ts';
import { closedDoors, newProber, runPreflight } from '../../core/service/preflight.ts';

const [name = ''] = process.argv.slice(2);
const found = await runPreflight(await findInterface(name), {
  prober: newProber(),
  doors: (chosen) => closedDoors(chosen, 8067),
});
process.stdout.write(JSON.stringify(found));
