import type { FieldbootError } from '../errors.ts';
import type { ServedDirectory, ServedFile, ServedNode } from '../tree/boot-tree.ts';
import { contentTypeOf } from './content-type.ts';
import { decideConditions, type RequestHeaders, rangeApplies, type Validators } from './http-conditions.ts';
import { renderListing } from './http-listing.ts';
import { type ByteRange, chooseRanges } from './http-range.ts';
import type { HttpTarget } from './http-target.ts';

/** A piece of a body: text that is ready, or a range of the file. */
export type BodyPart = Uint8Array | ByteRange;

/** An answer before a byte of it has left. */
export interface ResponsePlan {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number>>;
  /** Empty for HEAD and 304. */
  readonly body: readonly BodyPart[];
}

export interface PlannedRequest {
  /** GET or HEAD; a POST is planned as a GET. */
  readonly method: 'GET' | 'HEAD';
  readonly headers: RequestHeaders;
  readonly target: HttpTarget;
  /** Separates the parts of several ranges; must not occur in files, so it is random. */
  readonly boundary: string;
}

/** Decides the answer for what the tree has. */
export function planResponse(request: PlannedRequest, node: ServedNode): ResponsePlan {
  const plan = planNode(request, node);
  return request.method === 'HEAD' ? { ...plan, body: [] } : plan;
}

function planNode(request: PlannedRequest, node: ServedNode): ResponsePlan {
  if (node.kind === 'absent') return planText(404, 'Not found');
  return node.kind === 'file' ? planFile(request, node) : planDirectory(request, node);
}

/** An answer of one plain sentence. */
export function planText(
  status: number,
  sentence: string,
  headers: Readonly<Record<string, string>> = {},
): ResponsePlan {
  return ready(status, 'text/plain; charset=utf-8', `${sentence}\n`, headers);
}

/**
 * An answer for a failure. A medium that is gone may be plugged in again, and installers try again after a 503 but
 * give up at a 410; bytes that have changed do not come back by themselves.
 */
export function planFailure(error: FieldbootError): ResponsePlan {
  if (error.code === 'MEDIUM_GONE' || error.code === 'MEDIUM_SILENT')
    return planText(503, error.message, { 'Retry-After': '5' });
  return planText(error.code === 'MEDIUM_CHANGED' ? 410 : error.status, error.message);
}

function planDirectory({ target }: PlannedRequest, directory: ServedDirectory): ResponsePlan {
  if (target.slash || target.path === '/')
    return ready(200, 'text/html; charset=utf-8', renderListing(directory), { 'Cache-Control': 'no-cache' });
  // Without the slash the links of the page would lead one level too high.
  const parts = target.path.split('/').map((part) => encodeURIComponent(part.toWellFormed()));
  return planText(301, 'The directory is here, with a slash', { Location: `${parts.join('/')}/` });
}

function planFile(request: PlannedRequest, file: ServedFile): ResponsePlan {
  const validators = validatorsOf(file);
  const headers = fileHeaders(file, validators);
  const verdict = decideConditions(request.headers, validators);
  if (verdict === 'failed') return planText(412, 'The file is not the one that was expected');
  if (verdict === 'not-modified') return { status: 304, headers, body: [] };
  return planBytes(request, file, headers, validators);
}

function planBytes(
  request: PlannedRequest,
  file: ServedFile,
  headers: Readonly<Record<string, string>>,
  validators: Validators | undefined,
): ResponsePlan {
  const range = rangeApplies(request.headers, validators) ? request.headers.range : undefined;
  const choice = chooseRanges(typeof range === 'string' ? range : undefined, file.size);
  const type = file.contentType ?? contentTypeOf(file.path);
  if (choice.kind === 'unsatisfiable')
    return planText(416, 'The file ends before that range', { 'Content-Range': `bytes */${file.size}` });
  if (choice.kind === 'whole') {
    const body = file.size === 0 ? [] : [{ first: 0, last: file.size - 1 }];
    return withLength(200, { ...headers, 'Content-Type': type }, body);
  }
  const [only, ...more] = choice.ranges;
  if (more.length > 0) return planParts(request.boundary, headers, type, file.size, choice.ranges);
  const part = { 'Content-Type': type, 'Content-Range': contentRange(only, file.size) };
  return withLength(206, { ...headers, ...part }, [only]);
}

/** Several ranges as multipart/byteranges (RFC 9110 section 14.6). */
function planParts(
  boundary: string,
  headers: Readonly<Record<string, string>>,
  type: string,
  size: number,
  ranges: readonly ByteRange[],
): ResponsePlan {
  const head = (range: ByteRange): Uint8Array =>
    utf8(`\r\n--${boundary}\r\nContent-Type: ${type}\r\nContent-Range: ${contentRange(range, size)}\r\n\r\n`);
  const body = [...ranges.flatMap((range) => [head(range), range]), utf8(`\r\n--${boundary}--\r\n`)];
  const multipart = { 'Content-Type': `multipart/byteranges; boundary=${boundary}` };
  return withLength(206, { ...headers, ...multipart }, body);
}

function validatorsOf({ etag, modified }: ServedFile): Validators | undefined {
  return etag === undefined ? undefined : { etag: `"${etag}"`, modified };
}

/** What is rendered per request has no validators and must not be kept by anyone. */
function fileHeaders(file: ServedFile, validators: Validators | undefined): Record<string, string> {
  if (validators === undefined) return { 'Accept-Ranges': 'bytes', 'Cache-Control': 'no-store' };
  const lastModified = new Date(file.modified);
  return {
    'Accept-Ranges': 'bytes',
    ETag: validators.etag,
    ...(Number.isNaN(lastModified.getTime()) ? {} : { 'Last-Modified': lastModified.toUTCString() }),
  };
}

function ready(
  status: number,
  type: string,
  text: string,
  headers: Readonly<Record<string, string>>,
): ResponsePlan {
  return withLength(status, { ...headers, 'Content-Type': type }, [utf8(text)]);
}

function withLength(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: readonly BodyPart[],
): ResponsePlan {
  const length = body.reduce((sum, part) => sum + lengthOf(part), 0);
  return { status, headers: { ...headers, 'Content-Length': length }, body };
}

const lengthOf = (part: BodyPart): number =>
  part instanceof Uint8Array ? part.length : part.last - part.first + 1;
const contentRange = ({ first, last }: ByteRange, size: number): string => `bytes ${first}-${last}/${size}`;
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
