/** Conditional requests (RFC 9110 section 13). */

/** What a file is recognised by. */
export interface Validators {
  /** With its quotes, strong. */
  readonly etag: string;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/** Request headers as node:http gives them: lower-case names. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The order of RFC 9110 section 13.2.2. A file without validators (rendered per request) has no conditions. */
export function decideConditions(
  headers: RequestHeaders,
  validators: Validators | undefined,
): 'send' | 'not-modified' | 'failed' {
  if (validators === undefined) return 'send';
  const match = text(headers, 'if-match');
  const unmodified = text(headers, 'if-unmodified-since');
  if (match !== undefined && !matchesStrongly(match, validators.etag)) return 'failed';
  if (match === undefined && changedAfter(unmodified, validators.modified)) return 'failed';
  const noneMatch = text(headers, 'if-none-match');
  if (noneMatch !== undefined) return matchesWeakly(noneMatch, validators.etag) ? 'not-modified' : 'send';
  const since = seconds(Date.parse(text(headers, 'if-modified-since') ?? ''));
  return seconds(validators.modified) <= since ? 'not-modified' : 'send';
}

/** Whether the Range header counts (section 13.1.5): only when the client's part is of the same file. */
export function rangeApplies(headers: RequestHeaders, validators: Validators | undefined): boolean {
  const ifRange = text(headers, 'if-range')?.trim();
  if (ifRange === undefined) return true;
  if (validators === undefined) return false;
  if (ifRange.startsWith('"') || ifRange.startsWith('W/')) return ifRange === validators.etag;
  return seconds(Date.parse(ifRange)) === seconds(validators.modified);
}

function matchesStrongly(list: string, etag: string): boolean {
  return tags(list).some((tag) => tag === '*' || tag === etag);
}

function matchesWeakly(list: string, etag: string): boolean {
  return tags(list).some((tag) => tag === '*' || tag.replace(/^W\//, '') === etag);
}

function changedAfter(date: string | undefined, modified: number): boolean {
  return seconds(modified) > seconds(Date.parse(date ?? ''));
}

const tags = (list: string): string[] => list.split(',').map((tag) => tag.trim());

/** HTTP dates have whole seconds. NaN stays NaN, and compares false. */
const seconds = (ms: number): number => Math.floor(ms / 1000);

function text(headers: RequestHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.join(', ');
}
