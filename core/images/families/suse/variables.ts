/** What AutoYaST's template is told beside the form. */
import type { InstallContext } from '../../family.ts';
import { words } from '../../words.ts';
import { tellFailure, tellFinished, tellStage } from '../report-scripts.ts';

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

/** Names that YaST's storage knows the placeholders by until the machine has chosen its disks. */
const placeholder = (number: number): string => `/dev/fieldboot-disk-${number}`;

export function suseVariables({ image, form, machine, urls, hostname }: InstallContext) {
  const major = Number(image.facts.major || 15);
  const modules = words(image.facts.modules);
  return {
    major,
    enterprise: image.facts.distro === 'sles' || image.facts.distro === 'sled',
    product: image.facts.distro === 'sled' ? 'SLED' : 'SLES',
    // The base product of a full SLE 15 medium is at its root or in Product-…; the rest are add-ons.
    addOns: modules.filter((path) => path.startsWith('Module-')).map((path) => `/${path}`),
    language: form.locale.split('.')[0],
    keymap: KEYMAPS[form.keyboard] ?? '',
    fqdn: form.network.domain ? `${hostname}.${form.network.domain}` : hostname,
    uefi: machine.firmware.startsWith('uefi'),
    disks: Array.from({ length: form.disk.count }, (_, index) => placeholder(index + 1)),
    tellPartitioning: tellStage(urls.report, 'partitioning'),
    tellChooseDisk: tellStage(urls.report, 'choose-disk'),
    tellPackages: tellStage(urls.report, 'packages'),
    tellFinishing: tellStage(urls.report, 'finishing'),
    tellFinished: tellFinished(urls.report),
    tellFailure: tellFailure(urls.report, 'The installer stopped with an error; see its log.', [
      '/var/log/YaST2',
    ]),
  };
}
