/** Names in rack order: `node-{01..40}` -> node-01, node-02, … Pure. */
import { FieldbootError } from '../errors.ts';

const MOST = 2000;

/** One name, a list with commas, or a range in braces; several of each. Throws BAD_REQUEST. */
export function rackNames(pattern: string): string[] {
  const names = pattern
    .split(/[\s,]+/)
    .filter(Boolean)
    .flatMap(expand);
  const wrong = names.find((name) => !/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(name));
  if (wrong !== undefined) throw new FieldbootError('BAD_REQUEST', { detail: `"${wrong}" is no host name` });
  if (new Set(names).size !== names.length)
    throw new FieldbootError('BAD_REQUEST', { detail: 'a name stands there twice' });
  return names;
}

function expand(word: string): string[] {
  const range = /^(.*)\{(\d+)\.\.(\d+)\}(.*)$/.exec(word);
  if (range === null) return [word];
  const [, before = '', from = '', to = '', after = ''] = range;
  const [first, last] = [Number(from), Number(to)];
  if (Math.abs(last - first) >= MOST)
    throw new FieldbootError('BAD_REQUEST', { detail: `${word} has more than ${MOST} names` });
  const step = last < first ? -1 : 1;
  const width = from.length === to.length || from.startsWith('0') ? from.length : 0;
  return Array.from({ length: Math.abs(last - first) + 1 }, (_, n) =>
    [before, String(first + n * step).padStart(width, '0'), after].join(''),
  );
}
