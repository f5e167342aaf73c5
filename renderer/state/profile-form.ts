/** The profile editor's fields: which there are, in which order, and what a save has to send. Pure. */
import { HIDDEN, type ProfileView } from '../../core/api/contract.ts';

type Settings = Readonly<Record<string, string>>;

export const GROUPS = ['place', 'machine', 'disk', 'network', 'people', 'system', 'other'] as const;
export type Group = (typeof GROUPS)[number];

/** The few that most profiles set; they are open. */
const MAIN: Readonly<Partial<Record<Group, readonly string[]>>> = {
  place: ['locale', 'keyboard', 'timezone'],
  machine: ['purpose', 'hostname', 'layout', 'disk_pick'],
  people: ['root_password', 'user', 'user_password', 'ssh_key'],
  system: ['packages'],
};

/** The others, which a click opens. */
const MORE: Readonly<Partial<Record<Group, readonly string[]>>> = {
  disk: ['disk', 'disk_min', 'disk_max', 'disk_model', 'disk_serial', 'filesystem', 'swap'],
  network: ['domain', 'network', 'address', 'gateway', 'dns', 'vlan', 'bond', 'bond_ports', 'ntp'],
  people: ['user_fullname', 'sudo'],
  system: [
    'product',
    'mirror',
    'repositories',
    'proxy',
    'selinux',
    'firewall',
    'kernel_args',
    'register',
    'register_to',
    'register_playbook',
    'post_script',
    'finish',
  ],
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

export interface FieldGroup {
  readonly group: Group;
  readonly fields: readonly Field[];
}

/** Fields that are open, and those behind "More"; groups without a field are left out. */
export interface FormFields {
  readonly main: readonly FieldGroup[];
  readonly more: readonly FieldGroup[];
}

/** Known fields in their groups, then every other key of the profile or the family's defaults. */
export function fieldsOf({ settings, defaults }: Pick<ProfileView, 'settings' | 'defaults'>): FormFields {
  const known = new Set([
    ...Object.values({ ...MAIN }).flat(),
    ...Object.values(MORE).flat(),
    ...Object.values(SECRETS),
  ]);
  const offered = (key: string) => key in defaults || key in settings || key in SECRETS;
  const others = Object.keys({ ...defaults, ...settings }).filter((key) => !known.has(key));
  const make = (keys: Readonly<Partial<Record<Group, readonly string[]>>>): FieldGroup[] =>
    GROUPS.map((group) => ({
      group,
      fields: (keys[group] ?? []).filter(offered).map((key) => fieldOf(key, settings, defaults)),
    })).filter(({ fields }) => fields.length > 0);
  return { main: make(MAIN), more: make({ ...MORE, other: others.toSorted() }) };
}

/** How many of the fields are set; said on the button that opens them. */
export const countSet = (groups: readonly FieldGroup[]): number =>
  groups.flatMap(({ fields }) => fields).filter(({ isSet }) => isSet).length;

function fieldOf(key: string, settings: Settings, defaults: Settings): Field {
  const hash = SECRETS[key];
  const secret = hash !== undefined || settings[key] === HIDDEN;
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
