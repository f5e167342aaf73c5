/** Text from the wire, made fit for people and for files that are read line by line. */

/** Longest text that is shown of one value, in characters. */
const MAX_TEXT = 200;

/** Most text has nothing to be looked for. */
const PLAIN = /^[\x20-\x7e]*$/;

/** Text from the wire made fit for a screen or a log: no control characters, no hidden ones, not endless. */
export function printable(text: string, limit: number = MAX_TEXT): string {
  const clean = PLAIN.test(text) ? text : text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
  return clean.length > limit ? `${clean.slice(0, limit)}…` : clean;
}

/**
 * Whether a text has a control character or a line break of any kind. Unicode's count too: anaconda cuts a kickstart
 * into lines with Python's `splitlines`, which ends one at U+0085, U+2028 and U+2029.
 */
export const hasControl = (text: string): boolean => /[\p{Cc}\p{Zl}\p{Zp}]/u.test(text);
