/**
 * Reads what of a Jsonnet text is written out: objects, arrays, strings, numbers. Expressions are for the machine to
 * evaluate (jsonnet.org/ref/spec.html); they stand here as unknown. JSON is Jsonnet too.
 */

export type Literal =
  | { readonly kind: 'object'; readonly line: number; readonly fields: readonly Field[] }
  | { readonly kind: 'array'; readonly line: number; readonly items: readonly Literal[] }
  | { readonly kind: 'scalar'; readonly line: number; readonly value: string | number | boolean | null }
  | { readonly kind: 'unknown'; readonly line: number };

export interface Field {
  /** null: the name is an expression. */
  readonly name: string | null;
  readonly line: number;
  readonly value: Literal;
}

/** What cannot be Jsonnet, whatever it evaluates to. */
export interface Fault {
  readonly line: number;
  readonly detail: string;
}

interface Token {
  readonly kind: 'word' | 'string' | 'number' | 'mark' | 'end';
  readonly text: string;
  readonly line: number;
}

/** What an object says under a name; undefined where it says nothing, or is no object. */
export const field = (literal: Literal | undefined, name: string): Literal | undefined =>
  literal?.kind === 'object' ? literal.fields.find((one) => one.name === name)?.value : undefined;

/** The object that a text is, as far as it is written out; or why it cannot be read. */
export function readJsonnet(text: string): Literal | Fault {
  const tokens = tokensOf(text);
  if (!Array.isArray(tokens)) return tokens as Fault;
  return bracketFault(tokens) ?? outermost(tokens);
}

/** Blanks and comments, then one token. Text blocks (|||) and verbatim strings (@'…') are strings. */
const TOKEN =
  /\s+|\/\/[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/|(?<block>\|\|\|-?[ \t]*\n[\s\S]*?\n[ \t]*\|\|\|)|(?<string>@?"(?:[^"\\]|\\[\s\S])*"|@?'(?:[^'\\]|\\[\s\S])*')|(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<word>[A-Za-z_]\w*)|(?<mark>[{}[\]():,;.]|[!$~+\-&|^=<>*/%]+)/y;

function tokensOf(text: string): Token[] | Fault {
  const tokens: Token[] = [];
  let line = 1;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) return { line, detail: unreadable(text[at] ?? '') };
    const { block, string, number, word, mark } = match.groups ?? {};
    const found = string ?? block;
    if (found !== undefined) tokens.push({ kind: 'string', text: found, line });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, line });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word, line });
    else if (mark !== undefined) tokens.push({ kind: 'mark', text: mark, line });
    line += match[0].split('\n').length - 1;
  }
  return [...tokens, { kind: 'end', text: '', line }];
}

const unreadable = (char: string): string =>
  char === '"' || char === "'" ? 'a string is not closed' : `"${char}" has no meaning here`;

const PAIRS: Readonly<Record<string, string>> = { '}': '{', ']': '[', ')': '(' };

function bracketFault(tokens: readonly Token[]): Fault | null {
  const open: Token[] = [];
  for (const token of tokens) {
    if (token.kind !== 'mark') continue;
    if ('{[('.includes(token.text)) open.push(token);
    const pair = PAIRS[token.text];
    if (pair === undefined) continue;
    if (open.pop()?.text !== pair) return { line: token.line, detail: `"${token.text}" closes nothing` };
  }
  const left = open.at(-1);
  return left === undefined ? null : { line: left.line, detail: `"${left.text}" is not closed` };
}

/** The objects at the outermost level, added up; what is bound to a name is passed over. */
function outermost(tokens: readonly Token[]): Literal | Fault {
  const fields: Field[] = [];
  let line = 0;
  let index = 0;
  while (at(tokens, index).kind !== 'end') {
    const { kind, text, line: here } = at(tokens, index);
    if (text === '{' && kind === 'mark') {
      const read = readObject(tokens, index);
      if ('detail' in read) return read;
      if (read.value.kind === 'object') fields.push(...read.value.fields);
      line ||= here;
      index = read.next;
    } else if (text === 'local') index = statementEnd(tokens, index);
    else if (text === '(' && at(tokens, index - 1).kind === 'word') index = closing(tokens, index) + 1;
    else {
      // Added to something else, it may have fields that do not stand here.
      if (!['+', ')', '('].includes(text))
        fields.push({ name: null, line: here, value: { kind: 'unknown', line: here } });
      index++;
    }
  }
  return line === 0 ? { kind: 'unknown', line: 1 } : { kind: 'object', line, fields };
}

/** Where the bracket at this place is closed. */
function closing(tokens: readonly Token[], start: number): number {
  let depth = 0;
  for (let index = start; at(tokens, index).kind !== 'end'; index++) {
    const { kind, text } = at(tokens, index);
    if (kind !== 'mark') continue;
    if ('{[('.includes(text)) depth++;
    else if (text in PAIRS && --depth === 0) return index;
  }
  return tokens.length;
}

/** After the semicolon that ends a binding. */
function statementEnd(tokens: readonly Token[], start: number): number {
  let depth = 0;
  for (let index = start; at(tokens, index).kind !== 'end'; index++) {
    const { kind, text } = at(tokens, index);
    if (kind !== 'mark') continue;
    if ('{[('.includes(text)) depth++;
    else if (text in PAIRS) depth--;
    else if (text === ';' && depth === 0) return index + 1;
  }
  return tokens.length;
}

export const isFault = (read: Literal | Fault): read is Fault => 'detail' in read;

type Read = { readonly value: Literal; readonly next: number } | Fault;

