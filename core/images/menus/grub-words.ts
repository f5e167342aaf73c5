/**
 * GRUB's configuration language as far as menus need it (grub.info, "Shell-like scripting"): words with quotes, backslashes,
 * variables and comments, commands that end at a line's end or a semicolon, and braces.
 */
import { MOST } from './draft.ts';

/** `{` and `}` are words of their own; `;` and line ends are null. */
export type GrubToken = string | null;

/** Longer words are no menu's. */
const LONGEST = 8192;

/**
 * Cuts a text into words and ends of commands. Variables are filled from `value`, which says undefined for what nobody
 * set; like GRUB, a word that is nothing but such variables is left out. Assignments go on while the text is read, so
 * words are taken one after the other.
 */
export function* grubTokens(text: string, value: (name: string) => string): Generator<GrubToken> {
  let at = 0;
  let lines = 0;
  let word = '';
  let begun = false;
  const take = function* (): Generator<GrubToken> {
    if (begun) yield word.slice(0, LONGEST);
    word = '';
    begun = false;
  };
  while (at < text.length && lines < MOST.lines) {
    const sign = text[at] ?? '';
    if (sign === '\n' || sign === ';') {
      yield* take();
      yield null;
      lines += sign === '\n' ? 1 : 0;
      at += 1;
    } else if (/\s/.test(sign)) {
      yield* take();
      at += 1;
    } else if (sign === '#' && !begun) {
      at = endOf(text, '\n', at);
    } else if (sign === '\\') {
      // Before a line's end it joins the two lines.
      if (text[at + 1] !== '\n') {
        word += text[at + 1] ?? '';
        begun = true;
      }
      at += 2;
    } else if (sign === "'") {
      const end = endOf(text, "'", at + 1);
      word += text.slice(at + 1, end);
      begun = true;
      at = end + 1;
    } else if (sign === '"') {
      const end = closing(text, at + 1);
      word += filled(text.slice(at + 1, end), value);
      begun = true;
      at = end + 1;
    } else if (sign === '$') {
      const [whole, name] = variableAt(text, at);
      const text_ = name === '' ? whole : value(name);
      word += text_;
      begun ||= text_ !== '';
      at += whole.length;
    } else if ((sign === '{' || sign === '}') && !begun) {
      yield sign;
      at += 1;
    } else {
      word += sign;
      begun = true;
      at += 1;
    }
  }
  yield* take();
  yield null;
}

function endOf(text: string, sign: string, from: number): number {
  const end = text.indexOf(sign, from);
  return end < 0 ? text.length : end;
}

/** The double quote that closes, past those with a backslash before them. */
function closing(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return Math.min(at, text.length);
}

/** Inside double quotes a backslash keeps only `$`, `"`, `\` and the line's end from their meaning. */
function filled(text: string, value: (name: string) => string): string {
  return text.replace(/\\([$"\\\n])|\$(?:\{(\w{1,64})\}|(\w{1,64}))/g, (_, kept, braced, plain) =>
    kept === undefined ? value(braced ?? plain) : kept === '\n' ? '' : kept,
  );
}

/** The variable that begins at a `$`, and its name; no name: the sign stands for itself. */
function variableAt(text: string, at: number): readonly [whole: string, name: string] {
  const found = /^\$(?:\{(\w{1,64})\}|(\w{1,64}))/.exec(text.slice(at, at + 70));
  return found ? [found[0], found[1] ?? found[2] ?? ''] : ['$', ''];
}
