/** Byte ranges (RFC 9110 section 14). */

/** Both ends included, as in the headers. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

export type RangeChoice =
  | { readonly kind: 'whole' }
  | { readonly kind: 'ranges'; readonly ranges: readonly [ByteRange, ...ByteRange[]] }
  | { readonly kind: 'unsatisfiable' };

/** More than this in one request is an attack or a mistake, and section 14.2 lets a server pass over the header. */
const MOST_RANGES = 16;

const WHOLE: RangeChoice = { kind: 'whole' };

/** What a Range header asks of a file of `size` bytes. A header that is no byte range asks for the whole file. */
export function chooseRanges(header: string | undefined, size: number): RangeChoice {
  const list = /^\s*bytes\s*=(.*)$/is.exec(header ?? '')?.[1];
  if (list === undefined) return WHOLE;
  const asked = list.split(',').filter((one) => one.trim() !== '');
  if (asked.length === 0 || asked.length > MOST_RANGES) return WHOLE;
  const parsed = asked.map((one) => parseRange(one.trim(), size));
  if (parsed.includes('invalid')) return WHOLE;
  const [first, ...rest] = parsed.filter((one) => typeof one === 'object');
  if (first === undefined) return { kind: 'unsatisfiable' };
  const ranges: [ByteRange, ...ByteRange[]] = [first, ...rest];
  return overlapping(ranges) ? WHOLE : { kind: 'ranges', ranges };
}

function parseRange(text: string, size: number): ByteRange | 'invalid' | 'unsatisfiable' {
  const [, from = '', to = ''] = /^(\d*)-(\d*)$/.exec(text) ?? [];
  if (from === '' && to === '') return 'invalid';
  if (from === '') return suffix(Number(to), size);
  const first = Number(from);
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== '' && Number(to) < first) return 'invalid';
  return first >= size ? 'unsatisfiable' : { first, last };
}

/** `-500`: the last 500 bytes, or all of a shorter file. */
function suffix(length: number, size: number): ByteRange | 'unsatisfiable' {
  if (length === 0 || size === 0) return 'unsatisfiable';
  return { first: Math.max(0, size - length), last: size - 1 };
}

/** Ranges that overlap would let a short request ask for many times the file. */
function overlapping(ranges: readonly ByteRange[]): boolean {
  const ascending = [...ranges].sort((a, b) => a.first - b.first);
  return ascending.some((range, at) => at > 0 && range.first <= (ascending[at - 1]?.last ?? -1));
}
