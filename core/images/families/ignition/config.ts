/**
 * The profile form as an Ignition configuration of the installed system, for Fedora CoreOS and Flatcar (Ignition's
 * configuration specification 3.3.0, which both read). Nothing is installed as a package there: what the form says of
 * packages, mirrors, repositories, layout and file system is left out, and told by ignitionLeavesOut.
 */

import { wantedOf } from '../../form/wanted.ts';
import type { Form } from '../../form.ts';
import { connectionFiles } from './network.ts';

interface File {
  readonly path: string;
  readonly content: string;
  /** 0o644 where nothing is said. */
  readonly mode?: number;
}

export interface IgnitionSubject {
  readonly form: Form;
  readonly hostname: string;
  /** MAC of the interface that the machine booted from. */
  readonly mac: string;
  /** Shell that the installed system runs once, at its first start; empty: none. */
  readonly firstStart: string;
}

/** The configuration as an object; JSON of it is the file. */
export function ignitionOf(subject: IgnitionSubject): Readonly<Record<string, unknown>> {
  const { form } = subject;
  const { kernelArgs, timezone, proxy } = form;
  return {
    ignition: { version: '3.3.0', ...(proxy ? { proxy: { httpProxy: proxy, httpsProxy: proxy } } : {}) },
    ...(kernelArgs.length > 0 ? { kernelArguments: { shouldExist: kernelArgs } } : {}),
    passwd: { users: usersOf(form) },
    storage: {
      files: filesOf(subject).map(({ path, content, mode = 0o644 }) => ({
        path,
        mode,
        overwrite: true,
        contents: { source: `data:,${encodeURIComponent(content)}` },
      })),
      links: [{ path: '/etc/localtime', target: `../usr/share/zoneinfo/${timezone}`, overwrite: true }],
    },
    systemd: { units: subject.firstStart === '' ? [] : [FIRST_START] },
  };
}

/** Keys of the settings that Ignition's systems have no place for. */
export const ignitionLeavesOut = (form: Form): string[] =>
  wantedOf(form, [
    'layout',
    'filesystem',
    'swap',
    'packages',
    'mirror',
    'repositories',
    'register',
    'firewall',
  ]);

function usersOf({ login }: Form): Readonly<Record<string, unknown>>[] {
  const { root, rootHash, user, sshKeys, keyOwner, sudo } = login;
  const keysOf = (name: string) =>
    keyOwner === name && sshKeys.length > 0 ? { sshAuthorizedKeys: sshKeys } : {};
  const rootUser = {
    name: 'root',
    ...(root === 'password' ? { passwordHash: rootHash } : {}),
    ...keysOf('root'),
  };
  return [
    ...(Object.keys(rootUser).length > 1 ? [rootUser] : []),
    ...(user === null
      ? []
      : [
          {
            name: user.name,
            gecos: user.fullname,
            passwordHash: user.hash,
            ...keysOf(user.name),
            ...(sudo === 'no' ? {} : { groups: ['sudo', 'wheel'] }),
          },
        ]),
  ];
}

const SCRIPT = '/usr/local/bin/fieldboot-first-start';

/** Once: the script's own mark keeps it from running again. */
const FIRST_START = {
  name: 'fieldboot-first-start.service',
  enabled: true,
  contents: `[Unit]
Description=What the profile does at the first start
Wants=network-online.target
After=network-online.target
ConditionPathExists=!/var/lib/fieldboot-first-start
[Service]
Type=oneshot
ExecStart=/bin/sh ${SCRIPT}
ExecStartPost=/bin/touch /var/lib/fieldboot-first-start
[Install]
WantedBy=multi-user.target
`,
};

function filesOf({ form, hostname, mac, firstStart }: IgnitionSubject): File[] {
  const { login, network, keyboard, locale, ntp, selinux } = form;
  const name = network.domain ? `${hostname}.${network.domain}` : hostname;
  const nopassword = login.user !== null && login.sudo === 'nopassword';
  return [
    { path: '/etc/hostname', content: `${name}\n` },
    { path: '/etc/vconsole.conf', content: `KEYMAP=${keyboard}\n` },
    { path: '/etc/locale.conf', content: `LANG=${locale}\n` },
    ...Object.entries(connectionFiles(network, mac)).map(([path, content]) => ({
      path,
      content,
      mode: 0o600,
    })),
    ...(nopassword
      ? [
          {
            path: `/etc/sudoers.d/${login.user?.name}`,
            content: `${login.user?.name} ALL=(ALL) NOPASSWD: ALL\n`,
            mode: 0o440,
          },
        ]
      : []),
    ...(ntp.length > 0
      ? [
          {
            path: '/etc/chrony.conf',
            content: `${ntp.map((server) => `server ${server} iburst\n`).join('')}driftfile /var/lib/chrony/drift\nmakestep 1.0 3\nrtcsync\n`,
          },
        ]
      : []),
    ...(selinux
      ? [{ path: '/etc/selinux/config', content: `SELINUX=${selinux}\nSELINUXTYPE=targeted\n` }]
      : []),
    ...(firstStart ? [{ path: SCRIPT, content: firstStart, mode: 0o755 }] : []),
  ];
}
