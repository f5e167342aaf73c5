/** An engine that stays: the control API listening, doors open or ready to be, until it is told to end. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { ServeRequest } from '../api/contract.ts';
import { createApi } from '../api/server.ts';
import { type LiveEngine, openEngine } from '../engine.ts';
import { ERROR_CODES, FieldbootError } from '../errors.ts';
import { KeepAwake } from '../host/keep-awake.ts';
import { createServer } from '../node-http.ts';
import { lockData } from '../store/data-folder.ts';
import { VERSION } from '../version.ts';
import { type Control, readControl, socketPath, writeControl } from './control-file.ts';

export interface RunOptions {
  readonly data: string;
  /** `HOST:PORT` of the control API; port 0 takes a free one. Only loopback is accepted. */
  readonly control: string;
  /** Start serving at once. */
  readonly serve?: ServeRequest;
  /** Go on with what was served when the last engine was killed. */
  readonly resume?: boolean;
  /** When an engine has the data folder already, say where it is, and that is all. */
  readonly join?: boolean;
}

/** Folder of the built window, beside the sources or beside the packed engine. */
const WINDOW = process.env.FIELDBOOT_WINDOW ?? join(import.meta.dirname, '../../dist/renderer');

/** Runs until SIGTERM, SIGINT or the parent's goodbye; prints one JSON line when everything is open. */
export async function runEngine(options: RunOptions): Promise<void> {
  const started = performance.now();
  const running = options.join ? await readControl(options.data) : null;
  if (running !== null) return sayRunning(running);
  const release = await claim(options.data);
  try {
    await runClaimed(options, started);
  } finally {
    release();
  }
}

/** The ready line of an engine that runs already, in which `running` is its process. */
function sayRunning({ url, token, pid }: Control): void {
  const line = { ready: true, running: pid, control: url, url: `${url}/#token=${token}`, token };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Takes the data folder for this process alone. Rejects with DATA_IN_USE, DATA_UNUSABLE. */
async function claim(data: string): Promise<() => void> {
  const release = lockData(data);
  if (release !== null) return release;
  const other = await readControl(data);
  throw new FieldbootError('DATA_IN_USE', { pid: other?.pid ?? '?', path: data });
}

async function runClaimed(options: RunOptions, started: number): Promise<void> {
  const engine = await openEngine({ data: options.data });
  // A folder that cannot be read is no reason not to serve.
  await engine.sweep().catch(() => {});
  const ended = endRequested();
  const awake = new KeepAwake();
  engine.hub.listen({
    event: ({ kind }) => {
      if (kind === 'serving' || kind === 'stopped') awake.set(kind === 'serving');
    },
  });
  const api = await openApi(engine, options);
  const withdraw = await writeControl(options.data, api.control);
  try {
    if (options.serve) await engine.serve(options.serve);
    else if (options.resume) await engine.resume();
    process.stdout.write(`${JSON.stringify(await readyLine(engine, api.control, started))}\n`);
    await (options.serve ? Promise.race([ended, servingEnded(engine)]) : ended);
  } finally {
    await withdraw();
    await api.close();
    await engine.close();
    awake.set(false);
  }
}

/**
 * Ends when serving does, for a program that only serves has nothing left to do then: in order when somebody stopped
 * it, with the reason when it ended by itself.
 */
function servingEnded(engine: LiveEngine): Promise<void> {
  return new Promise((resolve, reject) => {
    engine.hub.listen({
      event: ({ kind, detail: { code: said, ...params } }) => {
        if (kind !== 'stopped') return;
        const code = ERROR_CODES.find((one) => one === said);
        if (code === undefined) resolve();
        else reject(new FieldbootError(code, params));
      },
    });
  });
}

async function readyLine(engine: LiveEngine, { url, token }: Control, started: number): Promise<object> {
  const { serving, warnings } = await engine.status();
  // The line itself is for programs; a door that did not open is for whoever looks at the terminal.
  for (const { sentence, advice } of warnings) process.stderr.write(`${sentence} ${advice}\n`);
  return {
    ready: true,
    interface: serving?.interface ?? null,
    address: serving?.address ?? null,
    control: url,
    url: `${url}/#token=${token}`,
    token,
    startedMs: Math.round(performance.now() - started),
  };
}

/** Resolves at the first wish to end; a second one is left to the system, which ends the process at once. */
function endRequested(): Promise<unknown> {
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP', 'disconnect'];
  return Promise.race(signals.map((signal) => once(process, signal)));
}

/** The control API on loopback for the window, and on the local socket for commands. */
async function openApi(engine: LiveEngine, { data, control: where }: RunOptions) {
  const { host, port } = readLoopback(where);
  const token = randomBytes(24).toString('base64url');
  let open = port;
  const app = createApi(engine, { version: VERSION, token, port: () => open, window: WINDOW });
  const socket = socketPath(data);
  const local = createServer((request, response) => app.routing(request, response));
  const close = async () => {
    local.closeAllConnections();
    local.close();
    await app.close();
  };
  try {
    await app.listen({ host, port });
    open = (app.server.address() as AddressInfo).port;
    await listenLocally(local, socket);
  } catch (cause) {
    await close();
    throw portError(cause, port);
  }
  const control: Control = { url: `http://127.0.0.1:${open}`, token, pid: process.pid, socket };
  return { control, close };
}

/** The data folder is its owner's alone, and so is the socket in it. */
async function listenLocally(server: Server, path: string): Promise<void> {
  await rm(path, { force: true });
  server.listen(path);
  await once(server, 'listening');
  if (process.platform !== 'win32') await chmod(path, 0o600);
}

function portError(cause: unknown, port: number): unknown {
  if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') return cause;
  const hint = 'or choose another with --control';
  return new FieldbootError('PORT_BUSY', { door: 'control', protocol: 'TCP', port, hint }, { cause });
}

function readLoopback(where: string): { host: string; port: number } {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(where) ?? [];
  if (!['127.0.0.1', 'localhost'].includes(host) || Number(port) > 65535)
    throw new FieldbootError('BAD_REQUEST', { detail: `--control takes 127.0.0.1:PORT, not "${where}"` });
  return { host: '127.0.0.1', port: Number(port) };
}
