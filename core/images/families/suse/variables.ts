/** What AutoYaST's template is told beside the form. */
import type { InstallContext } from '../../family.ts';
import type { Form } from '../../form.ts';
import { words } from '../../words.ts';
import { reportDisks, tellStage } from '../report-scripts.ts';
import { interfacesOf, portName } from './networking.ts';
import { partitioningOf, placeholder } from './partitioning.ts';
import { list, type YastPart, type YastValue, yastXml } from './xml.ts';

/** YaST's names of the keyboards that X names otherwise (yast-country: keyboard/keyboards.rb). */
const KEYMAPS: Readonly<Record<string, string>> = {
  us: 'english-us',
  gb: 'english-uk',
  de: 'german',
  fr: 'french',
  es: 'spanish',
  it: 'italian',
  pt: 'portugese',
  br: 'portugese-br',
  ru: 'russian',
  jp: 'japanese',
  cn: 'chinese',
};

export const hasKeymap = (keyboard: string): boolean => Object.hasOwn(KEYMAPS, keyboard);

export function suseVariables(context: InstallContext) {
  const { image, form, machine, urls, joined, hostname } = context;
  const major = releaseOf(image.facts.major);
  const modules = words(image.facts.modules);
  const { network } = form;
  return {
    major,
    enterprise: image.facts.distro === 'sles' || image.facts.distro === 'sled',
    product: image.facts.distro === 'sled' ? 'SLED' : 'SLES',
    // The base product of a full SLE 15 medium is at its root or in Product-…; the rest are add-ons.
    joined: joined.filter(({ kind }) => kind !== 'apt'),
    addOns: modules.filter((path) => path.startsWith('Module-')).map((path) => `/${path}`),
    language: form.locale.split('.')[0],
    keymap: KEYMAPS[form.keyboard] ?? '',
    fqdn: network.domain ? `${hostname}.${network.domain}` : hostname,
    ...groupsAndPackages(form.packages),
    sections: sectionsOf(context, major),
    disks: Array.from({ length: form.disk.count }, (_, index) => placeholder(index + 1)),
    ports: network.special
      ? [machine.mac, ...(network.bond?.ports ?? [])].map((port, index) => ({
          name: portName(index + 1),
          port,
        }))
      : [],
    tellPartitioning: tellStage(urls.report, 'partitioning'),
    tellDisks: reportDisks(urls.report),
    tellChooseDisk: tellStage(urls.report, 'choose-disk'),
    tellFinishing: tellStage(urls.report, 'finishing'),
    tellPostScriptFailed: tellStage(urls.report, 'post-script-failed'),
  };
}

/** Leap 42 is built of SLE 12; Tumbleweed's version is a date. */
const releaseOf = (major: string | undefined): number => (major === '42' ? 12 : Number(major) || 15);

/** `@name` is a pattern, SUSE's word for a group of packages. */
function groupsAndPackages(given: readonly string[]) {
  const isPattern = (name: string) => name.startsWith('@');
  return {
    patterns: given.filter(isPattern).map((name) => name.slice(1)),
    packages: given.filter((name) => !isPattern(name)),
  };
}

/** Sections of the profile that hang on what was set, as XML. */
function sectionsOf({ form, machine, hostname }: InstallContext, major: number): string {
  const sections: Readonly<Record<string, YastValue | null>> = {
    'ntp-client': timeOf(form.ntp, major),
    networking: networkingOf(form, hostname, major),
    firewall: firewallOf(form.firewall, major),
    bootloader: form.kernelArgs.length > 0 ? { global: { append: form.kernelArgs.join(' ') } } : null,
    partitioning: partitioningOf(form.layout, { uefi: machine.firmware.startsWith('uefi'), major }),
  };
  return Object.entries(sections)
    .map(([name, value]) => (value === null ? '' : yastXml(name, value, 1)))
    .join('');
}

/** SLE 12 has ntpd and its peers, later ones chrony. */
function timeOf(ntp: readonly string[], major: number): YastPart | null {
  if (ntp.length === 0) return null;
  const servers = ntp.map((address) => ({ address, iburst: true }));
  if (major >= 15)
    return { ntp_policy: 'auto', ntp_servers: list('ntp_server', servers), ntp_sync: 'systemd' };
  const peers = ntp.map((address) => ({ address, initial_sync: true, type: 'server' }));
  return { ntp_policy: 'auto', peers: list('peer', peers), start_at_boot: true };
}

function networkingOf({ network }: Form, hostname: string, major: number): YastPart {
  const { domain, dns } = network;
  const special = interfacesOf(network, major);
  return {
    keep_install_network: special === null,
    dns: {
      hostname,
      ...(domain ? { domain } : {}),
      ...(dns.length > 0 ? { nameservers: list('nameserver', dns) } : {}),
      ...(domain ? { searchlist: list('search', [domain]) } : {}),
    },
    ...(special ?? {}),
  };
}

/** With the firewall on, SSH stays open: the profile may have no other way in. */
function firewallOf(firewall: Form['firewall'], major: number): YastPart | null {
  if (firewall === null) return null;
  const on = firewall === 'on';
  const open = major < 15 ? { FW_CONFIGURATIONS_EXT: 'sshd' } : {};
  return { enable_firewall: on, start_firewall: on, ...(on ? open : {}) };
}
