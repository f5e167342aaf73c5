/** HTTP to the running engine over its local socket. */
import type { IncomingMessage } from 'node:http';
import type { ApiRequest } from '../api/client.ts';
import { FieldbootError } from '../errors.ts';
import { request } from '../node-http.ts';
import type { Control } from './control-file.ts';

/** Sends a request; resolves to the answer with its body still to come. Rejects with ENGINE_SILENT. */
export function send(
  control: Control,
  { method, url, body }: ApiRequest,
  accept?: string,
): Promise<IncomingMessage> {
  const headers = {
    host: new URL(control.url).host,
    authorization: `Bearer ${control.token}`,
    ...(accept === undefined ? {} : { accept }),
    ...(body === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
  };
  return new Promise((resolve, reject) => {
    // A connection of its own: one that is kept may be closed by the engine at the very moment it is used again.
    const options = { socketPath: control.socket, method, path: url, headers, agent: false };
    const sent = request(options, resolve);
    sent.on('error', (cause) =>
      reject(new FieldbootError('ENGINE_SILENT', { pid: control.pid, detail: cause.message }, { cause })),
    );
    sent.end(body);
  });
}

/** The whole body as text. */
export async function textOf(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
