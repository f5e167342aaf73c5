/** Looks and listens on an interface and prints what came of it: `node preflight-run.ts INTERFACE`. */
import { closedDoors, newProber, runPreflight } from '../../core/service/preflight.ts';

const [name = ''] = process.argv.slice(2);
process.stdout.write(
  JSON.stringify(
    await runPreflight(name, { prober: newProber(), doors: (chosen) => closedDoors(chosen, 8067) }),
  ),
);
