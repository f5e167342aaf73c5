/** Programs on chosen processors: started, measured, ended by their process id. */

import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { atEnd, ended, until } from '../../lab/system.ts';
import { limitProcessor, openAccount } from './account.ts';
import { librariesFor } from './packages.ts';
import type { StartOptions } from './row.ts';

/** A server that runs. */
export interface Started {
  readonly pid: number;
  /** What it has printed so far, both streams. */
  output(): string;
  /** Moves the server, with all its threads and children, to another processor. */
  pin(cpu: number): Promise<void>;
  /** Processor seconds of the server, its threads and its children, since it started. */
  cpuSeconds(): number;
  stop(): Promise<void>;
}

/** A program that has run. */
export interface Ran {
  readonly stdout: string;
  readonly seconds: number;
}

/** Clock ticks of /proc/PID/stat: 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

const onCpu = (cpu: number, program: string, args: readonly string[]): string[] => [
  '--cpu-list',
  String(cpu),
  program,
  ...args,
];

/** Milliseconds: how long a start takes is measured too. */
const LOOK_EVERY = 5;

/** Becomes the program when it is told to, which is when its account is open: nginx forks before one looks. */
const WHEN_COUNTED = 'read -r _; exec "$@" </dev/null';

/** Starts a server on one processor; rejects with its words when it ends or does not answer in time. */
export async function startServer(
  program: string,
  args: readonly string[],
  options: StartOptions,
): Promise<Started> {
  const command = ['-c', WHEN_COUNTED, 'sh', 'taskset', ...onCpu(options.cpu, program, args)];
  const child = spawn('sh', command, {
    stdio: 'pipe',
    env: { ...process.env, ...librariesFor(program), ...options.env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  child.on('error', (error) => {
    output += error.message;
  });
  const server = serverOf(child, options, () => output);
  child.stdin.end('\n');
  atEnd(() => signal(server.pid, 'SIGKILL'));
  try {
    const answers = (): Promise<boolean> | boolean => {
      if (child.exitCode !== null && (child.exitCode !== 0 || options.pidFile === undefined))
        throw new Error(`${program} has ended: ${output.trim()}`);
      return options.ready(server);
    };
    await until(`${program} answers`, 20, answers, LOOK_EVERY);
    return server;
  } catch (error) {
    await server.stop();
    throw new Error(`${(error as Error).message}\n${output.trim()}`);
  }
}

function serverOf(child: ChildProcess, { pidFile, share }: StartOptions, output: () => string): Started {
  const account = child.pid === undefined ? null : openAccount(child.pid);
  const unlimit =
    child.pid === undefined || share === undefined ? () => {} : limitProcessor(child.pid, share);
  const pid = (): number => (pidFile === undefined ? child.pid : Number(fileText(pidFile))) || -1;
  return {
    get pid() {
      return pid();
    },
    output,
    pin: async (cpu) => {
      for (const member of familyOf(pid()))
        await runPinned('taskset', ['-a', '-p', '-c', String(cpu), String(member)], cpu);
    },
    cpuSeconds: () =>
      account?.seconds() ?? familyOf(pid()).reduce((sum, member) => sum + cpuSeconds(member), 0),
    stop: async () => {
      await stop(child, pid());
      account?.close();
      unlimit();
    },
  };
}

/** A process and its living descendants; those that ended are in their parent's account. */
function familyOf(pid: number): number[] {
  const processes = listed('/proc').filter((name) => /^[0-9]+$/.test(name));
  const parents = new Map(processes.map((name) => [Number(name), Number(statFields(Number(name))[1])]));
  const childrenOf = (one: number): number[] =>
    [...parents].filter(([, parent]) => parent === one).flatMap(([child]) => [child, ...childrenOf(child)]);
  return [pid, ...childrenOf(pid)];
}

/** Processor seconds of one process with all its threads, and of its children that have ended; 0 when it is gone. */
export function cpuSeconds(pid: number): number {
  const ticks = statFields(pid).slice(11, 15).map(Number);
  return ticks.reduce((sum, one) => sum + one, 0) / TICKS_PER_SECOND;
}

/** Fields of /proc/PID/stat after the name, which may hold spaces: state, parent, …; utime is the twelfth. */
function statFields(pid: number): string[] {
  const stat = fileText(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

async function stop(child: ChildProcess, pid: number): Promise<void> {
  const family = familyOf(pid);
  for (const member of family) signal(member, 'SIGTERM');
  for (let waited = 0; waited < 100 && family.some(alive); waited++) await sleep(50);
  for (const member of family) signal(member, 'SIGKILL');
  await ended(child);
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return pid > 1 && process.kill(pid, name);
  } catch {
    return false;
  }
}

const alive = (pid: number): boolean => signal(pid, 0) && statFields(pid)[0] !== 'Z';

/** Runs a program on one processor to its end; rejects with its words when it fails. */
export function runPinned(program: string, args: readonly string[], cpu: number): Promise<Ran> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn('taskset', onCpu(cpu, program, args), {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...librariesFor(program) },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve({ stdout, seconds: (performance.now() - begun) / 1000 });
      else
        reject(new Error(`${program} ${args.join(' ')} failed (${code}): ${stderr.trim() || stdout.trim()}`));
    });
  });
}

function fileText(path: string): string {
  try {
    return readFileSync(path, 'latin1').trim();
  } catch {
    return '';
  }
}

function listed(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** Whether somebody in this namespace has a UDP port. */
export function udpBound(port: number): boolean {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')} `;
  return fileText('/proc/self/net/udp').includes(wanted);
}
