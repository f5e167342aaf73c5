/** A cable between two network namespaces, for servers and clients that are real processes. Needs root on Linux. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { atEnd, ended, quietly, sh } from '../lab/system.ts';

export interface Cable {
  /** Namespace with `eth0`, which has the address the cable was made with. */
  readonly servers: string;
  /** Namespace with the other end, `eth0` as well, without an address. */
  readonly clients: string;
  remove(): void;
}

/** Why there can be no cable here; null when there can. */
export function noCable(): string | null {
  if (process.platform !== 'linux') return 'network namespaces need Linux';
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  return existsSync('/sbin/ip') || existsSync('/usr/sbin/ip') ? null : 'not installed: iproute2';
}

let laid = 0;

/** Lays a cable. @param cidr address of the servers' end */
export function layCable(cidr: string): Cable {
  const id = `fbc${process.pid}-${laid++}`;
  const [servers, clients] = [`${id}s`, `${id}c`];
  const remove = () => {
    for (const space of [servers, clients]) quietly('ip', 'netns', 'del', space);
  };
  atEnd(remove);
  for (const space of [servers, clients]) {
    sh('ip', 'netns', 'add', space);
    sh('ip', '-n', space, 'link', 'set', 'lo', 'up');
  }
  sh('ip', '-n', servers, 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', clients);
  sh('ip', '-n', servers, 'address', 'add', cidr, 'dev', 'eth0');
  for (const space of [servers, clients]) sh('ip', '-n', space, 'link', 'set', 'eth0', 'up');
  return { servers, clients, remove };
}

/** A program that prints JSON lines, in a namespace. */
export interface Talker {
  readonly child: ChildProcess;
  /** Everything it has said. */
  readonly said: Record<string, unknown>[];
  /** Resolves to the first thing said, ever, that `is`; rejects when the program ends without, or when time is over. */
  hear(is: (line: Record<string, unknown>) => boolean, seconds: number): Promise<Record<string, unknown>>;
  /** Ends it at once, as a power cut to the process does, and waits until it is gone. */
  kill(): Promise<void>;
}

/** Starts a script of ours under this same Node. */
export function talk(space: string, script: string, args: readonly string[]): Talker {
  const child = spawn('ip', ['netns', 'exec', space, process.execPath, script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: Record<string, unknown>[] = [];
  const ears = new Set<() => void>();
  let words = '';
  const wake = () => {
    for (const ear of ears) ear();
  };
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = `${words}${text}`.slice(-4000);
  });
  createInterface(child.stdout).on('line', (line) => {
    if (!line.startsWith('{')) return;
    said.push(JSON.parse(line) as Record<string, unknown>);
    wake();
  });
  child.on('close', wake);
  return {
    child,
    said,
    hear: (is, seconds) =>
      new Promise((resolve, reject) => {
        const over = setTimeout(
          () => settle(new Error(`not within ${seconds} s; it said: ${words}`)),
          seconds * 1000,
        );
        const settle = (error: Error | null, line: Record<string, unknown> = {}) => {
          clearTimeout(over);
          ears.delete(look);
          if (error === null) resolve(line);
          else reject(error);
        };
        const look = () => {
          const line = said.find(is);
          if (line !== undefined) settle(null, line);
          else if (child.stdout.destroyed && child.exitCode !== null)
            settle(new Error(`it ended: ${words} ${JSON.stringify(said.at(-1))}`));
        };
        ears.add(look);
        look();
      }),
    async kill() {
      child.kill('SIGKILL');
      await ended(child);
    },
  };
}

/** Runs a command in a namespace to its end. */
export function runIn(
  space: string,
  program: string,
  ...args: string[]
): { status: number | null; output: string } {
  const done = spawnSync('ip', ['netns', 'exec', space, program, ...args], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  return { status: done.status, output: `${done.stdout}${done.stderr}` };
}