const at = (tokens: readonly Token[], index: number): Token =>
  tokens[index] ?? { kind: 'end', text: '', line: tokens.at(-1)?.line ?? 1 };

/** A value up to the comma or bracket that ends it. */
function readValue(tokens: readonly Token[], start: number): Read {
  const first = at(tokens, start);
  const read = readLiteral(tokens, start, first);
  if ('detail' in read) return read;
  if (isEnd(at(tokens, read.next))) return read;
  const next = expressionEnd(tokens, read.next);
  return typeof next === 'number' ? { value: { kind: 'unknown', line: first.line }, next } : next;
}

const CONSTANTS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

function readLiteral(tokens: readonly Token[], start: number, first: Token): Read {
  const { kind, text, line } = first;
  const scalar = (value: string | number | boolean | null): Read => ({
    value: { kind: 'scalar', line, value },
    next: start + 1,
  });
  if (text === '{' && kind === 'mark') return readObject(tokens, start);
  if (text === '[' && kind === 'mark') return readArray(tokens, start);
  if (kind === 'string') return scalar(stringValue(text));
  if (kind === 'number') return scalar(Number(text));
  if (kind === 'word' && Object.hasOwn(CONSTANTS, text)) return scalar(CONSTANTS[text] ?? null);
  return { value: { kind: 'unknown', line }, next: start };
}

const isEnd = ({ kind, text }: Token): boolean =>
  kind === 'end' || (kind === 'mark' && /^[,;}\])]$/.test(text));

/** Words after which a name may stand without a comma before it. */
const KEYWORDS = new Set(
  'assert else error for function if import importstr in local tailstrict then self super'.split(' '),
);

/** Over an expression; a name with a colon in the midst of one is a field whose comma was forgotten. */
function expressionEnd(tokens: readonly Token[], start: number): number | Fault {
  let depth = 0;
  for (let index = start; ; index++) {
    const token = at(tokens, index);
    if (depth === 0 && isEnd(token)) return index;
    if (token.kind === 'end') return index;
    if (token.kind === 'mark' && '{[('.includes(token.text)) depth++;
    if (token.kind === 'mark' && token.text in PAIRS) depth--;
    if (depth === 0 && isForgotten(tokens, index))
      return { line: token.line, detail: `a comma is missing before ${token.text}` };
  }
}

function isForgotten(tokens: readonly Token[], index: number): boolean {
  const [before, token, after] = [at(tokens, index - 1), at(tokens, index), at(tokens, index + 1)];
  const named = token.kind === 'string' || (token.kind === 'word' && !KEYWORDS.has(token.text));
  const ended =
    before.kind === 'string' ||
    before.kind === 'number' ||
    before.text in PAIRS ||
    (before.kind === 'word' && !KEYWORDS.has(before.text));
  return named && ended && after.text === ':';
}

function readArray(tokens: readonly Token[], start: number): Read {
  const { line } = at(tokens, start);
  const items: Literal[] = [];
  let index = start + 1;
  while (at(tokens, index).text !== ']') {
    const read = readValue(tokens, index);
    if ('detail' in read) return read;
    items.push(read.value);
    index = read.next;
    if (at(tokens, index).text === ',') index++;
    else if (at(tokens, index).text !== ']')
      return { line: at(tokens, index).line, detail: 'the list is not closed' };
  }
  return { value: { kind: 'array', line, items }, next: index + 1 };
}

function readObject(tokens: readonly Token[], start: number): Read {
  const { line } = at(tokens, start);
  const fields: Field[] = [];
  let index = start + 1;
  while (at(tokens, index).text !== '}') {
    const read = readMember(tokens, index);
    if ('detail' in read) return read;
    if (read.field !== null) fields.push(read.field);
    index = read.next;
    if (at(tokens, index).text === ',') index++;
    else if (at(tokens, index).text !== '}')
      return { line: at(tokens, index).line, detail: 'a comma or } is missing' };
  }
  return { value: { kind: 'object', line, fields }, next: index + 1 };
}

/** A field, or what stands among fields and is none: locals, assertions, methods, comprehensions. */
function readMember(
  tokens: readonly Token[],
  start: number,
): { readonly field: Field | null; readonly next: number } | Fault {
  const { kind, text, line } = at(tokens, start);
  const colon = /^\+?$/.test(at(tokens, start + 1).text) && at(tokens, start + 1).kind === 'mark' ? 2 : 1;
  const plain = (kind === 'word' && !KEYWORDS.has(text)) || kind === 'string';
  if (plain && at(tokens, start + colon).text === ':') {
    let value = start + colon + 1;
    while (at(tokens, value).text === ':') value++;
    const read = readValue(tokens, value);
    if ('detail' in read) return read;
    // A field with two colons is for the text itself and not part of what it evaluates to.
    const hidden = value > start + colon + 1;
    const name = kind === 'string' ? stringValue(text) : text;
    return { field: hidden ? null : { name, line, value: read.value }, next: read.next };
  }
  const next = expressionEnd(tokens, start);
  return typeof next === 'number' ? { field: null, next: Math.max(next, start + 1) } : next;
}

/** The text of a string; escapes other than Jsonnet's and JSON's are left as they are. */
function stringValue(text: string): string {
  if (text.startsWith('|||')) return text.split('\n').slice(1, -1).join('\n');
  const verbatim = text.startsWith('@');
  const inner = text.slice(verbatim ? 2 : 1, -1);
  if (verbatim) return inner;
  const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };
  return inner.replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (_, code: string | undefined, char: string) =>
    code === undefined ? (escapes[char] ?? char) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
