/** Settings that are secret: never shown again, neither by themselves nor inside a rendered file. */
import { HIDDEN } from './hidden.ts';
import type { Settings } from './profile.ts';
import { spellingsOf } from './secret-spellings.ts';
import { SETTINGS } from './setting-rules.ts';

/** A variable of the technician's own is taken for a secret by its name. */
const TELLING =
  /(?:^|_)(?:password|passwd|passphrase|secret|token|hash|psk|pwd|pin|credentials?|(?:api|private|secret|product|licen[cs]e|activation|access|auth|registration)_?key|regcode)$/;

export function isSecret(key: string): boolean {
  const rule = Object.hasOwn(SETTINGS, key) ? SETTINGS[key] : undefined;
  return rule === undefined ? TELLING.test(key) : rule.secret === true;
}

/** Settings as they may be shown. */
export const withoutSecrets = (settings: Settings): Settings =>
  Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [key, isSecret(key) && value !== '' ? HIDDEN : value]),
  );

/** Values of the settings that are secret. */
export const secretsOf = (settings: Settings): string[] =>
  Object.entries(settings).flatMap(([key, value]) => (isSecret(key) && value !== '' ? [value] : []));

/** A rendered text as it may be shown: the values of secret settings are hidden wherever they stand. */
export const hideSecrets = (text: string, settings: Settings): string => hiderOf(secretsOf(settings))(text);

/** Beginnings that spellings are found by: long enough to be rare, short enough to be had by most. */
const BEGINNING = 4;

/**
 * What hides values in a text, in every spelling. One pass over the text, however many they are: a job has thousands of
 * tokens and passwords.
 */
export function hiderOf(values: Iterable<string>): (text: string) => string {
  const spellings = new Set([...values].flatMap(spellingsOf));
  if (spellings.size === 0) return (text) => text;
  const length = Math.min(BEGINNING, ...[...spellings].map((one) => one.length));
  const starting = new Map<string, string[]>();
  // The longest first: one may be part of another.
  for (const one of [...spellings].sort((a, b) => b.length - a.length)) {
    const start = one.slice(0, length);
    starting.set(start, [...(starting.get(start) ?? []), one]);
  }
  return (text) => hideIn(text, (at) => starting.get(text.slice(at, at + length)));
}

function hideIn(text: string, candidates: (at: number) => readonly string[] | undefined): string {
  const shown: string[] = [];
  let [from, at] = [0, 0];
  while (at < text.length) {
    const hit = candidates(at)?.find((one) => text.startsWith(one, at));
    if (hit === undefined) at += 1;
    else {
      shown.push(text.slice(from, at));
      at += hit.length;
      from = at;
    }
  }
  return [...shown, text.slice(from)].join(HIDDEN);
}
