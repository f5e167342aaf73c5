/** `fieldboot serve`, the real program, in a wire's namespace of the laptop; and what its control API says. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { EventView, Status } from '../../core/api/contract.ts';
import type { Wire } from './wire.ts';

/** Path of the program. */
export const CLI = join(import.meta.dirname, '../../core/cli.js');

export interface Served {
  readonly child: ChildProcess;
  /** What it said last, when it has ended. */
  readonly lastWords: Promise<Record<string, unknown>>;
  /** The ready line, or the problem. */
  readonly said: Record<string, unknown>;
}

const SERVE = [CLI, 'serve', '--interface', 'cable', '--json', '--data'];

/** Starts serving on `cable`; resolves with the first line it prints. */
export const serve = (wire: Wire, ...words: string[]): Promise<Served> =>
  firstWords(wire.start('laptop', process.execPath, ...SERVE, wire.folder, ...words));

/** The same without rights. */
export const serveAsNobody = (wire: Wire): Promise<Served> =>
  firstWords(wire.startAsNobody(process.execPath, ...SERVE, join(wire.folder, 'data')));

async function firstWords(child: ChildProcess): Promise<Served> {
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (part) => {
      said += part;
    });
  const closed = once(child, 'close');
  while (!said.includes('\n')) await wait(20);
  const line = (at: number) => JSON.parse(said.trim().split('\n').at(at) ?? '');
  return { child, said: line(0), lastWords: closed.then(() => line(-1)) };
}

export async function status(wire: Wire, { said }: Served): Promise<Status> {
  // The control API listens in the laptop's namespace; its local socket lies in the data folder.
  return read(wire, said, 'status') as Promise<Status>;
}
export const events = (wire: Wire, { said }: Served) => read(wire, said, 'events') as Promise<EventView[]>;

/** What the control API answers to a GET. */
export async function read(wire: Wire, said: Record<string, unknown>, what: string): Promise<unknown> {
  const words = ['-s', '-H', `Authorization: Bearer ${said.token}`, `${said.control}/api/v1/${what}`];
  const child = wire.start('laptop', 'curl', ...words);
  let out = '';
  child.stdout?.on('data', (part) => {
    out += part;
  });
  await once(child, 'close');
  return JSON.parse(out);
}

/** Asks until it holds, a minute long; resolves to the last answer either way. */
export async function until<T>(ask: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 600; tries++) {
    const value = await ask();
    if (holds(value)) return value;
    await wait(100);
  }
  return ask();
}
