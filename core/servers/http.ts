import { randomUUID } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { asFieldbootError, FieldbootError } from '../errors.ts';
import type { BootTree, ServedNode } from '../tree/boot-tree.ts';
import type { RequestHead } from '../wire/http/request-head.ts';
import { closeAll, limitClients } from './client-limit.ts';
import { type Clock, systemClock } from './clock.ts';
import { BufferPool, sendAnswer } from './http-body.ts';
import { HttpConnection } from './http-connection.ts';
import { writeHead } from './http-head.ts';
import { planFailure, planResponse, planText, type ResponsePlan } from './http-plan.ts';
import { parseTarget } from './http-target.ts';
import { ReportRoom } from './report-body.ts';
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
  /** Key and certificate, as PEM: the door speaks HTTPS. */
  readonly tls?: { readonly key: string; readonly cert: string };
  report?(report: HttpReport): void;
}

/** Long enough for a machine that unpacks what it has so far; a dead one gives its place back. */
const IDLE_MS = 60_000;
/** For the beginning of TLS. */
const HANDSHAKE_MS = 15_000;
/** How often it is looked who has been waited for long enough, milliseconds. */
const LOOK_EVERY = 1000;
const MOST_CONNECTIONS = { all: 4096, ofOneClient: 512 };

export interface HttpDoor {
  /** To be let listen by the caller (`listenTcp` binds it to an interface). */
  readonly server: Server;
  /** Stops listening and cuts every connection; resolves when the port is free. */
  close(): Promise<void>;
}

/** Serves the boot tree read-only by HTTP, or by HTTPS when there is a certificate. */
export function createHttpDoor(options: HttpOptions): HttpDoor {
  const connections = new Set<HttpConnection>();
  const pool = new BufferPool();
  const reports = new ReportRoom();
  const server = createTcpServer(options.tls, (socket) => {
    socket.setTimeout(options.idleMs ?? IDLE_MS);
    const connection = new HttpConnection(socket, {
      reports,
      answer: (request, to) => answer(options, pool, request, to),
      refuse: ({ status, refused }, to) => to.write(wholeAnswer(planText(status, `Not served: ${refused}`))),
    });
    connections.add(connection);
    socket.once('close', () => connections.delete(connection));
  });
  const open = limitClients(server, MOST_CONNECTIONS);
  const looking = setInterval(() => {
    for (const connection of connections) connection.checkDeadline(performance.now());
  }, LOOK_EVERY).unref();
  const close = (): Promise<void> => {
    clearInterval(looking);
    return closeAll(server, open);
  };
  return { server, close };
}

function createTcpServer(tls: HttpOptions['tls'], accept: (socket: Socket) => void): Server {
  // A client may close its half after the request and wait for the answer all the same.
  const options = { allowHalfOpen: true, noDelay: true };
  if (tls === undefined) return createServer(options, accept);
  const server = createTlsServer({ ...options, ...tls, handshakeTimeout: HANDSHAKE_MS }, accept);
  // Whoever does not trust the certificate, or speaks no TLS, is no error of ours.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  return server;
}

/** What is known of a request when its answer has been decided. */
interface Decision {
  readonly plan: ResponsePlan;
  /** The file that the plan's ranges are of. */
  readonly node?: ServedNode;
  /** Why there is no file, for the log; the client is told less. */
  readonly reason?: string;
}

/** decide, send, tell: whatever the client or the disk does. Resolves to whether the connection may go on. */
async function answer(
  options: HttpOptions,
  pool: BufferPool,
  request: RequestHead,
  connection: HttpConnection,
): Promise<boolean> {
  const clock = options.clock ?? systemClock;
  const started = clock.now();
  const { from } = connection;
  const decision = await decide(options.tree, request, from).catch(
    (thrown): Decision => ({ plan: planError(thrown), reason: sentenceFor(thrown) }),
  );
  const { bytes, complete } = await carryOut(decision, request, pool, connection);
  options.report?.({
    from,
    method: request.method,
    target: request.target,
    status: decision.plan.status,
    reason: decision.reason ?? (decision.node?.kind === 'absent' ? decision.node.reason : null),
    bytes,
    complete,
    elapsedMs: clock.now() - started,
  });
  return complete && request.keepAlive;
}

async function decide(tree: BootTree, request: RequestHead, from: string): Promise<Decision> {
  const { method, headers, content } = request;
  // Installers report by POST to addresses that the tree answers, in the query or in the body.
  if (method !== 'GET' && method !== 'HEAD' && method !== 'POST')
    return { plan: planText(405, 'Only GET and HEAD are answered here', { Allow: 'GET, HEAD, POST' }) };
  const target = parseTarget(request.target);
  if ('bad' in target) return { plan: planText(400, `Bad request: ${target.bad}`), reason: target.bad };
  const asker = {
    address: from,
    door: 'http',
    query: target.query,
    ...(content ? { content } : {}),
  } as const;
  const node = await tree.open(target.path, asker);
  const boundary = headers.range === undefined ? '' : randomUUID();
  const planned = { method: method === 'HEAD' ? method : 'GET', headers, target, boundary } as const;
  return { plan: planResponse(planned, node), node };
}

function planError(thrown: unknown): ResponsePlan {
  return thrown instanceof FieldbootError
    ? planFailure(thrown)
    : planText(asFieldbootError(thrown).status, sentenceFor(thrown));
}

/** Sends an answer and tells the file how that went; not `complete` when it could not be sent whole. */
async function carryOut(
  { plan, node }: Decision,
  { method, keepAlive }: RequestHead,
  pool: BufferPool,
  connection: HttpConnection,
): Promise<{ bytes: number; complete: boolean }> {
  // HEAD, 304 and the like move no byte of the file: they are no transfers.
  const transfer = method !== 'HEAD' && (plan.status === 200 || plan.status === 206);
  const file = node?.kind === 'file' && transfer ? node : undefined;
  let bytes = 0;
  const left = (count: number): void => {
    bytes += count;
  };
  const whole = { head: writeHead(plan, keepAlive), file, body: method === 'HEAD' ? [] : plan.body };
  const complete = await sendAnswer(connection, whole, pool, left).then(
    () => true,
    () => false,
  );
  // The length was promised already: only a cut connection tells the client that the rest is missing.
  if (!complete) connection.cut();
  file?.served?.(bytes, complete);
  return { bytes, complete };
}

/** A short answer as bytes, after which the connection ends. */
function wholeAnswer(plan: ResponsePlan): Uint8Array {
  const texts = plan.body.filter((part) => part instanceof Uint8Array);
  return Buffer.concat([Buffer.from(writeHead(plan, false), 'latin1'), ...texts]);
}
