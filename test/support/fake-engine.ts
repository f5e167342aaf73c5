/**
 * An engine that only pretends: serves the built window and answers the whole contract from memory, each answer
 * checked against the contract. For window tests and for looking at the window: `node test/support/fake-engine.ts busy`.
 */
import { createReadStream, existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import {
  API_PREFIX,
  type Changed,
  type EventView,
  ROUTES,
  type Route,
  type RouteName,
  UPLOAD_PATH,
} from '../../core/api/contract.ts';
import { asFieldbootError, type ErrorCode, type ErrorParams, FieldbootError } from '../../core/errors.ts';
import { answer, importInto } from './fake-answers.ts';
import { busyState, emptyState, type FakeState, failingState } from './fake-scenarios.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

export interface FakeEngine {
  readonly state: FakeState;
  readonly token: string;
  /** Address of the window, with the token. */
  readonly address: string;
  /** Calls that changed something, as `name input`. */
  readonly calls: { name: string; input: Record<string, unknown> }[];
  /** Sends an event to every follower and keeps it. */
  tell(event: Omit<EventView, 'id' | 'at'>): void;
  changed(what: Changed['what']): void;
  /** The next call of this name fails so. */
  failNext(name: RouteName, code: ErrorCode, params?: ErrorParams): void;
  /** Uploads wait until they are let on. */
  holdUploads(): () => void;
  /** Stops answering and hangs up, as if it had crashed; `up` again on the same port. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

export async function startFakeEngine(state: FakeState, port = 0): Promise<FakeEngine> {
  const token = 'fake-token-0123456789';
  const followers = new Set<ServerResponse>();
  const failures = new Map<RouteName, FieldbootError>();
  const calls: FakeEngine['calls'] = [];
  let uploads: Promise<void> = Promise.resolve();

  const send = (kind: string, data: unknown, id?: number) => {
    const lines = `${id === undefined ? '' : `id: ${id}\n`}event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`;
    for (const follower of followers) follower.write(lines);
  };
  const changed = (what: Changed['what']) => send('changed', { what });
  const context = { state, changed, calls, failures, followers };

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://fake');
    if (!url.pathname.startsWith('/api/')) return sendFile(url.pathname, response);
    try {
      if (request.headers.authorization !== `Bearer ${token}`) throw new FieldbootError('NOT_ALLOWED');
      if (url.pathname === UPLOAD_PATH) {
        let bytes = 0;
        for await (const chunk of request) {
          bytes += (chunk as Uint8Array).length;
          await uploads;
        }
        await uploads;
        return sendJson(response, importInto(state, url.searchParams.get('name') ?? '', bytes, changed));
      }
      return await callRoute(request, response, url, context);
    } catch (thrown) {
      const error = asFieldbootError(thrown);
      sendJson(response, error.problem, error.status);
    }
  };
  const server = createServer((request, response) => void handle(request, response));
  const listen = (on: number) => new Promise<void>((resolve) => server.listen(on, '127.0.0.1', resolve));
  const hangUp = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
      followers.clear();
    });
  await listen(port);
  const bound = (server.address() as AddressInfo).port;
  return {
    state,
    token,
    address: `http://127.0.0.1:${bound}/#token=${token}`,
    calls,
    tell(event) {
      const id = Math.max(0, ...state.events.map((known) => known.id)) + 1;
      const told = { ...event, id, at: Date.now() };
      state.events.push(told);
      send('event', told, id);
    },
    changed,
    failNext: (name, code, params) => failures.set(name, new FieldbootError(code, params)),
    holdUploads() {
      let letOn = () => {};
      uploads = new Promise((resolve) => {
        letOn = resolve;
      });
      return letOn;
    },
    down: hangUp,
    up: () => listen(bound),
    close: hangUp,
  };
}

interface Context {
  readonly state: FakeState;
  readonly changed: (what: Changed['what']) => void;
  readonly calls: FakeEngine['calls'];
  readonly failures: Map<RouteName, FieldbootError>;
  readonly followers: Set<ServerResponse>;
}

async function callRoute(request: IncomingMessage, response: ServerResponse, url: URL, context: Context) {
  const path = url.pathname.slice(API_PREFIX.length);
  for (const [name, route] of Object.entries(ROUTES) as [RouteName, Route][]) {
    const places = route.method === request.method ? matchPath(route.path, path) : null;
    if (places === null) continue;
    if (name === 'events' && request.headers.accept === 'text/event-stream')
      return follow(response, context.followers);
    const body = await readText(request);
    const input: Record<string, unknown> = {
      ...route.params?.parse(places),
      ...route.query?.parse(Object.fromEntries(url.searchParams)),
      ...route.body?.parse(JSON.parse(body || '{}')),
    };
    if (route.method !== 'GET') context.calls.push({ name, input });
    const failure = context.failures.get(name);
    context.failures.delete(name);
    if (failure !== undefined) throw failure;
    return sendJson(
      response,
      route.response.parse(await answer(name, input, context.state, context.changed)),
    );
  }
  throw new FieldbootError('NOT_FOUND', { what: 'call', id: `${request.method} ${path}` });
}

function matchPath(pattern: string, path: string): Record<string, string> | null {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  if (wanted.length !== given.length) return null;
  const places: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = decodeURIComponent(given[index] ?? '');
    if (part.startsWith(':')) places[part.slice(1)] = value;
    else if (part !== value) return null;
  }
  return places;
}

function follow(response: ServerResponse, followers: Set<ServerResponse>): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': connected\n\n');
  followers.add(response);
  response.on('close', () => followers.delete(response));
}

function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function sendFile(path: string, response: ServerResponse): void {
  const root = join(import.meta.dirname, '../../dist/renderer');
  const file = join(root, normalize(path === '/' ? '/index.html' : path));
  if (!file.startsWith(root) || !existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
  createReadStream(file).pipe(response);
}

if (import.meta.main) {
  const scenarios = { empty: emptyState, busy: busyState, failing: failingState };
  const wanted = process.argv[2] as keyof typeof scenarios | undefined;
  const engine = await startFakeEngine(scenarios[wanted ?? 'busy'](Date.now()), Number(process.argv[3] ?? 0));
  console.log(engine.address);
}
