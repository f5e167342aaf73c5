/** The answer files of Ubuntu's installers, and what their templates are told. */
import type { AnswerFile, InstallContext } from '../../family.ts';
import { wantedOf } from '../../form/wanted.ts';
import type { Form } from '../../form.ts';
import type { Detection } from '../../image.ts';
import { reportDisks, sendJournal, tellFailure, tellFinished, tellStage } from '../report-scripts.ts';
import { runScript } from './finish.ts';
import { netplanOf } from './netplan.ts';
import { placeholder, storageOf } from './storage.ts';

/** cloud-init's three, and the scripts that the first of them has the installer fetch. */
const AUTOINSTALL: readonly AnswerFile[] = [
  { name: 'user-data', template: 'ubuntu-user-data.liquid' },
  { name: 'meta-data', template: 'ubuntu-meta-data.liquid' },
  { name: 'vendor-data', template: 'ubuntu-vendor-data.liquid' },
  { name: 'early.sh', template: 'ubuntu-early.liquid' },
  { name: 'late.sh', template: 'ubuntu-late.liquid' },
  { name: 'done.sh', template: 'ubuntu-done.liquid' },
  { name: 'failed.sh', template: 'ubuntu-failed.liquid' },
];

export function ubuntuAnswers({ facts }: Detection): readonly AnswerFile[] {
  if (facts.installer === 'none') return [];
  return facts.installer === 'ubiquity'
    ? [{ name: 'ubiquity.seed', template: 'ubuntu-ubiquity.liquid' }]
    : AUTOINSTALL;
}

/** What the preseed of the old desktop installer can say; everything else is asked on the machine. */
const SEED = new Set(['user']);

/** Ubuntu brings AppArmor in the place of SELinux. */
export function ubuntuLeavesOut({ facts }: Detection, form: Form): readonly string[] {
  if (facts.installer === 'subiquity') return wantedOf(form, ['selinux']);
  return wantedOf(form).filter((key) => facts.installer === 'none' || !SEED.has(key));
}

/** Where the live system keeps its installer's logs (subiquity, curtin) and the reports of what crashed. */
const LOGS = ['/var/log/installer', '/var/crash', '/var/log/syslog', '/var/log/cloud-init.log'];

export function ubuntuVariables(context: InstallContext): Readonly<Record<string, unknown>> {
  const { image, form, machine, urls, hostname } = context;
  const joined = context.joined.filter(({ kind }) => kind === 'apt');
  const { login } = form;
  const uefi = machine.firmware.startsWith('uefi');
  return {
    autoinstall: autoinstallOf(context, uefi),
    disks: Array.from({ length: form.disk.count }, (_, index) => placeholder(index + 1)),
    sendJournal: sendJournal(urls.syslog),
    tellPartitioning: tellStage(urls.report, 'partitioning'),
    tellDisks: reportDisks(urls.report),
    tellPostScriptFailed: tellStage(urls.report, 'post-script-failed'),
    tellChooseDisk: tellStage(urls.report, 'choose-disk'),
    tellFinishing: tellStage(urls.report, 'finishing'),
    tellFinished: tellFinished(urls.report),
    tellFailure: tellFailure(urls.report, 'The installer stopped with an error; see its log.', LOGS),
    netplan: form.network.special ? JSON.stringify(netplanOf(form.network, machine.mac), null, 2) : '',
    fqdn: form.network.domain ? `${hostname}.${form.network.domain}` : hostname,
    rootHash: login.root === 'password' ? login.rootHash : '',
    rootKeys: login.keyOwner === 'root' ? login.sshKeys : [],
    timezone: timezoneOf(form.timezone),
    // With further media the packages are installed by late.sh, which knows them.
    latePackages: joined.length > 0 ? form.packages.map(taskOrPackage) : [],
    joined: joined.map(
      ({ url, suite, components = [] }) => `deb [trusted=yes] ${url} ${suite} ${components.join(' ')}`,
    ),
    tellPackagesFailed: tellStage(urls.report, 'packages-failed'),
    repositories: form.repositories.map(({ name, url, suite }) => ({
      name,
      line: `deb ${url} ${(suite.length > 0 ? suite : [image.facts.codename, 'main']).join(' ')}`,
    })),
  };
}

/**
 * The installer takes the zones that `timedatectl list-timezones` names and stops at any other. The systemd of 20.04 and
 * 22.04 names no Etc/…; UTC is always among them.
 */
const timezoneOf = (timezone: string): string =>
  /^Etc\/(?:UTC|UCT|GMT|Universal|Zulu|Greenwich)$/.test(timezone) ? 'UTC' : timezone;

/** The sections that hang on what was set; the template has those that do not. */
function autoinstallOf(
  { image, form, urls, joined, hostname }: InstallContext,
  uefi: boolean,
): Record<string, unknown> {
  const { login } = form;
  const asks = login.root === 'ask' && login.user === null;
  const identity = login.user && {
    hostname,
    realname: login.user.fullname,
    username: login.user.name,
    password: login.user.hash,
  };
  return {
    'interactive-sections': asks ? ['identity'] : [],
    ...(identity ? { identity } : {}),
    // Without an account: root alone, from cloud-init at the first start; its password and keys by late.sh.
    ...(identity || asks ? {} : { 'user-data': { hostname, disable_root: false, users: [] } }),
    ssh: sshOf(image, form.login, form.mirror),
    storage: storageOf(form.layout, uefi),
    apt: aptOf(form.mirror, Number.parseFloat(image.facts.release ?? '0')),
    ...(form.proxy ? { proxy: form.proxy } : {}),
    ...(form.packages.length > 0 && !joined.some(({ kind }) => kind === 'apt')
      ? { packages: form.packages.map(taskOrPackage) }
      : {}),
    shutdown: form.finish,
    'early-commands': [runScript(urls.own, 'early.sh')],
    'late-commands': [runScript(urls.own, 'late.sh')],
    'error-commands': [runScript(urls.own, 'failed.sh')],
    reporting: {
      builtin: { type: 'print' },
      fieldboot: { type: 'webhook', endpoint: `${urls.report}/curtin`, level: 'INFO' },
    },
  };
}

/** Desktop media hold no SSH server: it comes from a mirror or not at all. */
function sshOf(
  { facts }: Detection,
  { user, sshKeys }: InstallContext['form']['login'],
  mirror: string | null,
): Record<string, unknown> {
  return {
    'install-server': facts.kind === 'server' || mirror !== null,
    'authorized-keys': user === null ? [] : sshKeys,
    'allow-pw': sshKeys.length === 0,
  };
}

/** `@ubuntu-desktop` is a task, apt's word for a group of packages. */
const taskOrPackage = (name: string): string => (name.startsWith('@') ? `${name.slice(1)}^` : name);

/** The first release whose installer tries mirrors before it takes them (autoinstall reference, "mirror-selection"). */
const TRIES_MIRRORS = 23;

/** On a cable without a way out the installer takes what is on the medium; it asks nobody where in the world it is. */
function aptOf(mirror: string | null, release: number): Record<string, unknown> {
  const offline = { geoip: false, fallback: 'offline-install' };
  if (mirror === null) return offline;
  return release < TRIES_MIRRORS
    ? { ...offline, primary: [{ arches: ['default'], uri: mirror }] }
    : { ...offline, 'mirror-selection': { primary: [{ uri: mirror }] } };
}
