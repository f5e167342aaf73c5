/**
 * The profile form as an Ignition configuration of one machine, for Fedora CoreOS and Flatcar (Ignition's configuration
 * specification 3.3.0, which both read). Nothing is installed as a package there: what the form says of packages,
 * repositories, layout and file system is left out, and told by ignitionLeavesOut.
 */

import { wantedOf } from '../../form/wanted.ts';
import type { Form } from '../../form.ts';
import { connectionFiles } from './network.ts';
import { networkdFiles } from './networkd.ts';

/** Which system reads it: each has its network, its clock and its console set up by other programs. */
export type Flavour = 'coreos' | 'flatcar';

export interface IgnitionSubject {
  readonly form: Form;
  readonly hostname: string;
  /** MAC of the interface that the machine booted from. */
  readonly mac: string;
  readonly flavour: Flavour;
}

/** A configuration as an object; JSON of it is the file. */
export type IgnitionConfig = Readonly<Record<string, unknown>>;

/** A file that the system gets. */
export interface File {
  readonly path: string;
  /** 0o644 where nothing is said. */
  readonly mode?: number;
  /** What is in it; or the URL that Ignition fetches it from. */
  readonly content: string | { readonly source: string };
}

interface Unit {
  readonly name: string;
  readonly enabled: true;
  readonly contents: string;
}

/** The configuration of a system: the live one where it runs from memory, or the installed one at its first start. */
export function ignitionOf(subject: IgnitionSubject): IgnitionConfig {
  const { form } = subject;
  const { kernelArgs, timezone, proxy } = form;
  return ignitionConfig({
    ...(proxy ? { proxy } : {}),
    users: usersOf(form),
    files: filesOf(subject),
    links: timezone === 'Etc/UTC' ? [] : [zoneLink(timezone)],
    units: form.postScript === '' ? [] : [FIRST_START],
    // coreos-installer puts them into the boot loader itself, which saves a restart.
    kernelArgs: subject.flavour === 'flatcar' ? kernelArgs : [],
  });
}

const zoneLink = (timezone: string) => ({
  path: '/etc/localtime',
  target: `../usr/share/zoneinfo/${timezone}`,
  overwrite: true,
});

/** A configuration of these parts; a part that is empty is left out. */
export function ignitionConfig(parts: {
  readonly proxy?: string;
  readonly users: readonly unknown[];
  readonly files: readonly File[];
  readonly links?: readonly unknown[];
  readonly units?: readonly Unit[];
  readonly kernelArgs?: readonly string[];
}): IgnitionConfig {
  const { proxy, users, files, links = [], units = [], kernelArgs = [] } = parts;
  return {
    ignition: { version: '3.3.0', ...(proxy ? { proxy: { httpProxy: proxy, httpsProxy: proxy } } : {}) },
    ...(kernelArgs.length > 0 ? { kernelArguments: { shouldExist: kernelArgs } } : {}),
    ...(users.length > 0 ? { passwd: { users } } : {}),
    storage: { files: files.map(written), ...(links.length > 0 ? { links } : {}) },
    ...(units.length > 0 ? { systemd: { units } } : {}),
  };
}

const written = ({ path, content, mode = 0o644 }: File) => ({
  path,
  mode,
  overwrite: true,
  contents: typeof content === 'string' ? { source: `data:,${encodeURIComponent(content)}` } : content,
});

/** Keys of the settings that Ignition's systems have no place for. */
export const ignitionLeavesOut = (form: Form): string[] =>
  wantedOf(form, ['layout', 'filesystem', 'swap', 'packages', 'repositories', 'register', 'firewall']);

/** `core` is the account that both systems have; without an account of the profile's the keys are for it. */
export function usersOf({ login }: Form): Readonly<Record<string, unknown>>[] {
  const { root, rootHash, user, sshKeys, sudo } = login;
  const keys = sshKeys.length > 0 ? { sshAuthorizedKeys: sshKeys } : {};
  return [
    ...(root === 'password' ? [{ name: 'root', passwordHash: rootHash }] : []),
    ...(user === null && sshKeys.length > 0 ? [{ name: 'core', ...keys }] : []),
    ...(user === null
      ? []
      : [
          {
            name: user.name,
            gecos: user.fullname,
            passwordHash: user.hash,
            ...keys,
            ...(sudo === 'no' ? {} : { groups: ['sudo', 'wheel'] }),
          },
        ]),
  ];
}

const SCRIPT = '/usr/local/bin/fieldboot-first-start';
const DONE = '/var/lib/fieldboot-first-start';

/** The profile's script, once: its mark keeps it from running again. */
const FIRST_START: Unit = {
  name: 'fieldboot-first-start.service',
  enabled: true,
  contents: `[Unit]
Description=What the profile does at the first start
Wants=network-online.target
After=network-online.target
ConditionPathExists=!${DONE}
[Service]
Type=oneshot
ExecStart=${SCRIPT}
ExecStartPost=/bin/touch ${DONE}
[Install]
WantedBy=multi-user.target
`,
};

function filesOf({ form, hostname, mac, flavour }: IgnitionSubject): File[] {
  const { login, network, selinux, postScript } = form;
  const { user, sudo } = login;
  const name = network.domain ? `${hostname}.${network.domain}` : hostname;
  const sudoers =
    user !== null && sudo === 'nopassword'
      ? [
          {
            path: `/etc/sudoers.d/${user.name}`,
            content: `${user.name} ALL=(ALL) NOPASSWD: ALL\n`,
            mode: 0o440,
          },
        ]
      : [];
  return [
    { path: '/etc/hostname', content: `${name}\n` },
    ...FILES[flavour](form, mac),
    ...sudoers,
    ...(selinux
      ? [{ path: '/etc/selinux/config', content: `SELINUX=${selinux}\nSELINUXTYPE=targeted\n` }]
      : []),
    ...(postScript ? [{ path: SCRIPT, content: postScript, mode: 0o755 }] : []),
  ];
}

const FILES: Readonly<Record<Flavour, (form: Form, mac: string) => File[]>> = {
  coreos: ({ keyboard, locale, ntp, network }, mac) => [
    { path: '/etc/vconsole.conf', content: `KEYMAP=${keyboard}\n` },
    { path: '/etc/locale.conf', content: `LANG=${locale}\n` },
    ...(ntp.length > 0 ? [{ path: '/etc/chrony.conf', content: chrony(ntp) }] : []),
    ...filesAt(connectionFiles(network, mac), 0o600),
  ],
  flatcar: ({ ntp, network }, mac) => [
    ...(ntp.length > 0
      ? [{ path: '/etc/systemd/timesyncd.conf.d/site.conf', content: `[Time]\nNTP=${ntp.join(' ')}\n` }]
      : []),
    ...filesAt(networkdFiles(network, mac), 0o644),
  ],
};

const chrony = (servers: readonly string[]): string =>
  `${servers.map((server) => `server ${server} iburst\n`).join('')}driftfile /var/lib/chrony/drift\nmakestep 1.0 3\nrtcsync\n`;

const filesAt = (files: Readonly<Record<string, string>>, mode: number): File[] =>
  Object.entries(files).map(([path, content]) => ({ path, content, mode }));
