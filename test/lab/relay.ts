/**
 * A network behind a router, as in a customer's building: the machines are on a segment of their own, and a real
 * dhcrelay (ISC, Debian package isc-dhcp-relay) carries their DHCP to the laptop. Everything else is routed.
 *
 *   rack0 10.77.0.1 ---- br0 ---- near0 10.77.0.2 [router] far0 10.79.0.1 ---- br2, with the taps of the machines
 */

import type { ChildProcess } from 'node:child_process';
import { addBridge, BRIDGE, plugIn, type Rack } from './rack.ts';
import { quietly, sh, spawnIn } from './system.ts';

/** What `--relayed` is to be told: addresses of the far segment, and its router. */
export const RELAYED = '10.79.0.0/24=10.79.0.20-10.79.0.60,10.79.0.1';

/** How addresses of the far segment begin. */
export const FAR_ADDRESS = /^10\.79\.0\./;

/** Lays the far segment and the router, and starts the relay. */
export function startRelay(rack: Rack): ChildProcess {
  const { router, wiring, laptop } = rack;
  sh('ip', 'netns', 'add', router);
  sh('ip', '-n', router, 'link', 'set', 'lo', 'up');
  addBridge(wiring, BRIDGE.far);
  plugIn(router, 'near0', '10.77.0.2/24', wiring, 'near', BRIDGE.rack);
  plugIn(router, 'far0', '10.79.0.1/24', wiring, 'far', BRIDGE.far);
  sh('ip', 'netns', 'exec', router, 'sysctl', '-q', '-w', 'net.ipv4.ip_forward=1');
  sh('ip', '-n', laptop, 'route', 'replace', '10.79.0.0/24', 'via', '10.77.0.2');
  const words = ['-4', '-d', '--no-pid', '-id', 'far0', '-iu', 'near0', rack.address];
  return spawnIn(router, '/usr/sbin/dhcrelay', words, { stdio: 'ignore' });
}

/** Takes the far segment away again; the relay must have been ended. */
export function removeRelay({ router, wiring, laptop }: Rack): void {
  quietly('ip', '-n', laptop, 'route', 'del', '10.79.0.0/24');
  quietly('ip', 'netns', 'del', router);
  quietly('ip', '-n', wiring, 'link', 'del', BRIDGE.far);
}
