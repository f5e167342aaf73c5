/**
 * How a command reaches an engine: the one that serves with this data folder when there is one, otherwise an engine of
 * its own in this process, called without a socket. Commands cannot tell the difference.
 */
import { randomBytes } from 'node:crypto';
import { type ApiClient, createClient, type Transport } from '../api/client.ts';
import { VERSION } from '../version.ts';
import { type Control, readControl } from './control-file.ts';
import { send, textOf } from './local-http.ts';

export interface Connection {
  readonly call: ApiClient;
  /** The running engine; null when this process is the engine. */
  readonly running: Control | null;
  close(): Promise<void>;
}

/** Connects to the engine of a data folder. Rejects with DATA_UNUSABLE. */
export async function connect(data: string): Promise<Connection> {
  const running = await readControl(data);
  if (running === null) return inProcess(data);
  return { call: createClient(overSocket(running)), running, close: async () => {} };
}

function overSocket(control: Control): Transport {
  return async (request) => {
    const answer = await send(control, request);
    return { status: answer.statusCode ?? 0, text: await textOf(answer) };
  };
}

/** The engine is loaded only here: where another one runs, a command needs a third of the time without it. */
async function inProcess(data: string): Promise<Connection> {
  const [{ openEngine }, { createApi }] = await Promise.all([
    import('../engine.ts'),
    import('../api/server.ts'),
  ]);
  const engine = await openEngine({ data });
  const token = randomBytes(16).toString('hex');
  const api = createApi(engine, { version: VERSION, token, port: () => 0 });
  const headers = { host: 'localhost:0', authorization: `Bearer ${token}` };
  const transport: Transport = async ({ method, url, body }) => {
    const json = body ? { 'content-type': 'application/json' } : {};
    const answer = await api.inject({
      method: method as 'GET',
      url,
      headers: { ...headers, ...json },
      ...(body ? { payload: body } : {}),
    });
    return { status: answer.statusCode, text: answer.body };
  };
  return {
    call: createClient(transport),
    running: null,
    close: async () => {
      await api.close();
      await engine.close();
    },
  };
}
