/** Which settings exist, what they may hold, and which are secret. */
import { parseCidr, parseIpv4, parseMac } from '../wire/address.ts';
import { parseSize } from './form/disk.ts';
import { DEFAULT_HOSTNAME } from './hostname.ts';
import { isPasswordHash } from './password.ts';
import type { Settings } from './profile.ts';
import { words } from './words.ts';

/** How a setting is checked and shown. */
export interface SettingRule {
  /** What it is for, in one clause. */
  readonly about: string;
  /** What a value looks like, for the message when it does not. */
  readonly form?: string;
  /** Whether a value can be used; of a list, whether one line of it can. */
  readonly valid?: (value: string) => boolean;
  /** `list`: one thing on each line; `text`: a whole text, tabs and all. Absent: one line. */
  readonly lines?: 'list' | 'text';
  /** Only its hash is kept, under this key. */
  readonly hashedAs?: string;
  /** Not to be shown. */
  readonly secret?: boolean;
}

const oneOf = (...values: string[]) => ({
  form: `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`,
  valid: (value: string) => values.includes(value),
});
const matching = (form: string, pattern: RegExp) => ({ form, valid: (value: string) => pattern.test(value) });
const eachWord = (form: string, valid: (word: string) => boolean) => ({
  form,
  valid: (value: string) => words(value).every(valid),
});
const isIpv4 = (text: string): boolean => parseIpv4(text) !== null;
const size = {
  form: 'a size such as 400G, 1.5T or 16GiB',
  valid: (value: string) => parseSize(value) !== null,
};
const hash = { ...matching('a hash such as $6$…', /./), valid: isPasswordHash, secret: true };

/** Disks that are named; "all" and patterns are not names. */
const DISK = /^\/dev\/(?:disk\/by-(?:id|path)\/[\w:.@+-]+|[a-z]+[\w!]*)$/;
const SSH_KEY = /^(?:ssh-(?:rsa|ed25519)|ecdsa-sha2-nistp\d+|sk-[\w@.-]+) [A-Za-z0-9+/]+=*(?: .*)?$/;
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const HOST = /^[\w.:-]+$/;
const WEB = 'https?:\\/\\/[\\w.-]+(?::\\d+)?(?:\\/[\\w.~+%/-]*)?';
const web = matching('an http:// or https:// address', new RegExp(`^${WEB}$`));
const REPOSITORY = new RegExp(`^(?:[A-Za-z0-9][\\w.-]{0,39} +)?${WEB}(?: +[\\w.~+/-]+)*$`);
const BOND_MODES = ['active-backup', '802.3ad', 'balance-rr', 'balance-xor', 'broadcast', 'balance-tlb'];

type Rules = Readonly<Record<string, SettingRule>>;

const PLACE: Rules = {
  locale: {
    about: 'language and country',
    ...matching('such as en_US.UTF-8', /^(?:C|[a-z]{2,3}(?:_[A-Z]{2})?)(?:\.[\w-]+)?(?:@\w+)?$/),
  },
  keyboard: { about: 'keyboard layout', ...matching('such as us or de', /^[\w()-]{1,30}$/) },
  timezone: { about: 'time zone', ...matching('such as Etc/UTC', /^[A-Z][\w+-]*(?:\/[\w+-]+)*$/) },
  ntp: { about: 'time servers', ...eachWord('host names or addresses', (word) => HOST.test(word)) },
};

const NETWORK: Rules = {
  hostname: { about: 'name of the machine, or a pattern for it' },
  domain: {
    about: 'domain of the machine',
    ...matching('such as lab.example', new RegExp(`^${LABEL}(?:\\.${LABEL})*$`)),
  },
  network: {
    about: 'address of the installed system; auto: fixed where the machine has one, otherwise DHCP',
    ...oneOf('auto', 'dhcp', 'static'),
  },
  address: {
    about: "the machine's fixed address",
    form: 'such as 192.168.5.20/24',
    valid: (value) => (parseCidr(value)?.prefix ?? 0) > 0,
  },
  gateway: { about: 'router of the fixed address', form: 'an IPv4 address', valid: isIpv4 },
  dns: { about: 'name servers', ...eachWord('IPv4 addresses with spaces between', isIpv4) },
  vlan: {
    about: 'VLAN of the installed system',
    form: '1 to 4094',
    valid: (value) => /^[1-9]\d{0,3}$/.test(value) && Number(value) <= 4094,
  },
  bond: { about: 'mode of the bond; empty: none', ...oneOf(...BOND_MODES) },
  bond_ports: {
    about: 'ports of the bond beside the interface that boots',
    ...eachWord(
      'MACs or interface names',
      (word) => parseMac(word) !== null || /^[a-z][\w.-]{1,14}$/.test(word),
    ),
  },
};

