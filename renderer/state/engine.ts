/** The typed client over fetch, with the token in a header. */
import { createClient, type Transport } from '../../core/api/client.ts';
import { checkInPieces } from './check-answer.ts';
import { connection, link } from './connection.ts';
import { EngineGone, parseProblem } from './problem.ts';

export function headers(extra: Record<string, string> = {}): Record<string, string> {
  return { authorization: `Bearer ${connection.get().token}`, ...extra };
}

const transport: Transport = async ({ method, url, body }) => {
  const response = await reach(connection.get().base + url, {
    method,
    headers: headers(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  if (isRefusal(response.status, text)) link.set('refused');
  return { status: response.status, text };
};

/** Answers 403 for other reasons too (a right that is missing): only NOT_ALLOWED is about the token. */
export function isRefusal(status: number, text: string): boolean {
  return status === 401 || (status === 403 && parseProblem(text)?.code === 'NOT_ALLOWED');
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    if (link.get() === 'live') link.set('lost');
    throw new EngineGone('no answer', { cause });
  }
}

/** `call(name, input)`: every request of the control API. */
export const call = createClient(transport, checkInPieces);
