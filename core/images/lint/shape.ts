/** A schema for literals as data, and what of a literal is not as it says. What is unknown fits everything. */
import type { Literal } from './jsonnet.ts';

export type Shape =
  | 'string'
  | 'number'
  | 'boolean'
  | 'any'
  /** One of these words. */
  | { readonly words: readonly string[] }
  /** An array of these. */
  | { readonly each: Shape }
  /** Any of these. */
  | { readonly anyOf: readonly Shape[] }
  /** An object with these fields; `open`: with others too. */
  | {
      readonly fields: Readonly<Record<string, Shape>>;
      readonly required?: readonly string[];
      readonly open?: true;
    };

export type Misfit =
  | { readonly kind: 'wrong'; readonly line: number; readonly path: string; readonly detail: string }
  | { readonly kind: 'missing'; readonly line: number; readonly path: string }
  | {
      readonly kind: 'stranger';
      readonly line: number;
      readonly path: string;
      readonly name: string;
      readonly known: readonly string[];
    };

export function misfits(literal: Literal, shape: Shape, path: string): Misfit[] {
  if (literal.kind === 'unknown' || shape === 'any') return [];
  if (typeof shape === 'string') return typeMisfit(literal, shape, path);
  if ('words' in shape) return wordMisfit(literal, shape.words, path);
  if ('anyOf' in shape) return anyMisfit(literal, shape.anyOf, path);
  if ('each' in shape) {
    if (literal.kind !== 'array') return [wrong(literal, path, 'it must be a list')];
    return literal.items.flatMap((item, index) => misfits(item, shape.each, `${path}[${index}]`));
  }
  return objectMisfits(literal, shape, path);
}

const wrong = ({ line }: Literal, path: string, detail: string): Misfit => ({
  kind: 'wrong',
  line,
  path,
  detail,
});

const typeMisfit = (literal: Literal, type: 'string' | 'number' | 'boolean', path: string): Misfit[] =>
  literal.kind === 'scalar' && typeof literal.value === type
    ? []
    : [wrong(literal, path, `it must be a ${type}`)];

const wordMisfit = (literal: Literal, words: readonly string[], path: string): Misfit[] =>
  literal.kind === 'scalar' && words.includes(String(literal.value))
    ? []
    : [wrong(literal, path, `it must be one of ${words.join(', ')}`)];

/** The misfits of the alternative that comes nearest. */
function anyMisfit(literal: Literal, shapes: readonly Shape[], path: string): Misfit[] {
  const tried = shapes.map((shape) => misfits(literal, shape, path));
  const [nearest = []] = tried.toSorted((a, b) => weight(a, path) - weight(b, path));
  return nearest;
}

/** A misfit of the value itself says that the alternative was not meant. */
const weight = (found: readonly Misfit[], path: string): number =>
  found.reduce((sum, one) => sum + (one.kind === 'wrong' && one.path === path ? 100 : 1), 0);

function objectMisfits(
  literal: Literal,
  { fields, required = [], open }: Extract<Shape, { readonly fields: unknown }>,
  path: string,
): Misfit[] {
  if (literal.kind !== 'object') return [wrong(literal, path, 'it must be an object')];
  const inside = (name: string) => (path === '' ? name : `${path}.${name}`);
  const named = literal.fields.flatMap(({ name, line, value }): Misfit[] => {
    if (name === null) return [];
    const shape = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (shape !== undefined) return misfits(value, shape, inside(name));
    return open ? [] : [{ kind: 'stranger', line, path: inside(name), name, known: Object.keys(fields) }];
  });
  const there = new Set(literal.fields.map(({ name }) => name));
  const absent = there.has(null) ? [] : required.filter((name) => !there.has(name));
  return [
    ...named,
    ...absent.map((name): Misfit => ({ kind: 'missing', line: literal.line, path: inside(name) })),
  ];
}
