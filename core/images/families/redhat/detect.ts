/** Is it an installation medium of Red Hat's family, and which? */
import { type Problem, problem } from '../../../errors.ts';
import { readText } from '../../../media/read-whole.ts';
import type { MediumTree } from '../../../media/tree.ts';
import type { Arch, Detection } from '../../image.ts';
import type { Refusal, Signature } from '../../signature.ts';
import { parseDiscInfo, parseTreeInfo, type TreeInfo } from './treeinfo.ts';

const SMALL = 1024 * 1024;

export const SIGNATURE: Signature = {
  marks: [
    { path: '.treeinfo', source: 'productmd, the library that composes the media' },
    { path: '.discinfo', source: 'anaconda: discinfo, written by lorax and pungi' },
    { path: 'LiveOS/squashfs.img', source: 'dracut dmsquash-live: the live media of the same makers' },
  ],
  foreign: [
    { path: 'coreos', is: 'a CoreOS live medium', source: 'coreos-assembler: /coreos on its ISOs' },
    { path: 'boot/xen.gz', is: 'an XCP-ng or XenServer medium', source: 'its host installer boots Xen' },
    { path: 'media.1/media', is: 'a SUSE medium', source: 'libzypp: media.1/media on every SUSE medium' },
  ],
};

const ARCHES: Readonly<Record<string, Arch>> = {
  x86_64: 'amd64',
  aarch64: 'arm64',
  i386: 'i386',
  i686: 'i386',
};

/** How the makers name themselves in `.treeinfo` and `.discinfo`, and what people call it. */
const NAMES: readonly (readonly [pattern: RegExp, distro: string, title: string])[] = [
  [/red hat enterprise|^rhel/i, 'rhel', 'Red Hat Enterprise Linux'],
  [/centos stream/i, 'centos-stream', 'CentOS Stream'],
  [/centos/i, 'centos', 'CentOS'],
  [/rocky/i, 'rocky', 'Rocky Linux'],
  [/alma/i, 'almalinux', 'AlmaLinux'],
  [/oracle/i, 'oracle', 'Oracle Linux'],
  [/fedora/i, 'fedora', 'Fedora'],
];

/** Detects an anaconda installation tree that is of Red Hat's relatives. */
export async function detectRedhat(tree: MediumTree): Promise<Detection | Refusal> {
  const treeText = await readText(tree, '.treeinfo', SMALL);
  const disc = parseDiscInfo((await readText(tree, '.discinfo', SMALL)) ?? '');
  if (treeText === undefined && isFile(tree, 'LiveOS/squashfs.img')) return { refused: LIVE };
  if (treeText === undefined && disc === null)
    return { refused: '.discinfo is there, but it holds no release and architecture.' };
  const info = parseTreeInfo(treeText ?? '');
  const source = treeText === undefined ? '.discinfo' : '.treeinfo';
  if (info.foreign) return { refused: `${source} has the sections of another product's installer.` };
  const kernel = firstFile(tree, info.kernel, 'images/pxeboot/vmlinuz');
  const initrd = firstFile(tree, info.initrd, 'images/pxeboot/initrd.img');
  if (kernel === undefined || initrd === undefined)
    return { refused: `${source} is there, but no kernel and RAM disk for the network (images/pxeboot).` };
  const named = nameOf(info, disc?.name ?? '', tree.label);
  if (named === null) return { refused: `${source} names none of Red Hat's relatives.` };
  return describe(tree, info, { ...named, kernel, initrd, source, arch: info.arch || (disc?.arch ?? '') });
}

const LIVE =
  'LiveOS/squashfs.img without .treeinfo: a live medium, which installs by copying itself and takes no kickstart.';

interface Found {
  readonly distro: string;
  readonly title: string;
  readonly version: string;
  readonly arch: string;
  readonly kernel: string;
  readonly initrd: string;
  readonly source: string;
}

function describe(tree: MediumTree, info: TreeInfo, found: Found): Detection {
  const name = `${found.title} ${found.version}`.trim();
  const major = /^\d+/.exec(found.version)?.[0] ?? '';
  const stage2 = firstFile(tree, info.stage2, ...STAGE2);
  const repositories = repositoriesOn(tree, info.repositories);
  return {
    family: 'redhat',
    name,
    version: found.version,
    arch: ARCHES[found.arch] ?? 'unknown',
    kernel: found.kernel,
    initrd: [found.initrd],
    reason: `${found.source} says ${name} and ${found.kernel} is there.`,
    facts: {
      distro: found.distro,
      major,
      stage2: stage2 ?? '',
      repositories: repositories.join(' '),
    },
    warnings: warnings(name, repositories, stage2),
  };
}

/** A boot or netinst medium has the installer and no packages. */
function warnings(name: string, repositories: readonly string[], stage2: string | undefined): Problem[] {
  return [
    ...(repositories.length === 0 ? [problem('MEDIUM_NO_PACKAGES', { name })] : []),
    ...(stage2 === undefined ? [problem('MEDIUM_NO_STAGE2', { name, path: STAGE2[0] })] : []),
  ];
}

/**
 * The second part of the installer where `.treeinfo` does not say it: EL 8 and later and Fedora, EL 7, EL 6
 * (install.img too), EL 5 (its small edition for text).
 */
const STAGE2 = [
  'images/install.img',
  'LiveOS/squashfs.img',
  'images/stage2.img',
  'images/minstg2.img',
] as const;

const isFile = (tree: MediumTree, path: string): boolean => tree.find(path)?.kind === 'file';

/** Folders that have `repodata/`, from `.treeinfo` and from where the family has always had them. */
function repositoriesOn(tree: MediumTree, listed: readonly string[]): string[] {
  const folders = [
    ...listed.map((path) => path.replace(/^\.?\/?|\/$/g, '')),
    '',
    'BaseOS',
    'AppStream',
    'Server',
  ];
  const present = [...new Set(folders)].filter(
    (folder) => tree.find(under(folder, 'repodata')) !== undefined,
  );
  return present.map((folder) => folder || '.');
}

function nameOf(
  info: TreeInfo,
  discName: string,
  label: string,
): { distro: string; title: string; version: string } | null {
  const known = [info.name, discName, label].map(knownName).find((name) => name !== undefined);
  const version = info.version || (/\d+(?:\.\d+)*/.exec(`${discName} ${label}`)?.[0] ?? '');
  return known === undefined ? null : { distro: known[1], title: known[2], version };
}

/** The older format names only the family, so what is written first is asked first. */
const knownName = (text: string) => NAMES.find(([pattern]) => pattern.test(text));

function firstFile(tree: MediumTree, ...paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const entry = path === '' ? undefined : tree.find(path);
    if (entry?.kind === 'file') return entry.path;
  }
  return undefined;
}

const under = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);
