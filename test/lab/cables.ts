/** How a machine is plugged in: with a cable, or with a bad one that loses, doubles and delays frames. */

import type { ChildProcess } from 'node:child_process';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import type { Fate } from './fates.ts';
import type { Rack, Segment } from './rack.ts';
import { atEnd, ended, sh, spawnIn, textOf, until } from './system.ts';

/** A cable that is plugged in. */
export interface Cable {
  /** The machine's end, for QEMU: the value of `-netdev`, called n0. */
  readonly netdev: string;
  /** Resolves when the cable is gone; QEMU must be gone before. */
  unplug(): Promise<void>;
}

/** What a bad cable has done, in frames of both directions. */
export type Harmed = Readonly<Record<Fate, number>>;

export interface BadCable extends Cable {
  /** Known after it was unplugged. */
  harmed(): Harmed;
}

export function goodCable(rack: Rack, segment: Segment): Cable {
  const tap = rack.addTap(segment);
  return {
    netdev: `tap,id=n0,ifname=${tap},script=no,downscript=no`,
    unplug: async () => rack.removeTap(tap),
  };
}

/**
 * The machine sends its frames to a program as datagrams (`bad-cable.ts`), and what that lets through goes to the tap,
 * by a second QEMU that is nothing but a hub. All of it is in the rack's namespace, so the ports are its own.
 */
export function badCable(rack: Rack, segment: Segment, folder: string, seed: number): BadCable {
  const tap = rack.addTap(segment);
  const first = FIRST_PORT + 10 * badCables++;
  const [near, machine, far, hub] = [first, first + 1, first + 2, first + 3];
  const log = join(folder, `cable-${first}.log`);
  const children = [
    spawnIn(rack.wiring, process.execPath, [PROGRAM, ...[near, far, seed].map(String)], {
      stdio: ['ignore', openSync(log, 'w'), 'inherit'],
    }),
    spawnIn(rack.wiring, 'qemu-system-x86_64', hubArguments(tap, hub, far), { stdio: 'ignore' }),
  ];
  for (const child of children) atEnd(() => child.kill('SIGKILL'));
  return {
    netdev: `dgram,id=n0,${ends(machine, near)}`,
    async unplug() {
      await Promise.all(children.map(end));
      rack.removeTap(tap);
    },
    harmed() {
      const line = textOf(log).trim().split('\n').at(-1) ?? '';
      return JSON.parse(line) as Harmed;
    },
  };
}

/**
 * The same for programs: what QEMU would have is a card, `eth0`, in a namespace of its own. It is made beside the rack's
 * taps, where the hub can take it, and moved when the hub has it.
 */
export async function badCableInto(
  space: string,
  rack: Rack,
  folder: string,
  seed: number,
): Promise<BadCable> {
  const near = FIRST_PORT + 10 * badCables;
  const tap = `bad${near}`;
  const cable = badCable(rack, 'rack', folder, seed);
  sh('ip', '-n', rack.wiring, 'tuntap', 'add', 'dev', tap, 'mode', 'tap');
  const hub = spawnIn(rack.wiring, 'qemu-system-x86_64', hubArguments(tap, near + 1, near), {
    stdio: 'ignore',
  });
  atEnd(() => hub.kill('SIGKILL'));
  await until(`${tap} is taken`, 60, () => {
    sh('ip', '-n', rack.wiring, 'link', 'set', tap, 'up');
    return /LOWER_UP/.test(sh('ip', '-n', rack.wiring, 'link', 'show', tap));
  });
  sh('ip', '-n', rack.wiring, 'link', 'set', tap, 'netns', space, 'name', 'eth0');
  sh('ip', '-n', space, 'link', 'set', 'eth0', 'up');
  return {
    ...cable,
    async unplug() {
      await end(hub);
      await cable.unplug();
    },
  };
}

const PROGRAM = join(import.meta.dirname, 'bad-cable.ts');
const FIRST_PORT = 20_000;
let badCables = 0;

const ends = (local: number, remote: number) =>
  `local.type=inet,local.host=127.0.0.1,local.port=${local},remote.type=inet,remote.host=127.0.0.1,remote.port=${remote}`;

/** No machine at all: two ends of a hub. */
function hubArguments(tap: string, local: number, remote: number): string[] {
  return [
    ['-machine', 'none', '-nodefaults', '-display', 'none'],
    [
      '-netdev',
      `tap,id=t,ifname=${tap},script=no,downscript=no`,
      '-netdev',
      'hubport,id=ht,hubid=0,netdev=t',
    ],
    ['-netdev', `dgram,id=d,${ends(local, remote)}`, '-netdev', 'hubport,id=hd,hubid=0,netdev=d'],
  ].flat();
}

async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  await ended(child);
}
