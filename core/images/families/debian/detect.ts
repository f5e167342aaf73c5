/** Is it a Debian installation medium, and which? */
import { type Problem, problem } from '../../../errors.ts';
import { readText } from '../../../media/read-whole.ts';
import type { MediumTree } from '../../../media/tree.ts';
import type { Arch, Detection } from '../../image.ts';
import type { Refusal, Signature } from '../../signature.ts';
import { udebAbi } from './kernel-abi.ts';

const SMALL = 1024 * 1024;

export const SIGNATURE: Signature = {
  marks: [{ path: '.disk/info', source: 'debian-cd writes it on every medium (tools/start_new_disc)' }],
  foreign: [
    { path: 'casper', is: "a medium of Ubuntu's kind", source: 'casper(7): live systems lie in /casper' },
    {
      path: 'live/filesystem.squashfs',
      is: 'a live medium, with or without an installer of its own',
      source: 'live-boot(7): live systems lie in /live',
    },
    { path: '.pve-cd-id.txt', is: 'a Proxmox VE medium', source: 'its installer looks for this file' },
  ],
};

/** Release numbers by codename, for media that say `testing` instead. */
const RELEASES: Readonly<Record<string, string>> = {
  buster: '10',
  bullseye: '11',
  bookworm: '12',
  trixie: '13',
  forky: '14',
  duke: '15',
};

const INSTALL_FOLDERS: Readonly<Record<string, string>> = {
  amd64: 'install.amd',
  i386: 'install.386',
  arm64: 'install.a64',
};

/** What `.disk/info` says: `Debian GNU/Linux 12.5.0 "Bookworm" - Official amd64 NETINST with firmware …`. */
export interface DiskInfo {
  readonly version: string;
  readonly codename: string;
  readonly arch: Arch;
  /** `NETINST`, `DVD`, `BD`, `CD`; empty when not said. */
  readonly kind: string;
}

/** Reads `.disk/info`; null when it is not Debian's. */
export function parseDiskInfo(text: string): DiskInfo | null {
  const head = /^Debian GNU\/Linux\s+(\S+)\s+"([^"]+)"(.*)/s.exec(text.trim());
  if (head === null) return null;
  const [, version = '', codename = '', rest = ''] = head;
  const arch = /\b(amd64|i386|arm64)\b/.exec(rest)?.[1] as Arch | undefined;
  return {
    version: version.replace(/\.0$/, ''),
    codename: codename.toLowerCase(),
    arch: arch ?? 'unknown',
    kind: /\b(NETINST|DVD|BD|CD)\b/.exec(rest)?.[1] ?? '',
  };
}

/** Fields of a `Release` file up to its checksums. */
function parseRelease(text: string): Readonly<Record<string, string>> {
  const [head = ''] = text.split(/^(?:MD5Sum|SHA1|SHA256|SHA512):/m);
  return Object.fromEntries(
    [...head.matchAll(/^([A-Za-z-]+):[ \t]*(.*)$/gm)].map(([, key, value]) => [key, value]),
  );
}

/** Detects Debian's installer on a medium. Live media without the installer are not of this family. */
export async function detectDebian(tree: MediumTree): Promise<Detection | Refusal> {
  const info = parseDiskInfo((await readText(tree, '.disk/info', SMALL)) ?? '');
  if (info === null) return { refused: '.disk/info is there, but it does not say Debian GNU/Linux.' };
  const releasePath = `dists/${info.codename}/Release`;
  const release = await readText(tree, releasePath, SMALL);
  if (release === undefined)
    return { refused: `.disk/info says Debian GNU/Linux, but ${releasePath} is not there.` };
  return describe(tree, info, releasePath, parseRelease(release));
}

function describe(
  tree: MediumTree,
  info: DiskInfo,
  releasePath: string,
  release: Readonly<Record<string, string>>,
): Detection {
  const { arch, codename, kind } = info;
  const version = /^\d/.test(info.version)
    ? info.version
    : (release.Version ?? RELEASES[codename] ?? info.version);
  const folder = INSTALL_FOLDERS[arch] ?? 'install';
  const abis = udebAbis(tree, arch);
  return {
    family: 'debian',
    name: `Debian ${version} "${codename}"`,
    version,
    arch,
    kernel: fileAt(tree, `${folder}/vmlinuz`) ?? null,
    initrd: [fileAt(tree, `${folder}/initrd.gz`)].filter((path) => path !== undefined),
    reason: `.disk/info says Debian GNU/Linux ${info.version} and ${releasePath} is there.`,
    facts: {
      codename,
      kind,
      release: /^\d+/.exec(version)?.[0] ?? RELEASES[codename] ?? '',
      releasePath,
      abis: abis.join(' '),
      ssh: has(tree, 'pool/main/o/openssh', 'openssh-server_') ? 'yes' : 'no',
      ...ownNetboot(tree, folder),
    },
    warnings: warnings(kind, abis, `Debian ${version}`),
  };
}

/** Some media carry the network flavour of the installer too. */
function ownNetboot(tree: MediumTree, folder: string): Record<string, string> {
  const kernel = fileAt(tree, `${folder}/netboot/vmlinuz`) ?? fileAt(tree, `${folder}/netboot/linux`);
  const initrd = fileAt(tree, `${folder}/netboot/initrd.gz`);
  return kernel && initrd ? { netbootKernel: kernel, netbootInitrd: initrd } : {};
}

/** ABIs of the kernel modules on the medium; Debian builds them from linux-signed-ARCH or linux. */
function udebAbis(tree: MediumTree, arch: Arch): string[] {
  const folders = [`pool/main/l/linux-signed-${arch}`, 'pool/main/l/linux'];
  const abis = folders.flatMap((folder) => namesIn(tree, folder).map(udebAbi));
  return [...new Set(abis.filter((abi) => abi !== null))].sort();
}

function warnings(kind: string, abis: readonly string[], name: string): Problem[] {
  if (abis.length === 0) return [problem('MEDIUM_NO_PACKAGES', { name })];
  return kind === 'NETINST' ? [problem('MEDIUM_PARTIAL', { name })] : [];
}

function fileAt(tree: MediumTree, path: string): string | undefined {
  const entry = tree.find(path);
  return entry?.kind === 'file' ? entry.path : undefined;
}

const namesIn = (tree: MediumTree, folder: string): string[] =>
  (tree.list(folder) ?? []).map(({ path }) => path.slice(path.lastIndexOf('/') + 1));

const has = (tree: MediumTree, folder: string, prefix: string): boolean =>
  namesIn(tree, folder).some((name) => name.startsWith(prefix));
