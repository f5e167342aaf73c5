/**
 * The profile form: what every family renders its answers from, whatever its format.
 *
 * Settings are stored flat, as the technician gave them (`key=value`, see setting-rules.ts). Here they are read once
 * into values with a type, so that no family parses a setting of its own. What a family cannot do it leaves out, and
 * the lint says so.
 */
import { type DiskRule, diskRuleOf, parseSize } from './form/disk.ts';
import { type Login, loginOf } from './form/login.ts';
import { type Network, networkOf } from './form/network.ts';
import type { Settings } from './profile.ts';
import { linesOf, words } from './words.ts';

export interface Layout {
  /** `raid1`: two disks, mirrored. */
  readonly scheme: 'plain' | 'lvm' | 'raid1';
  /** null: what the system takes by itself. */
  readonly filesystem: 'ext4' | 'xfs' | 'btrfs' | null;
  /** MiB; 0: none; null: what the installer takes by itself. */
  readonly swapMiB: number | null;
}

export interface Repository {
  /** Short, unique among the profile's; made by us when none was given. */
  readonly name: string;
  readonly url: string;
  /** Debian's and Ubuntu's: suite and components; empty for the others. */
  readonly suite: readonly string[];
}

/** Which configuration management the machine reports to at its first start; null: none. */
export type Registration =
  | { readonly kind: 'puppet'; readonly server: string }
  | { readonly kind: 'salt'; readonly master: string }
  | { readonly kind: 'ansible'; readonly repository: string; readonly playbook: string }
  | null;

export interface Form {
  /** `en_US.UTF-8`. */
  readonly locale: string;
  /** `en`: language alone. */
  readonly language: string;
  /** Layout as X names it: `us`, `de`. */
  readonly keyboard: string;
  /** `Europe/Berlin`. */
  readonly timezone: string;
  /** Time servers; empty: the system's own. */
  readonly ntp: readonly string[];
  readonly disk: DiskRule;
  readonly layout: Layout;
  readonly network: Network;
  readonly login: Login;
  /** Packages, and groups in the family's own spelling (`@core`). */
  readonly packages: readonly string[];
  readonly kernelArgs: readonly string[];
  /** Package mirror of the installed system; null: none. */
  readonly mirror: string | null;
  readonly proxy: string | null;
  readonly repositories: readonly Repository[];
  /** null: what the system takes by itself. */
  readonly selinux: 'enforcing' | 'permissive' | 'disabled' | null;
  readonly firewall: 'on' | 'off' | null;
  /** Runs in the installed system at the end, with its own interpreter line; empty: none. */
  readonly postScript: string;
  readonly registration: Registration;
  readonly finish: 'reboot' | 'poweroff';
}

/** Reads settings (defaults, profile and machine merged; checked by prepareSettings before they were stored). */
export function formOf(settings: Settings): Form {
  const { locale = 'en_US.UTF-8', keyboard = 'us', timezone = 'Etc/UTC' } = settings;
  return {
    locale,
    language: /^[a-z]+/.exec(locale)?.[0] ?? 'en',
    keyboard,
    timezone,
    ntp: words(settings.ntp),
    disk: diskRuleOf(settings),
    layout: layoutOf(settings),
    network: networkOf(settings),
    login: loginOf(settings),
    packages: words(settings.packages),
    kernelArgs: words(settings.kernel_args),
    mirror: settings.mirror || null,
    proxy: settings.proxy || null,
    repositories: linesOf(settings.repositories).map(repositoryOf),
    selinux: chosen(settings.selinux, ['enforcing', 'permissive', 'disabled']),
    firewall: chosen(settings.firewall, ['on', 'off']),
    postScript: scriptOf(settings.post_script ?? ''),
    registration: registrationOf(settings),
    finish: settings.finish === 'poweroff' ? 'poweroff' : 'reboot',
  };
}

function layoutOf({ layout, filesystem, swap = 'auto' }: Settings): Layout {
  return {
    scheme: chosen(layout, ['lvm', 'raid1']) ?? 'plain',
    filesystem: chosen(filesystem, ['ext4', 'xfs', 'btrfs']),
    swapMiB: swap === 'auto' || swap === '' ? null : Math.round((parseSize(swap) ?? 0) / 1024 ** 2),
  };
}

function repositoryOf(line: string, index: number): Repository {
  const parts = words(line);
  const at = parts.findIndex((part) => part.includes('://'));
  const [url = '', ...suite] = parts.slice(at);
  return { name: at > 0 ? (parts[0] ?? '') : `site-${index + 1}`, url, suite };
}

function registrationOf(settings: Settings): Registration {
  const { register, register_to: to = '', register_playbook: playbook = '' } = settings;
  if (to === '') return null;
  if (register === 'puppet') return { kind: 'puppet', server: to };
  if (register === 'salt') return { kind: 'salt', master: to };
  return register === 'ansible'
    ? { kind: 'ansible', repository: to, playbook: playbook || 'local.yml' }
    : null;
}

/** A script without an interpreter line is the shell's. */
function scriptOf(text: string): string {
  const script = text.replaceAll('\r\n', '\n').trim();
  if (script === '') return '';
  return `${script.startsWith('#!') ? script : `#!/bin/sh\n${script}`}\n`;
}

const chosen = <T extends string>(value: string | undefined, known: readonly T[]): T | null =>
  known.find((one) => one === value) ?? null;
