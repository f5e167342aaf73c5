/** The `key=value` settings of a profile: which exist, what they may hold, which are secret. */
import { FieldbootError, type Problem, problem } from '../errors.ts';
import { hasControl } from '../wire/text.ts';
import { DEFAULT_HOSTNAME } from './hostname.ts';
import { isPasswordHash } from './password.ts';
import type { Settings } from './profile.ts';

/** How a setting is checked and shown. */
export interface SettingRule {
  /** What it is for, in one clause. */
  readonly about: string;
  /** What a value looks like, for the message when it does not. */
  readonly form?: string;
  readonly valid?: (value: string) => boolean;
  /** Only its hash is kept, under this key. */
  readonly hashedAs?: string;
  /** Not to be shown. */
  readonly secret?: boolean;
}

const oneOf = (...values: string[]) => ({
  form: values.join(' or '),
  valid: (value: string) => values.includes(value),
});
const matching = (form: string, pattern: RegExp) => ({ form, valid: (value: string) => pattern.test(value) });
const hash = { ...matching('a hash such as $6$…', /./), valid: isPasswordHash, secret: true };

/** Disks that are named; "all" and patterns are not names. */
const DISK = /^\/dev\/(?:disk\/by-(?:id|path)\/[\w:.@+-]+|[a-z]+[\w!]*)$/;
const SSH_KEY = /^(?:ssh-(?:rsa|ed25519)|ecdsa-sha2-nistp\d+|sk-[\w@.-]+) [A-Za-z0-9+/]+=*(?: .*)?$/;
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';

