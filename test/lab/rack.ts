/**
 * The rack on one machine: a network namespace for the laptop, one for the switch, a tap for each machine.
 *
 *   fb-<pid>-srv                          fb-<pid>-rack
 *   rack0  10.77.0.1/24  ---- veth ----   up0    in bridge br0, with the taps of the rack's machines
 *   other0 10.78.0.1/24  ---- veth ----   up1    in bridge br1, with the taps of machines on the other interface
 */

import { atEnd, quietly, sh } from './system.ts';

/** Which cable a machine is plugged into: the chosen interface's, the other one's, or one behind a relay (`relay.ts`). */
export type Segment = 'rack' | 'other' | 'far';

export interface Rack {
  /** Namespace in which Fieldboot runs. */
  readonly laptop: string;
  /** Namespace in which the machines run. */
  readonly wiring: string;
  /** Namespace of a router between two segments; exists when one is laid. */
  readonly router: string;
  /** Interface that Fieldboot is told to serve on, inside `laptop`. */
  readonly interface: string;
  readonly address: string;
  /** Interface that is not chosen. */
  readonly otherInterface: string;
  readonly otherAddress: string;
  /** A new tap on a segment; one for each machine and start. */
  addTap(segment: Segment): string;
  removeTap(tap: string): void;
  /** Takes the whole rack away, with whatever still runs in it. Also done when the process ends. */
  remove(): void;
}

export const BRIDGE: Readonly<Record<Segment, string>> = { rack: 'br0', other: 'br1', far: 'br2' };

/** Makes a rack. Needs root. Clears away what a crashed run left. */
export function makeRack(): Rack {
  if (process.getuid?.() !== 0) throw new Error('network namespaces need root');
  removeAbandonedRacks();
  const laptop = `fb-${process.pid}-srv`;
  const wiring = `fb-${process.pid}-rack`;
  const router = `fb-${process.pid}-router`;
  const all = [laptop, wiring, router];
  atEnd(() => removeNamespaces(all));
  for (const namespace of [laptop, wiring]) {
    sh('ip', 'netns', 'add', namespace);
    sh('ip', '-n', namespace, 'link', 'set', 'lo', 'up');
  }
  for (const bridge of [BRIDGE.rack, BRIDGE.other]) addBridge(wiring, bridge);
  plugIn(laptop, 'rack0', '10.77.0.1/24', wiring, 'up0', BRIDGE.rack);
  plugIn(laptop, 'other0', '10.78.0.1/24', wiring, 'up1', BRIDGE.other);
  let taps = 0;
  return {
    laptop,
    wiring,
    router,
    interface: 'rack0',
    address: '10.77.0.1',
    otherInterface: 'other0',
    otherAddress: '10.78.0.1',
    addTap(segment) {
      const tap = `tap${taps++}`;
      sh('ip', '-n', wiring, 'tuntap', 'add', 'dev', tap, 'mode', 'tap');
      sh('ip', '-n', wiring, 'link', 'set', tap, 'master', BRIDGE[segment], 'up');
      return tap;
    },
    removeTap: (tap) => quietly('ip', '-n', wiring, 'link', 'del', tap),
    remove: () => removeNamespaces(all),
  };
}

/** A switch: what is plugged in hears from the first moment on. */
export function addBridge(wiring: string, bridge: string): void {
  // forward_delay 0: a bridge that is learning for 15 s makes firmware give up.
  sh('ip', '-n', wiring, 'link', 'add', bridge, 'type', 'bridge', 'forward_delay', '0');
  sh('ip', '-n', wiring, 'link', 'set', bridge, 'up');
}

/** A cable from an interface `name` of a namespace to a bridge, where its end is called `port`; no address when null. */
export function plugIn(
  space: string,
  name: string,
  cidr: string | null,
  wiring: string,
  port: string,
  bridge: string,
): void {
  sh('ip', '-n', space, 'link', 'add', name, 'type', 'veth', 'peer', 'name', port, 'netns', wiring);
  sh('ip', '-n', wiring, 'link', 'set', port, 'master', bridge, 'up');
  if (cidr !== null) sh('ip', '-n', space, 'address', 'add', cidr, 'dev', name);
  sh('ip', '-n', space, 'link', 'set', name, 'up');
}

/** Namespaces of this lab, with the process id of the run that made each. */
function labNamespaces(): { name: string; maker: number }[] {
  const lines = sh('ip', 'netns', 'list').split('\n');
  return lines.flatMap((line) => {
    const match = /^(fb-(\d+)-(?:srv|router|rack(?:-c\d+)?))\b(?!-)/.exec(line);
    return match?.[1] ? [{ name: match[1], maker: Number(match[2]) }] : [];
  });
}

/** Takes away racks whose run is gone. */
function removeAbandonedRacks(): void {
  const abandoned = labNamespaces().filter(({ maker }) => maker === process.pid || !isAlive(maker));
  removeNamespaces(abandoned.map(({ name }) => name));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Ends what runs in them first, and takes them away: a namespace lives on as long as a process is in it. */
export function removeNamespaces(names: readonly string[]): void {
  const existing = names.filter((name) => labNamespaces().some((entry) => entry.name === name));
  for (const name of existing) {
    for (const pid of sh('ip', 'netns', 'pids', name).split('\n').filter(Boolean)) quietly('kill', '-9', pid);
  }
  for (const name of existing) quietly('ip', 'netns', 'del', name);
}
