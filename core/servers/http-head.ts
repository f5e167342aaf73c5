/** The head of an answer (RFC 9112 section 4): plan -> text. */
import { STATUS_CODES } from '../node-http.ts';
import type { ResponsePlan } from './http-plan.ts';

/** Writes the head with its empty line; Latin-1. Throws when a value would end its line. */
export function writeHead({ status, headers }: ResponsePlan, keepAlive: boolean): string {
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nDate: ${httpDate()}\r\n`;
  for (const name in headers) head += field(name, headers[name]);
  return `${head}Connection: ${keepAlive ? 'keep-alive' : 'close'}\r\n\r\n`;
}

function field(name: string, value: string | number | undefined): string {
  if (typeof value === 'string' && /[\r\n]/.test(value))
    throw new Error(`the value of ${name} has two lines`);
  return `${name}: ${value}\r\n`;
}

let second = 0;
let date = '';

/** The time in the form of RFC 9110 section 5.6.7, made once a second. */
function httpDate(): string {
  const now = Math.floor(Date.now() / 1000);
  if (now !== second) {
    second = now;
    date = new Date(now * 1000).toUTCString();
  }
  return date;
}
