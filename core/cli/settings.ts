/** Settings on a command line: `key=value`, and `key=file` for those of several lines. */
import { readFileSync } from 'node:fs';
import { FieldbootError } from '../errors.ts';

type Settings = Record<string, string>;

/** Adds `key=value` to what was collected. Throws BAD_REQUEST. */
export const collectSetting = (pair: string, before: Settings): Settings => ({
  ...before,
  ...readSettings([pair]),
});

/** Adds `key=file` with the file's text. Throws BAD_REQUEST, FILE_UNREADABLE. */
export function collectFile(pair: string, before: Settings): Settings {
  const [[key, file] = ['', '']] = Object.entries(readSettings([pair]));
  try {
    return { ...before, [key]: readFileSync(file, 'utf8') };
  } catch (cause) {
    throw new FieldbootError('FILE_UNREADABLE', { path: file, detail: (cause as Error).message }, { cause });
  }
}

/** `key=value` words as settings. Throws BAD_REQUEST. */
export function readSettings(pairs: readonly string[]): Settings {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1)
        throw new FieldbootError('BAD_REQUEST', { detail: `a setting is key=value, not "${pair}"` });
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}
