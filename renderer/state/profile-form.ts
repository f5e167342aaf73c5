/** The profile editor's fields: which there are, in which order, and what a save has to send. Pure. */
import type { ProfileView } from '../../core/api/contract.ts';

type Settings = Readonly<Record<string, string>>;

export const GROUPS = ['place', 'machine', 'people', 'system', 'other'] as const;
export type Group = (typeof GROUPS)[number];

const KNOWN: Readonly<Record<Exclude<Group, 'other'>, readonly string[]>> = {
  place: ['locale', 'keyboard', 'timezone', 'ntp'],
  machine: ['hostname', 'domain', 'disk', 'layout', 'finish'],
  people: ['root_password', 'user', 'user_fullname', 'user_password', 'ssh_key'],
  system: ['packages', 'mirror', 'kernel_args'],
};

/** Written, never read back: the engine keeps a hash of each under the second name. */
export const SECRETS: Readonly<Record<string, string>> = {
  root_password: 'root_password_hash',
  user_password: 'user_password_hash',
};

export interface Field {
  readonly key: string;
  readonly secret: boolean;
  /** What was set; empty: nothing. Of a secret: never the value. */
  readonly value: string;
  readonly isSet: boolean;
  readonly default: string;
}

/** Known fields in their groups, then every other key of the profile or the family's defaults. */
export function fieldsOf({
  settings,
  defaults,
}: Pick<ProfileView, 'settings' | 'defaults'>): Record<Group, Field[]> {
  const known = new Set([...Object.values(KNOWN).flat(), ...Object.values(SECRETS)]);
  const offered = (key: string) => key in defaults || key in settings || key in SECRETS;
  const others = Object.keys({ ...defaults, ...settings }).filter((key) => !known.has(key));
  const make = (keys: readonly string[]) =>
    keys.filter(offered).map((key) => fieldOf(key, settings, defaults));
  return {
    place: make(KNOWN.place),
    machine: make(KNOWN.machine),
    people: make(KNOWN.people),
    system: make(KNOWN.system),
    other: make(others.toSorted()),
  };
}

function fieldOf(key: string, settings: Settings, defaults: Settings): Field {
  const hash = SECRETS[key];
  const secret = hash !== undefined || /password|secret|token/.test(key);
  const isSet = (settings[hash ?? key] ?? '') !== '';
  return { key, secret, value: secret ? '' : (settings[key] ?? ''), isSet, default: defaults[key] ?? '' };
}

/** Settings that differ from what is stored; an empty text takes one back. */
export function changedSettings(edited: Settings, stored: Settings): Record<string, string> {
  const changes = Object.entries(edited).filter(([key, value]) => {
    const hash = SECRETS[key];
    if (hash !== undefined) return value !== '' || (stored[hash] ?? '') !== '';
    return value.trim() !== (stored[key] ?? '');
  });
  return Object.fromEntries(changes);
}