const DISKS: Rules = {
  disk: {
    about: 'disk to install on (two for RAID 1); empty: the only fixed one, or by the rule',
    ...eachWord('such as /dev/sda or /dev/disk/by-id/…', (word) => DISK.test(word)),
  },
  disk_pick: {
    about: 'which of the fixed disks that fit',
    ...oneOf('only', 'ssd', 'smallest', 'largest', 'smallest-ssd', 'largest-ssd'),
  },
  disk_min: { about: 'smallest size that fits', ...size },
  disk_max: { about: 'largest size that fits', ...size },
  disk_model: {
    about: "what the disk's model contains",
    ...matching('letters, digits, spaces and ._+-', /^[\w .+-]{1,60}$/),
  },
  disk_serial: {
    about: "what the disk's serial number contains",
    ...matching('letters, digits and ._-', /^[\w.-]{1,60}$/),
  },
  layout: { about: 'partitions, logical volumes or mirrored disks', ...oneOf('plain', 'lvm', 'raid1') },
  filesystem: {
    about: 'file system; auto: what the system itself takes',
    ...oneOf('auto', 'ext4', 'xfs', 'btrfs'),
  },
  swap: {
    about: 'swap space',
    form: 'auto, none or a size such as 4G',
    valid: (value) => ['auto', 'none'].includes(value) || parseSize(value) !== null,
  },
};

const PEOPLE: Rules = {
  root_password: { about: 'password of root', hashedAs: 'root_password_hash', secret: true },
  root_password_hash: { about: 'hash of the password of root', ...hash },
  user: { about: 'account to make', ...matching('such as tech', /^[a-z][a-z0-9_-]{0,31}$/) },
  user_fullname: { about: "the account's full name", ...matching('without : and ,', /^[^:,=&"\\]*$/) },
  user_password: { about: "the account's password", hashedAs: 'user_password_hash', secret: true },
  user_password_hash: { about: "hash of the account's password", ...hash },
  ssh_key: {
    about: 'public keys that may log in, one on a line',
    lines: 'list',
    ...matching('public keys, as in id_ed25519.pub', SSH_KEY),
  },
  sudo: {
    about: 'whether the account may become root; auto: when root is locked',
    ...oneOf('auto', 'yes', 'no', 'nopassword'),
  },
};

const SYSTEM: Rules = {
  packages: {
    about: 'packages and groups beside the base system',
    ...matching('names with spaces between', /^[\w@^+.:*-]+(?: +[\w@^+.:*-]+)*$/),
  },
  kernel_args: {
    about: 'kernel arguments, for the installed system too',
    ...matching('such as console=ttyS0,115200', /^[^"'\\`$;|&<>{}]*$/),
  },
  mirror: { about: 'package mirror of the installed system', ...web },
  proxy: { about: 'HTTP proxy of the installed system', ...web },
  repositories: {
    about: 'more repositories, one on a line',
    lines: 'list',
    ...matching('[NAME] URL [SUITE COMPONENT…]', REPOSITORY),
  },
  selinux: {
    about: 'SELinux, where there is one',
    ...oneOf('auto', 'enforcing', 'permissive', 'disabled'),
  },
  firewall: { about: 'firewall, where there is one', ...oneOf('auto', 'on', 'off') },
  post_script: { about: 'script that runs in the installed system at the end', lines: 'text' },
  register: {
    about: 'configuration management it reports to',
    ...oneOf('none', 'puppet', 'ansible', 'salt'),
  },
  register_to: {
    about: 'Puppet server, Salt master, or the repository that ansible-pull fetches',
    ...matching('a host name, or the address of a repository', /^[\w.:/@~+-]{1,200}$/),
  },
  register_playbook: {
    about: 'playbook in the Ansible repository',
    ...matching('a path such as site.yml', /^(?!\/)[\w./-]{1,120}$/),
  },
  finish: { about: 'what the machine does at the end', ...oneOf('reboot', 'poweroff') },
  purpose: {
    about: 'whether it runs from memory, or is installed on the disk and erases it',
    ...oneOf('run', 'install'),
  },
  boot_way: { about: 'how the installer is started; empty: as the memory allows', ...oneOf('http', 'nfs') },
  entry: {
    about: "entry of the medium's own boot menu; empty: its default",
    ...matching('the id of an entry, as the image lists them', /^[a-z0-9][a-z0-9-]{0,59}$/),
  },
  product: {
    about: "SUSE's product, where the medium has several",
    ...matching('such as SLES or openSUSE_Leap', /^[A-Za-z][\w.-]{0,40}$/),
  },
};

/** Every setting that the families' templates know. */
export const SETTINGS: Rules = { ...PLACE, ...NETWORK, ...DISKS, ...PEOPLE, ...SYSTEM };

/** Defaults that every family shares. A family sets its packages. */
export const COMMON_DEFAULTS: Settings = {
  locale: 'en_US.UTF-8',
  keyboard: 'us',
  timezone: 'Etc/UTC',
  ntp: '',
  hostname: DEFAULT_HOSTNAME,
  domain: '',
  network: 'auto',
  address: '',
  gateway: '',
  dns: '',
  vlan: '',
  bond: '',
  bond_ports: '',
  disk: '',
  disk_pick: 'only',
  disk_min: '',
  disk_max: '',
  disk_model: '',
  disk_serial: '',
  layout: 'plain',
  filesystem: 'auto',
  swap: 'auto',
  user: '',
  user_fullname: '',
  ssh_key: '',
  sudo: 'auto',
  packages: '',
  kernel_args: '',
  mirror: '',
  proxy: '',
  repositories: '',
  selinux: 'auto',
  firewall: 'auto',
  post_script: '',
  register: 'none',
  register_to: '',
  register_playbook: 'local.yml',
  finish: 'reboot',
};
