/** The control API and the built window, over HTTP on loopback. */
import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { asFieldbootError, FieldbootError } from '../errors.ts';
import { API_PREFIX, ROUTES, type Route, type RouteName, UPLOAD_PATH } from './contract.ts';
import type { Engine } from './engine-port.ts';
import { streamEvents } from './event-stream.ts';
import { refusal } from './guard.ts';
import { createHandlers, imageView } from './handlers.ts';
import { openApiDocument } from './openapi.ts';
import { type Incoming, receiveUpload } from './upload.ts';

export interface ApiOptions {
  readonly version: string;
  /** Random per start; every call must carry it. */
  readonly token: string;
  /** Port it listens on, for the Host check; read at each request because it is known only after listening. */
  port(): number;
  /** Folder of the built window; absent: API only. */
  readonly window?: string;
}

/** Nothing but our own files, and connections to ourselves; the window makes no style element at run time. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Largest body where the route says nothing else, bytes. */
const MOST_BODY = 1 << 20;

/** Builds the server; it does not listen yet, and `inject` calls it in process. */
export function createApi(engine: Engine, options: ApiOptions): FastifyInstance {
  const app = Fastify({ bodyLimit: MOST_BODY, forceCloseConnections: true });
  app.addHook('onSend', async (_request, reply) => {
    reply.headers({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
  });
  app.setErrorHandler((thrown, _request, reply) => {
    const error = requestError(thrown);
    void reply.status(error.status).send(error.problem);
  });
  app.setNotFoundHandler(({ method, url }) => {
    throw new FieldbootError('NOT_FOUND', { what: 'call', id: `${method} ${url}` });
  });
  void app.register(async (guarded) => addApi(guarded, engine, options));
  addWindow(app, options.window);
  return app;
}

/**
 * Everything that needs the token. The guard hangs on the routes themselves, not on how an address is spelled: the
 * router decodes `/%61pi` too.
 */
function addApi(app: FastifyInstance, engine: Engine, options: ApiOptions): void {
  app.addHook('onRequest', async (request) => authorise(request, options));
  addRoutes(app, engine);
  addUpload(app, engine);
  app.get(`${API_PREFIX}/openapi.json`, () => openApiDocument(options.version));
}

function authorise(request: FastifyRequest, options: ApiOptions): void {
  const { host, origin, authorization } = request.headers;
  const queryToken = (request.query as { token?: string }).token;
  const reason = refusal({ host, origin, authorization, queryToken }, options.token, options.port());
  if (reason !== null) throw new FieldbootError('NOT_ALLOWED', { reason });
}

function addRoutes(app: FastifyInstance, engine: Engine): void {
  const handlers = createHandlers(engine);
  for (const [name, route] of Object.entries(ROUTES) as [RouteName, Route][]) {
    app.route({
      method: route.method,
      url: API_PREFIX + route.path,
      bodyLimit: route.bodyBytes ?? MOST_BODY,
      handler: async (request, reply) => {
        const input = readInput(route, request);
        if (name === 'events' && request.headers.accept?.includes('text/event-stream')) {
          reply.hijack();
          return streamEvents(reply.raw, engine.hub, engine.store.events, followFrom(request, input));
        }
        return (handlers[name] as (given: unknown) => unknown)(input);
      },
    });
  }
}

/** Path places, query and body together, each parsed by its schema. */
function readInput(route: Route, request: FastifyRequest): Record<string, unknown> {
  const parse = (schema: z.ZodObject | undefined, value: unknown) => schema?.parse(value ?? {}) ?? {};
  return {
    ...parse(route.query, request.query),
    ...parse(route.body, request.body),
    ...parse(route.params, request.params),
  };
}

function followFrom(request: FastifyRequest, input: Record<string, unknown>) {
  const { mac, after } = input as { mac?: string; after?: number };
  const last = Number(request.headers['last-event-id'] ?? after ?? Number.NaN);
  return { ...(mac === undefined ? {} : { mac }), ...(Number.isNaN(last) ? {} : { after: last }) };
}

function addUpload(app: FastifyInstance, engine: Engine): void {
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));
  app.post(UPLOAD_PATH, { bodyLimit: Number.MAX_SAFE_INTEGER }, async (request) => {
    const { name } = z.object({ name: z.string().min(1).max(300) }).parse(request.query);
    const length = Number(request.headers['content-length'] ?? 0);
    const upload = await received(request, { name, length }, engine.uploads);
    return imageView(
      await upload.keepIf(
        (path) => engine.library.inspect(path),
        (path) => engine.library.import(path),
      ),
    );
  });
}

/** How long a refused browser may go on sending before it is hung up on. */
const LINGER_MS = 2000;

/**
 * A body that is refused half-way: a browser that is hung up on at once reports a broken connection and not the reason. It
 * gets the answer first, and is no longer listened to a moment later.
 */
async function received(request: FastifyRequest, incoming: Incoming, folder: string) {
  try {
    return await receiveUpload(request.body as Readable, incoming, folder);
  } catch (thrown) {
    request.raw.resume();
    setTimeout(() => request.raw.complete || request.raw.destroy(), LINGER_MS).unref();
    throw thrown;
  }
}

function addWindow(app: FastifyInstance, folder: string | undefined): void {
  if (folder === undefined || !existsSync(folder)) return;
  // Loaded only where there is a window: commands, which use this too, have none.
  void app.register(import('@fastify/static'), {
    root: folder,
    cacheControl: false,
    setHeaders: (reply) => void reply.header('content-security-policy', CONTENT_SECURITY_POLICY),
  });
}

/** zod's and fastify's own refusals become BAD_REQUEST. */
function requestError(thrown: unknown): FieldbootError {
  if (thrown instanceof z.ZodError)
    return new FieldbootError('BAD_REQUEST', {
      detail: thrown.issues.map((issue) => `${issue.path.join('.') || 'value'}: ${issue.message}`).join('; '),
    });
  const { statusCode, message } = thrown as { statusCode?: number; message?: string };
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new FieldbootError('BAD_REQUEST', { detail: message ?? 'not understood' });
  return asFieldbootError(thrown);
}
