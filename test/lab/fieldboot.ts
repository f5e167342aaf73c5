/** The real program in the laptop's namespace, and ways to talk to it from outside: API, command line, browser. */

import { type ChildProcess, spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type ApiClient, createClient, type Transport } from '../../core/api/client.ts';
import type { EventView, MachineView, PreflightView } from '../../core/api/contract.ts';
import type { Rack } from './rack.ts';
import { endGently, sh, spawnIn, textOf, until } from './system.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const CLI = join(ROOT, 'core/cli.js');

/** The line that `fieldboot serve` prints when every door is open. */
export interface Ready {
  readonly ready: true;
  readonly interface: string;
  readonly address: string;
  /** `127.0.0.1:PORT`, with or without `http://`; inside the namespace. */
  readonly control: string;
  /** The window's address, with its token. */
  readonly url: string;
  readonly token: string;
  readonly startedMs: number;
}

export interface Fieldboot {
  readonly ready: Ready;
  /** Typed calls of the control API. */
  readonly call: ApiClient;
  /** Every event so far, of one machine or of all. */
  events(mac?: string): Promise<EventView[]>;
  /** One machine as the window shows it; undefined when it was never seen. */
  machine(mac: string): Promise<MachineView | undefined>;
  /** Waits for an event of a machine; `after` is the id of an event that it must follow. */
  awaitEvent(mac: string, kind: EventView['kind'], seconds: number, after?: number): Promise<EventView>;
  /** Runs a command of the program beside it, with `--data` and `--json`; throws with its stderr when it fails. */
  cli(...args: string[]): unknown;
  /** Makes the control port reachable on this machine's own loopback, under the same number. */
  openToBrowsers(): Promise<void>;
  /** The last line that it wrote before it ended by itself; null while it runs. */
  lastWords(): string | null;
  /** Stops it as a service manager would; resolves to the exit status. */
  stop(): Promise<number | null>;
}

export interface FieldbootOptions {
  /** Data folder. */
  readonly data: string;
  /** File for everything it writes. */
  readonly log: string;
  /** Further arguments of `serve`. */
  readonly args?: readonly string[];
}

/** Starts `fieldboot serve` on the rack's interface and waits until it is ready. */
export function startFieldboot(rack: Rack, options: FieldbootOptions): Promise<Fieldboot> {
  return startEngine(rack, ['serve', '--interface', rack.interface, ...(options.args ?? [])], options);
}

/** Starts `fieldboot window`: nothing is served until somebody says so in the window. */
export function startWindow(rack: Rack, options: FieldbootOptions): Promise<Fieldboot> {
  return startEngine(rack, ['window', ...(options.args ?? [])], options);
}

async function startEngine(rack: Rack, words: string[], options: FieldbootOptions): Promise<Fieldboot> {
  const command = [CLI, ...words, '--data', options.data, '--json'];
  const child = spawnIn(rack.laptop, process.execPath, command, {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: ROOT,
  });
  const ready = await firstLine(child, options.log);
  const port = Number(/:(\d+)\/?$/.exec(ready.control)?.[1]);
  // A local socket belongs to no network namespace: the engine's own is the way in from outside.
  const socket = join(options.data, 'control.sock');
  const call = createClient(transportOver(socket, port, ready.token));
  const events = (mac?: string) => call('events', { limit: 10_000, ...(mac ? { mac } : {}) });
  return {
    ready,
    call,
    events,
    async machine(mac) {
      return (await call('machines', {})).find((machine) => machine.mac === mac);
    },
    awaitEvent(mac, kind, seconds, after = 0) {
      return until(`event ${kind} of ${mac}`, seconds, async () =>
        (await events(mac)).find((event) => event.kind === kind && event.id > after),
      );
    },
    cli: (...args) => runCli(options.data, args),
    openToBrowsers: () => listenOutside(socket, port),
    lastWords: () => (child.exitCode === null ? null : (textOf(options.log).trim().split('\n').at(-1) ?? '')),
    async stop() {
      await endGently(child);
      return child.exitCode;
    },
  };
}

/** The ready line; everything goes to the log as well. Rejects with what it said when it ends instead. */
function firstLine(child: ChildProcess, log: string): Promise<Ready> {
  const file = createWriteStream(log);
  return new Promise((resolveReady, reject) => {
    let out = '';
    let err = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      file.write(text);
      out += text;
      const line = out.split('\n').find((candidate) => candidate.startsWith('{"ready":true'));
      if (line && out.includes(`${line}\n`)) resolveReady(JSON.parse(line) as Ready);
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      file.write(text);
      err += text;
    });
    child.once('exit', (code) =>
      reject(new Error(`fieldboot serve ended with ${code}: ${err.trim() || out.trim()}`)),
    );
  });
}

/** The control API through the unix socket; Host is what the engine knows itself by. */
function transportOver(socketPath: string, port: number, token: string): Transport {
  return ({ method, url, body }) =>
    new Promise((resolveAnswer, reject) => {
      const headers = {
        host: `127.0.0.1:${port}`,
        authorization: `Bearer ${token}`,
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      };
      // A connection of its own: one that is kept may be closed by the other end at the very moment it is used again.
      const options = { socketPath, method, path: url, headers, timeout: 60_000, agent: false };
      const sent = request(options, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        answer.on('end', () => resolveAnswer({ status: answer.statusCode ?? 0, text }));
      });
      sent.on('error', reject);
      sent.on('timeout', () => sent.destroy(new Error(`no answer to ${method} ${url}`)));
      sent.end(body);
    });
}

/** What `fieldboot preflight` says on the laptop before anything serves there. */
export function preflightOn(rack: Rack, name: string): PreflightView {
  const data = mkdtempSync(join(tmpdir(), 'fieldboot-preflight-'));
  const words = [CLI, 'preflight', '--interface', name, '--data', data, '--json'];
  try {
    return JSON.parse(sh('ip', 'netns', 'exec', rack.laptop, process.execPath, ...words)) as PreflightView;
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

function runCli(data: string, args: readonly string[]): unknown {
  const command = [CLI, ...args, '--data', data, '--json'];
  const done = spawnSync(process.execPath, command, { encoding: 'utf8', cwd: ROOT, timeout: 120_000 });
  if (done.status !== 0) throw new Error(`fieldboot ${args.join(' ')}: ${done.stderr.trim()}`);
  return JSON.parse(done.stdout);
}

/** The same port number, since the engine checks the Host header against its own. */
function listenOutside(socket: string, port: number): Promise<void> {
  const server = createServer((browser) => {
    const inside = connect(socket);
    for (const end of [browser, inside])
      end.on('error', () => {
        browser.destroy();
        inside.destroy();
      });
    browser.pipe(inside).pipe(browser);
  });
  return new Promise((done, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => done());
  });
}
