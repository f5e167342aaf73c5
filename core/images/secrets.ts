/** Settings that are secret: never shown again, neither by themselves nor inside a rendered file. */
import { HIDDEN } from './hidden.ts';
import type { Settings } from './profile.ts';
import { SETTINGS } from './setting-rules.ts';

/** A variable of the technician's own is taken for a secret by its name. */
const TELLING = /(?:^|_)(?:password|passwd|passphrase|secret|token|hash)$/;

export function isSecret(key: string): boolean {
  const rule = Object.hasOwn(SETTINGS, key) ? SETTINGS[key] : undefined;
  return rule === undefined ? TELLING.test(key) : rule.secret === true;
}

/** Settings as they may be shown. */
export const withoutSecrets = (settings: Settings): Settings =>
  Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [key, isSecret(key) && value !== '' ? HIDDEN : value]),
  );

/** A rendered text as it may be shown: the values of secret settings are hidden wherever they stand. */
export function hideSecrets(text: string, settings: Settings): string {
  const values = Object.entries(settings).flatMap(([key, value]) =>
    isSecret(key) && value !== '' ? spellings(value) : [],
  );
  // The longest first: one may be part of another.
  return values
    .toSorted((a, b) => b.length - a.length)
    .reduce((shown, value) => shown.replaceAll(value, HIDDEN), text);
}

/** As it is, and as it stands between quotation marks of a shell, a kickstart, JSON or XML. */
function spellings(value: string): string[] {
  const xml = value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&#34;');
  const json = JSON.stringify(value).slice(1, -1);
  return [...new Set([value, value.replaceAll("'", "'\\''"), value.replace(/["\\]/g, '\\$&'), json, xml])];
}
