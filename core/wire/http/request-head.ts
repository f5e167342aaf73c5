/** The head of an HTTP request (RFC 9112 sections 2 to 6): bytes up to the empty line -> what is asked. */

/** How the body after a head is measured (RFC 9112 section 6.3). */
export type BodyFraming = { readonly length: number } | 'chunked';

export interface RequestHead {
  readonly method: string;
  /** As it was sent, each character one byte. */
  readonly target: string;
  /** Lower-case names; a header that came several times is joined with commas. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the client wants to ask more on this connection. */
  readonly keepAlive: boolean;
  readonly body: BodyFraming;
  /** Waits for `100 Continue` before it sends its body. */
  readonly expectsContinue: boolean;
  /** The body, once it has come; absent where the tree is asked for a file. */
  readonly content?: Uint8Array;
}

/** A request that is not answered from the tree; the connection ends after the refusal. */
export interface RefusedRequest {
  readonly status: 400 | 408 | 413 | 431 | 501 | 503 | 505;
  /** Why, in words for the client and the log. */
  readonly refused: string;
}

/** Bytes of a head, with its request line. Installers send some hundred. */
export const LARGEST_HEAD = 16 * 1024;
const MOST_HEADERS = 100;

const CR = 0x0d;
const LF = 0x0a;

const REQUEST_LINE = /^([!#$%&'*+.^_`|~\w-]+) ([\x21-\x7e\x80-\xff]+) HTTP\/(\d)\.(\d)$/;
const FIELD_NAME = /^[!#$%&'*+.^_`|~\w-]+$/;

/** Where a head ends, after its empty line; -1 when it is not whole yet. */
export function endOfHead(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(CR); at >= 0; at = bytes.indexOf(CR, at + 1))
    if (bytes[at + 1] === LF && bytes[at + 2] === CR && bytes[at + 3] === LF) return at + 4;
  return -1;
}

/** Reads a head, without the empty line at its end: one byte in each character. */
export function parseRequestHead(text: string): RequestHead | RefusedRequest {
  const [first = '', ...lines] = text.split('\r\n');
  const [, method = '', target = '', major, minor] = REQUEST_LINE.exec(first) ?? [];
  if (major === undefined) return bad('the request line is none');
  if (major !== '1') return { status: 505, refused: `HTTP/${major}.${minor} is not spoken here` };
  if (lines.length > MOST_HEADERS) return { status: 431, refused: `more than ${MOST_HEADERS} headers` };
  const headers = readFields(lines);
  if (headers === undefined) return bad('a header is malformed');
  const body = readFraming(headers);
  if (typeof body === 'object' && 'refused' in body) return body;
  return {
    method,
    target,
    headers,
    keepAlive: wantsMore(headers.connection, minor !== '0'),
    body,
    expectsContinue: minor !== '0' && headers.expect?.toLowerCase() === '100-continue',
  };
}

/** undefined: a line that is no header. A folded line (RFC 9112 section 5.2) is none. */
function readFields(lines: readonly string[]): Record<string, string> | undefined {
  const headers: Record<string, string> = Object.create(null);
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).toLowerCase();
    if (!FIELD_NAME.test(name) || hasControl(line)) return undefined;
    const value = line.slice(colon + 1).trim();
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  return headers;
}

/** Control characters but the tab; a lone CR or LF is one of them. */
function hasControl(line: string): boolean {
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if ((code < 0x20 && code !== 0x09) || code === 0x7f) return true;
  }
  return false;
}

/** Two ways to measure one body, or two lengths, are how requests are smuggled: refused. */
function readFraming(headers: Readonly<Record<string, string>>): BodyFraming | RefusedRequest {
  const length = headers['content-length'];
  const coding = headers['transfer-encoding'];
  if (length === undefined && coding === undefined) return { length: 0 };
  if (length !== undefined && coding !== undefined) return bad('a length and a transfer coding');
  if (coding !== undefined)
    return coding.toLowerCase() === 'chunked'
      ? 'chunked'
      : { status: 501, refused: `the transfer coding ${coding} is not known here` };
  if (!/^\d{1,15}$/.test(length ?? '')) return bad('the length of the body is no number');
  return { length: Number(length) };
}

/** HTTP/1.1 goes on unless told otherwise, HTTP/1.0 ends unless asked to go on (RFC 9112 section 9.3). */
function wantsMore(connection: string | undefined, byDefault: boolean): boolean {
  if (connection === undefined) return byDefault;
  const options = connection.toLowerCase().split(',');
  if (options.some((one) => one.trim() === 'close')) return false;
  return byDefault || options.some((one) => one.trim() === 'keep-alive');
}

const bad = (refused: string): RefusedRequest => ({ status: 400, refused });
