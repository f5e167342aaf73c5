/** Is it a SUSE medium whose installer is started by linuxrc, and which? */
import { type Problem, problem } from '../../../errors.ts';
import { readText } from '../../../media/read-whole.ts';
import type { MediumTree } from '../../../media/tree.ts';
import type { Arch, Detection } from '../../image.ts';
import type { Refusal, Signature } from '../../signature.ts';

const SMALL = 256 * 1024;

export const SIGNATURE: Signature = {
  marks: [
    { path: 'media.1/media', source: 'libzypp: MediaHandler reads it on every medium' },
    { path: 'boot/x86_64/loader/linux', source: 'linuxrc: kernel and RAM disk of YaST media' },
    { path: 'boot/aarch64/linux', source: 'linuxrc: the same for 64-bit ARM' },
  ],
  foreign: [
    { path: 'LiveOS/squashfs.img', is: "a live medium of SUSE's new installer", source: 'agama: live/src' },
  ],
};

const ARCHES: readonly (readonly [folder: string, arch: Arch, loader: string])[] = [
  ['boot/x86_64', 'amd64', 'boot/x86_64/loader'],
  ['boot/aarch64', 'arm64', 'boot/aarch64'],
];

/** What a SUSE medium is, by whatever text names it: `SLE-15-SP6-Full-x86_64`, `openSUSE-Leap-15.6-DVD-x86_64`. */
export interface SuseName {
  readonly distro: 'sles' | 'sled' | 'leap' | 'tumbleweed';
  readonly title: string;
  /** `15.6`, `12.5`; of Tumbleweed its date. */
  readonly version: string;
}

const ENTERPRISE = /\bSLE([SD])?(?:_SAP)?[-_ ]?(\d{2})(?:[-_. ]SP?(\d)|\.(\d))?/i;
const LONG = /SUSE Linux Enterprise (Server|Desktop)?\D*(\d{2})(?: SP(\d)|\.(\d))?/i;

/** null when the text names no SUSE system. */
export function parseSuseName(text: string): SuseName | null {
  const leap = /\bLeap[-_ :](\d+\.\d+)/i.exec(text)?.[1];
  if (leap) return { distro: 'leap', title: `openSUSE Leap ${leap}`, version: leap };
  if (/Tumbleweed/i.test(text)) {
    const date = /Snapshot-?(\d{8})/i.exec(text)?.[1] ?? '';
    return { distro: 'tumbleweed', title: `openSUSE Tumbleweed ${date}`.trim(), version: date };
  }
  const [, edition = '', major, dashed, dotted] = LONG.exec(text) ?? ENTERPRISE.exec(text) ?? [];
  if (major === undefined) return null;
  const pack = Number(dashed ?? dotted ?? 0);
  const desktop = /^d/i.test(edition);
  const title = `SUSE Linux Enterprise ${desktop ? 'Desktop' : 'Server'} ${major}${pack ? ` SP${pack}` : ''}`;
  return { distro: desktop ? 'sled' : 'sles', title, version: pack ? `${major}.${pack}` : major };
}

export async function detectSuse(tree: MediumTree): Promise<Detection | Refusal> {
  const place = ARCHES.find(([, , loader]) => isFile(tree, `${loader}/linux`));
  if (place === undefined)
    return { refused: 'media.1/media is there, but no kernel under boot: it only has packages.' };
  const [source, named] = await nameOf(tree);
  if (named === null) return { refused: `${source} names no SUSE system.` };
  return describe(tree, named, source, place);
}

/** The first text that names a system, and where it stands. */
async function nameOf(tree: MediumTree): Promise<readonly [string, SuseName | null]> {
  for (const path of ['media.1/products', 'media.1/media', 'content']) {
    const named = parseSuseName((await readText(tree, path, SMALL)) ?? '');
    if (named !== null) return [path, named];
  }
  return ['The label', parseSuseName(tree.label)];
}

function describe(
  tree: MediumTree,
  { distro, title, version }: SuseName,
  source: string,
  [, arch, loader]: (typeof ARCHES)[number],
): Detection {
  const modules = modulesOn(tree);
  const packages = modules.length > 0 || hasPackages(tree);
  return {
    family: 'suse',
    name: title,
    version,
    arch,
    kernel: `${loader}/linux`,
    initrd: [`${loader}/initrd`],
    reason: `${source} says ${title} and ${loader}/linux is there.`,
    facts: {
      distro,
      major: /^\d+/.exec(version)?.[0] ?? '',
      modules: modules.join(' '),
      packages: packages ? 'yes' : 'no',
    },
    warnings: packages ? [] : [withoutPackages(title)],
  };
}

const withoutPackages = (name: string): Problem => problem('MEDIUM_NO_PACKAGES', { name });

/** Modules and products of the full media of SLE 15, each a repository of its own. */
const modulesOn = (tree: MediumTree): string[] =>
  (tree.list('') ?? [])
    .map(({ path }) => path)
    .filter((path) => /^(?:Module|Product)-/.test(path) && tree.find(`${path}/repodata`) !== undefined);

/** The media to start from (NET, Online) have the installer and its metadata, and no packages. */
const hasPackages = (tree: MediumTree): boolean =>
  ['noarch', 'x86_64', 'aarch64', 'suse'].some((folder) => (tree.list(folder)?.length ?? 0) > 0);

const isFile = (tree: MediumTree, path: string): boolean => tree.find(path)?.kind === 'file';
