/**
 * An engine as a process of its own, to be killed: `node engine-process.ts DATA INTERFACE FIRST-LAST [PROFILE]`. Prints a
 * JSON line when it serves. With a profile it does what a technician does at the window: every machine that has its
 * address is assigned it, and a line with the assignment's token is printed when that is done.
 */

import { writeSync } from 'node:fs';
import { openEngine } from '../../core/engine.ts';

const [data = '', name = '', range = '', profile = ''] = process.argv.slice(2);
const print = (value: unknown) => writeSync(1, `${JSON.stringify(value)}\n`);

const engine = await openEngine({ data });
const assigned = new Set<string>();

function assign(mac: string): void {
  engine.machines.assign(mac, profile);
  print({ assigned: mac, token: engine.machines.assignment(mac)?.token });
}

engine.hub.listen({
  event({ kind, mac }) {
    if (profile === '' || kind !== 'acked' || mac === null || assigned.has(mac)) return;
    assigned.add(mac);
    // Later, as a click comes: not among the engine's own work.
    setTimeout(() => assign(mac), 0);
  },
});
await engine.serve({ interface: name, range });
print({ ready: true, pid: process.pid });
