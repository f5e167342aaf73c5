/** Looks over a machine's answers before they are used. */
import type { Family, InstallContext } from '../family.ts';
import type { Image } from '../image.ts';
import { lintAgama } from './agama.ts';
import { lintAutoinstall } from './autoinstall.ts';
import { lintAutoyast } from './autoyast.ts';
import { type Finding, sorted } from './finding.ts';
import { lintForm, lintLeftOut } from './form.ts';
import { lintIgnition } from './ignition.ts';
import { type KickstartVersion, lintKickstart } from './kickstart.ts';
import { lintPreseed } from './preseed.ts';

/** Formats by the names under which installers ask for them; what has another name is a script or a small file. */
const FORMATS: Readonly<Record<string, (text: string, image: Image) => Finding[]>> = {
  'ks.cfg': (text, image) => lintKickstart(text, versionOf(image)),
  'preseed.cfg': lintPreseed,
  'user-data': lintAutoinstall,
  'autoinst.xml': (text, { facts }) =>
    lintAutoyast(text, facts.major === '15' && /^sle[sd]$/.test(facts.distro ?? '')),
  'profile.jsonnet': lintAgama,
  'profile.json': lintAgama,
  'config.ign': lintIgnition,
};

/** Findings of one rendered answer file, in the order of its lines. */
export function lintAnswers(name: string, text: string, image: Image): Finding[] {
  return sorted(FORMATS[name]?.(text, image) ?? []);
}

/**
 * Findings that belong to no line: what the profile wants and this machine cannot give, or the family's own template
 * cannot say.
 */
export const lintMachine = (family: Family, { form, image, machine, profile }: InstallContext): Finding[] => [
  ...lintForm(form, machine.disks ?? null),
  ...(profile.answers === null ? lintLeftOut(family, image, form) : []),
];

function versionOf({ facts, name }: Image): KickstartVersion {
  const major = Number(facts.major) || 0;
  return facts.distro === 'fedora' ? { el: 10, title: name } : { el: major, title: `EL ${major}` };
}