/** Every setting that the families' templates know. */
export const SETTINGS: Readonly<Record<string, SettingRule>> = {
  locale: {
    about: 'language and country',
    ...matching('such as en_US.UTF-8', /^(?:C|[a-z]{2,3}(?:_[A-Z]{2})?)(?:\.[\w-]+)?(?:@\w+)?$/),
  },
  keyboard: { about: 'keyboard layout', ...matching('such as us or de', /^[\w()-]{1,30}$/) },
  timezone: { about: 'time zone', ...matching('such as Etc/UTC', /^[A-Z][\w+-]*(?:\/[\w+-]+)*$/) },
  hostname: { about: 'name of the machine, or a pattern for it' },
  domain: {
    about: 'domain of the machine',
    ...matching('such as lab.example', new RegExp(`^${LABEL}(?:\\.${LABEL})*$`)),
  },
  disk: {
    about: 'disk to install on; empty: the only fixed one',
    ...matching('such as /dev/sda or /dev/disk/by-id/…', DISK),
  },
  layout: { about: 'partitions or logical volumes', ...oneOf('plain', 'lvm') },
  root_password: { about: 'password of root', hashedAs: 'root_password_hash', secret: true },
  root_password_hash: { about: 'hash of the password of root', ...hash },
  user: { about: 'account to make', ...matching('such as tech', /^[a-z][a-z0-9_-]{0,31}$/) },
  user_fullname: { about: "the account's full name", ...matching('without : and ,', /^[^:,=&"\\]*$/) },
  user_password: { about: "the account's password", hashedAs: 'user_password_hash', secret: true },
  user_password_hash: { about: "hash of the account's password", ...hash },
  ssh_key: {
    about: 'public key that may log in',
    ...matching('one public key, as in id_ed25519.pub', SSH_KEY),
  },
  packages: {
    about: 'packages beside the base system',
    ...matching('names with spaces between', /^[\w@^+.:*-]+(?: +[\w@^+.:*-]+)*$/),
  },
  kernel_args: {
    about: 'kernel arguments, for the installed system too',
    ...matching('such as console=ttyS0,115200', /^[^"'\\`$;|&<>{}]*$/),
  },
  mirror: {
    about: 'package mirror of the installed system',
    ...matching('an http:// or https:// address', /^https?:\/\/[\w.-]+(?::\d+)?(?:\/[\w.~+%/-]*)?$/),
  },
  finish: { about: 'what the machine does at the end', ...oneOf('reboot', 'poweroff') },
  ntp: { about: 'time server', ...matching('a host name or address', /^[\w.:-]+$/) },
};

/** Defaults that every family shares. A family sets its packages. */
export const COMMON_DEFAULTS: Settings = {
  locale: 'en_US.UTF-8',
  keyboard: 'us',
  timezone: 'Etc/UTC',
  hostname: DEFAULT_HOSTNAME,
  domain: '',
  disk: '',
  layout: 'plain',
  user: '',
  user_fullname: '',
  ssh_key: '',
  packages: '',
  kernel_args: '',
  mirror: '',
  finish: 'reboot',
  ntp: '',
};

/** Hashes a password for /etc/shadow. */
export type CryptPassword = (password: string) => string;

/**
 * Checks settings and turns plain passwords into hashes: plain text is never stored. A key that no template of ours
 * knows is a variable for the technician's own; an empty value takes a setting back.
 * Throws SETTING_INVALID.
 */
export function prepareSettings(settings: Settings, cryptPassword: CryptPassword): Settings {
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => {
      const rule = checked(key, value);
      if (rule?.hashedAs === undefined) return [key, value.trim()];
      return [rule.hashedAs, value === '' ? '' : cryptPassword(value)];
    }),
  );
}

function checked(key: string, value: string): SettingRule | undefined {
  if (!/^[a-z][a-z0-9_]{0,39}$/.test(key))
    throw invalid(key, 'its name may hold small letters, digits and underscores');
  if (hasControl(value)) throw invalid(key, 'it holds a line break or control character');
  if (value.length > 4096) throw invalid(key, 'it has more than 4096 characters');
  const rule = Object.hasOwn(SETTINGS, key) ? SETTINGS[key] : undefined;
  const valid = value === '' || rule?.valid === undefined || rule.valid(value.trim());
  if (!valid) throw invalid(key, `it must be ${rule?.form ?? 'something else'}`);
  return rule;
}

const invalid = (key: string, detail: string): FieldbootError =>
  new FieldbootError('SETTING_INVALID', { key: key.slice(0, 60), detail });

/** Who may log in to the installed system. */
export interface Login {
  /**
   * `password`: `rootHash`; `locked`: nobody logs in as root with a password; `ask`: the installer asks on its
   * console, because a machine that nobody can enter would be of no use.
   */
  readonly root: 'password' | 'locked' | 'ask';
  readonly rootHash: string;
  /** `hash` is `*`, which no password matches, when the account has none. */
  readonly user: { readonly name: string; readonly fullname: string; readonly hash: string } | null;
  /** The account becomes root without a password: root is locked, and it has a key but no password itself. */
  readonly sudoWithoutPassword: boolean;
  readonly sshKey: string;
  /** Account that gets the key: the user, or root when there is none. */
  readonly keyOwner: string;
}

/** Who may log in. With a password or key for anybody, everything else is locked; with none, the installer asks. */
export function loginOf(settings: Settings): Login {
  const { user = '', user_fullname = '', ssh_key: sshKey = '' } = settings;
  const { root_password_hash: rootHash = '', user_password_hash: userHash = '' } = settings;
  const enters = sshKey !== '' || (user !== '' && userHash !== '');
  const root = rootHash ? 'password' : enters ? 'locked' : 'ask';
  return {
    root,
    rootHash,
    user: user ? { name: user, fullname: user_fullname || user, hash: userHash || '*' } : null,
    sudoWithoutPassword: root === 'locked' && user !== '' && userHash === '',
    sshKey,
    keyOwner: user || 'root',
  };
}

/** What a technician should know before using these settings. */
export function settingWarnings(settings: Settings): Problem[] {
  return loginOf(settings).root === 'ask' ? [problem('PROFILE_NO_LOGIN')] : [];
}

/** Words of a setting that is a list. */
export const words = (value: string | undefined): string[] => (value ?? '').split(/\s+/).filter(Boolean);
