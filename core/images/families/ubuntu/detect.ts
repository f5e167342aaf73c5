/** Is it a medium of Ubuntu or one of its flavours, and which installer does it have? */
import { type Problem, problem } from '../../../errors.ts';
import { readText } from '../../../media/read-whole.ts';
import type { MediumTree } from '../../../media/tree.ts';
import type { Arch, Detection } from '../../image.ts';
import type { Refusal, Signature } from '../../signature.ts';

const SMALL = 64 * 1024;

export const SIGNATURE: Signature = {
  marks: [{ path: 'casper', source: 'casper(7): the live system lies in /casper' }],
  foreign: [
    { path: 'live/filesystem.squashfs', is: 'a live-boot medium', source: 'live-boot(7): /live' },
    { path: 'install.amd', is: 'a Debian installation medium', source: 'debian-cd: folder of the installer' },
  ],
};

/** What `.disk/info` says: `Ubuntu-Server 24.04.1 LTS "Noble Numbat" - Release amd64 (20240827)`. */
export interface UbuntuInfo {
  /** `Ubuntu-Server`, `Ubuntu`, `Xubuntu`. */
  readonly product: string;
  readonly version: string;
  /** `noble`. */
  readonly codename: string;
  readonly arch: Arch;
}

/** Reads `.disk/info`; null when it is not of Ubuntu or a flavour of it. */
export function parseUbuntuInfo(text: string): UbuntuInfo | null {
  const head =
    /^((?:[A-Z][a-z]*)?[Uu]buntu(?:[- ][A-Z][\w]*)*)\s+(\d+\.\d+(?:\.\d+)?)(?: LTS)?\s+"(\w+)[^"]*"(.*)/s.exec(
      text.trim(),
    );
  if (head === null) return null;
  const [, product = '', version = '', codename = '', rest = ''] = head;
  const arch = /\b(amd64|i386|arm64)\b/.exec(rest)?.[1] as Arch | undefined;
  return { product, version, codename: codename.toLowerCase(), arch: arch ?? 'unknown' };
}

/**
 * `subiquity`: autoinstall, on every live server and on desktops from 23.04. `ubiquity`: desktops before that, which
 * read a preseed of their own. `none`: installers that take no answers (Calamares of Lubuntu and Kubuntu).
 */
export type Installer = 'subiquity' | 'ubiquity' | 'none';

export async function detectUbuntu(tree: MediumTree): Promise<Detection | Refusal> {
  const said = (await readText(tree, '.disk/info', SMALL)) ?? '';
  const info = parseUbuntuInfo(said);
  if (info === null) return { refused: `casper is there, but ${whoseLive(said)}.` };
  const kernel = firstFile(tree, 'casper/vmlinuz', 'casper/vmlinuz.efi', 'casper/hwe-vmlinuz');
  const initrd = firstFile(
    tree,
    'casper/initrd',
    'casper/initrd.gz',
    'casper/initrd.lz',
    'casper/hwe-initrd',
  );
  if (kernel === undefined || initrd === undefined)
    return { refused: `.disk/info says ${info.product}, but casper has no kernel and RAM disk.` };
  return describe(tree, info, kernel, initrd);
}

const whoseLive = (said: string): string =>
  said.trim() === ''
    ? '.disk/info does not say whose'
    : `.disk/info says "${said.trim().slice(0, 60)}", which is not Ubuntu`;

function describe(tree: MediumTree, info: UbuntuInfo, kernel: string, initrd: string): Detection {
  const { product, version, codename, arch } = info;
  const name = `${product.replaceAll('-', ' ')} ${version}`;
  const installer = installerOf(tree, info);
  return {
    family: 'ubuntu',
    name,
    version,
    arch,
    kernel,
    initrd: [initrd],
    reason: `.disk/info says ${product} ${version} and ${kernel} is there.`,
    facts: {
      codename,
      release: /^\d+\.\d+/.exec(version)?.[0] ?? version,
      kind: /server/i.test(product) ? 'server' : 'desktop',
      installer,
    },
    warnings: warnings(installer, name),
  };
}

function installerOf(tree: MediumTree, { product, version }: UbuntuInfo): Installer {
  if (/server/i.test(product) || tree.find('casper/install-sources.yaml') !== undefined) return 'subiquity';
  const old = Number.parseFloat(version) < 23.04;
  return old && !/lubuntu/i.test(product) ? 'ubiquity' : 'none';
}

const warnings = (installer: Installer, name: string): Problem[] =>
  installer === 'subiquity' ? [] : [problem('INSTALLER_ASKS', { name })];

function firstFile(tree: MediumTree, ...paths: readonly string[]): string | undefined {
  return paths.find((path) => tree.find(path)?.kind === 'file');
}
