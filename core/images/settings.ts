/** The `key=value` settings of a profile, checked before they are kept. */
import { FieldbootError, type Problem, problem } from '../errors.ts';
import { hasControl } from '../wire/text.ts';
import { loginOf } from './form/login.ts';
import { HIDDEN } from './hidden.ts';
import type { Settings } from './profile.ts';
import { isSecret } from './secrets.ts';
import { SETTINGS, type SettingRule } from './setting-rules.ts';
import { linesOf } from './words.ts';

export { loginOf } from './form/login.ts';
export { COMMON_DEFAULTS } from './setting-rules.ts';
export { words } from './words.ts';

/** Characters of a setting on one line, and of one that may have several. */
const LONGEST = { line: 4096, lines: 32 * 1024 };

/** Hashes a password for /etc/shadow. */
export type CryptPassword = (password: string) => string;

/**
 * Checks settings and turns plain passwords into hashes: plain text is never stored. A key that no template of ours
 * knows is a variable for the technician's own; an empty value takes a setting back.
 * Throws SETTING_INVALID.
 */
export function prepareSettings(settings: Settings, cryptPassword: CryptPassword): Settings {
  return Object.fromEntries(
    Object.entries(settings).map(([key, given]) => {
      const rule = ruleOf(key);
      const value = checked(key, rule, given);
      if (rule?.hashedAs === undefined) return [key, value];
      return [rule.hashedAs, given === '' ? '' : cryptPassword(given)];
    }),
  );
}

function ruleOf(key: string): SettingRule | undefined {
  if (!/^[a-z][a-z0-9_]{0,39}$/.test(key))
    throw invalid(key, 'its name may hold small letters, digits and underscores');
  return Object.hasOwn(SETTINGS, key) ? SETTINGS[key] : undefined;
}

/** The value as it is kept. */
function checked(key: string, rule: SettingRule | undefined, given: string): string {
  if (given === HIDDEN && isSecret(key))
    throw invalid(key, 'it is the sign that stands for a secret; leave the key out to keep what is set');
  const limit = rule?.lines ? LONGEST.lines : LONGEST.line;
  if (given.length > limit) throw invalid(key, `it has more than ${limit} characters`);
  if (hasControl(inner(rule, given))) throw invalid(key, 'it holds a line break or control character');
  const value = trimmed(rule, given);
  const parts = rule?.lines === 'list' ? linesOf(value) : [value];
  const valid = value === '' || rule?.valid === undefined || parts.every(rule.valid);
  if (!valid) throw invalid(key, `it must be ${rule?.form ?? 'something else'}`);
  return value;
}

/** What of a value must not hold control characters: line breaks are part of some, tabs of scripts. */
function inner(rule: SettingRule | undefined, given: string): string {
  if (rule?.lines === undefined) return given;
  return given.replace(rule.lines === 'text' ? /\r\n|[\n\t]/g : /\r\n|\n/g, '');
}

function trimmed(rule: SettingRule | undefined, given: string): string {
  if (rule?.lines === 'list') return linesOf(given).join('\n');
  return rule?.lines === 'text' ? given.replaceAll('\r\n', '\n').trimEnd() : given.trim();
}

const invalid = (key: string, detail: string): FieldbootError =>
  new FieldbootError('SETTING_INVALID', { key: key.slice(0, 60), detail });

/** What a technician should know before using these settings. */
export function settingWarnings(settings: Settings): Problem[] {
  return loginOf(settings).root === 'ask' ? [problem('PROFILE_NO_LOGIN')] : [];
}
