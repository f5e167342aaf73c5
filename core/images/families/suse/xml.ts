/** Sections of an AutoYaST profile as values, written as YaST reads them: everything but text says its type. */

/** A word that YaST takes for one of its own: `vfat`, `CT_LVM`. */
export interface YastSymbol {
  readonly symbol: string;
}

export interface YastList {
  /** Element of each entry: `partition`, `listentry`. */
  readonly each: string;
  readonly entries: readonly YastValue[];
}

/** Elements in their order; what is undefined is left out. */
export interface YastPart {
  readonly [element: string]: YastValue | undefined;
}

export type YastValue = string | number | boolean | YastSymbol | YastList | YastPart;

export const symbol = (name: string): YastSymbol => ({ symbol: name });
export const list = (each: string, entries: readonly YastValue[]): YastList => ({ each, entries });

/** One element and what is in it, indented by `depth` levels of two spaces; it ends with a line feed. */
export function yastXml(element: string, value: YastValue, depth: number): string {
  const space = '  '.repeat(depth);
  const [type, inner] = typed(value, depth);
  const tag = type === '' ? element : `${element} config:type="${type}"`;
  return `${space}<${tag}>${inner === '' || !inner.startsWith('\n') ? inner : `${inner}${space}`}</${element}>\n`;
}

function typed(value: YastValue, depth: number): [type: string, inner: string] {
  if (typeof value === 'string') return ['', xmlText(value)];
  if (typeof value === 'number') return ['integer', String(value)];
  if (typeof value === 'boolean') return ['boolean', String(value)];
  if (isSymbol(value)) return ['symbol', value.symbol];
  if (isList(value)) {
    const { each, entries } = value;
    return [
      'list',
      block(
        entries.map((entry): [string, YastValue] => [each, entry]),
        depth,
      ),
    ];
  }
  return ['', block(Object.entries(value), depth)];
}

function block(elements: readonly (readonly [string, YastValue | undefined])[], depth: number): string {
  const written = elements.flatMap(([name, value]) =>
    value === undefined ? [] : [yastXml(name, value, depth + 1)],
  );
  return written.length === 0 ? '' : `\n${written.join('')}`;
}

const isSymbol = (value: object): value is YastSymbol =>
  'symbol' in value && typeof value.symbol === 'string';
const isList = (value: object): value is YastList => 'each' in value && 'entries' in value;

/** A text between two tags. */
export const xmlText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
