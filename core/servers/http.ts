import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { asFieldbootError, FieldbootError } from '../errors.ts';
import type { BootTree, ServedFile, ServedNode } from '../tree/boot-tree.ts';
import { type Clock, systemClock } from './clock.ts';
import { BufferPool, sendBody } from './http-body.ts';
import { type PlannedRequest, planFailure, planResponse, planText, type ResponsePlan } from './http-plan.ts';
import { parseTarget } from './http-target.ts';
import { sentenceFor } from './sentence.ts';

/** One request that was answered, for log and diagnosis. */
export interface HttpReport {
  readonly from: string;
  readonly method: string;
  /** As it was asked, with its query. */
  readonly target: string;
  readonly status: number;
  /** Why the file was not given, for the log; null where the status says all. */
  readonly reason: string | null;
  /** Bytes of the file that left. */
  readonly bytes: number;
  /** False when the client went away or the file failed on the way. */
  readonly complete: boolean;
  readonly elapsedMs: number;
}

export interface HttpOptions {
  readonly tree: BootTree;
  readonly clock?: Clock;
  /** Milliseconds without one byte moving, after which a connection is cut. */
  readonly idleMs?: number;
  report?(report: HttpReport): void;
}

/** Long enough for a machine that unpacks what it has so far; a dead one gives its place back. */
const IDLE_MS = 60_000;
/** For a request line with headers, and for a whole request with its body. */
const HEADERS_MS = 15_000;
const REQUEST_MS = 60_000;
/** Installers report with small JSON documents. */
const LARGEST_BODY = 1024 * 1024;
const MOST_CONNECTIONS = 4096;

export interface HttpDoor {
  /** To be let listen by the caller (`listenTcp` binds it to an interface). */
  readonly server: Server;
  /** Stops listening and cuts every connection; resolves when the port is free. */
  close(): Promise<void>;
}

/** Serves the boot tree read-only by HTTP. */
export function createHttpDoor(options: HttpOptions): HttpDoor {
  const pool = new BufferPool();
  const server = createServer(
    {
      headersTimeout: HEADERS_MS,
      requestTimeout: REQUEST_MS,
      keepAliveTimeout: IDLE_MS / 2,
      connectionsCheckingInterval: 5000,
      // Firmware is forgiven a missing Host; there is only one site here.
      requireHostHeader: false,
    },
    (request, response) => void answer(options, pool, request, response),
  );
  server.maxConnections = MOST_CONNECTIONS;
  // Node counts a write as alive while any of its bytes still leave, so a slow reader is not cut, a dead one is.
  server.setTimeout(options.idleMs ?? IDLE_MS);
  server.on('clientError', (_error, socket) => refuseGarbage(socket));
  return { server, close: () => closeAll(server) };
}

function closeAll(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** What is known of a request when its answer has been decided. */
interface Decision {
  readonly plan: ResponsePlan;
  /** The file that the plan's ranges are of. */
  readonly node?: ServedNode;
  /** Why there is no file, for the log; the client is told less. */
  readonly reason?: string;
}

/** decide, send, tell: never rejects, whatever the client or the disk does. */
async function answer(
  options: HttpOptions,
  pool: BufferPool,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const clock = options.clock ?? systemClock;
  const started = clock.now();
  const from = clientAddress(request);
  response.on('error', () => {});
  const decision = await decide(options.tree, request, from).catch(
    (thrown): Decision => ({ plan: planError(thrown), reason: sentenceFor(thrown) }),
  );
  const { bytes, complete } = await carryOut(decision, pool, response);
  options.report?.({
    from,
    method: request.method ?? '',
    target: request.url ?? '',
    status: decision.plan.status,
    reason: decision.reason ?? (decision.node?.kind === 'absent' ? decision.node.reason : null),
    bytes,
    complete,
    elapsedMs: clock.now() - started,
  });
}

async function decide(tree: BootTree, request: IncomingMessage, from: string): Promise<Decision> {
  const method = request.method ?? '';
  if (method !== 'GET' && method !== 'HEAD' && method !== 'POST')
    return { plan: planText(405, 'Only GET and HEAD are answered here', { Allow: 'GET, HEAD, POST' }) };
  const target = parseTarget(request.url ?? '');
  if ('bad' in target) return { plan: planText(400, `Bad request: ${target.bad}`), reason: target.bad };
  // Installers report by POST to addresses that the tree answers; what they say in the query is what counts.
  if (method === 'POST' && !(await drained(request)))
    return { plan: planText(413, 'The body is too large', { Connection: 'close' }) };
  const node = await tree.open(target.path, { address: from, door: 'http', query: target.query });
  const planned: PlannedRequest = {
    method: method === 'HEAD' ? 'HEAD' : 'GET',
    headers: { ...request.headers },
    target,
    boundary: randomUUID(),
  };
  return { plan: planResponse(planned, node), node };
}

function planError(thrown: unknown): ResponsePlan {
  return thrown instanceof FieldbootError
    ? planFailure(thrown)
    : planText(asFieldbootError(thrown).status, sentenceFor(thrown));
}

async function carryOut(
  { plan, node }: Decision,
  pool: BufferPool,
  response: ServerResponse,
): Promise<{ bytes: number; complete: boolean }> {
  // HEAD, 304 and the like move no byte of the file: they are no transfers.
  const transfer = response.req.method !== 'HEAD' && (plan.status === 200 || plan.status === 206);
  const file = node?.kind === 'file' && transfer ? node : undefined;
  let bytes = 0;
  const left = (count: number): void => {
    bytes += count;
  };
  const complete = await send(response, plan, file, pool, left);
  file?.served?.(bytes, complete);
  return { bytes, complete };
}

/** Sends an answer; false when it could not be sent whole. */
async function send(
  response: ServerResponse,
  plan: ResponsePlan,
  file: ServedFile | undefined,
  pool: BufferPool,
  left: (bytes: number) => void,
): Promise<boolean> {
  try {
    response.writeHead(plan.status, plan.headers);
    await sendBody(response, file, plan.body, pool, left);
    response.end();
    return true;
  } catch {
    // The length was promised already: only a cut connection tells the client that the rest is missing.
    response.destroy();
    return false;
  }
}

/** Reads a body to its end without keeping it; false when it is too long. */
function drained(request: IncomingMessage): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let length = 0;
    request.on('data', (chunk: Uint8Array) => {
      length += chunk.length;
      if (length > LARGEST_BODY) resolve(false);
    });
    request.on('end', () => resolve(true));
    request.on('error', reject);
    request.on('close', () => reject(new Error('the client went away')));
  });
}

/** Something that is not HTTP, or too slow to be. */
function refuseGarbage(socket: Duplex): void {
  if (socket.writable)
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  else socket.destroy();
}

const clientAddress = (request: IncomingMessage): string =>
  (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
