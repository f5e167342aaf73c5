/** Is the tree of this image a root file system that a machine without a disk can have over NFS? */
import { readText } from '../../../media/read-whole.ts';
import type { MediumTree } from '../../../media/tree.ts';
import { printable } from '../../../wire/text.ts';
import type { Detection } from '../../image.ts';
import { archOf } from '../../live/describe.ts';
import type { Refusal, Signature } from '../../signature.ts';

const SMALL = 64 * 1024;

/** The root itself, or a folder of it beside kernel and RAM disk. */
const FOLDERS = ['', 'root/', 'rootfs/', 'nfsroot/', 'diskless/'] as const;

const source = 'os-release(5): every system of today has it';

export const SIGNATURE: Signature = {
  marks: FOLDERS.flatMap((folder) => [
    { path: `${folder}etc/os-release`, source },
    { path: `${folder}usr/lib/os-release`, source },
  ]),
  foreign: [],
};

/** Kernels and their RAM disks, as Debian, Fedora and openSUSE name them in /boot. */
const KERNEL = /^(?:vmlinuz|linux|Image)(?:-(.+))?$/;
const initrdsOf = (version: string): string[] =>
  version === ''
    ? ['initrd.img', 'initrd', 'initramfs.img']
    : [`initrd.img-${version}`, `initramfs-${version}.img`, `initrd-${version}`];

export async function detectDiskless(tree: MediumTree): Promise<Detection | Refusal> {
  const folder = FOLDERS.find((one) => hasRoot(tree, one));
  if (folder === undefined)
    return { refused: 'os-release is there, but no usr and sbin/init beside it: it is no root file system.' };
  const start = [`${folder}boot`, folder.replace(/\/$/, ''), 'boot', '']
    .map((place) => startIn(tree, place))
    .find((found) => found !== null);
  if (!start) return { refused: 'A root file system is there, but no kernel with its RAM disk in boot.' };
  const release = await releaseOf(tree, folder);
  const name = printable(release.get('PRETTY_NAME') || release.get('NAME') || 'Linux', 60);
  return {
    family: 'diskless',
    name: `${name}, diskless`,
    version: release.get('VERSION_ID') ?? '',
    arch: archOf(
      tree,
      start.kernel,
      tree.find(`${folder}usr/lib/x86_64-linux-gnu`) ? 'amd64' : '',
      hasLib64(tree, folder),
    ),
    kernel: start.kernel,
    initrd: [start.initrd],
    reason: `${folder || 'The medium'} holds a root file system, and ${start.kernel} its kernel.`,
    facts: { root: folder.replace(/\/$/, ''), ramDisk: ramDiskOf(release) },
    warnings: [],
  };
}

function hasRoot(tree: MediumTree, folder: string): boolean {
  const there = (path: string) => tree.find(`${folder}${path}`) !== undefined;
  return (
    (there('etc/os-release') || there('usr/lib/os-release')) &&
    there('usr') &&
    (there('usr/sbin/init') ||
      there('sbin/init') ||
      there('usr/lib/systemd/systemd') ||
      there('usr/bin/init'))
  );
}

const hasLib64 = (tree: MediumTree, folder: string): string =>
  tree.find(`${folder}usr/lib64/ld-linux-x86-64.so.2`) ? 'amd64' : '';

/** The newest kernel of a folder that has its RAM disk beside it. */
function startIn(tree: MediumTree, folder: string): { kernel: string; initrd: string } | null {
  const at = (name: string) => (folder === '' ? name : `${folder}/${name}`);
  const names = (tree.list(folder) ?? []).map(({ path }) => path.slice(path.lastIndexOf('/') + 1));
  const kernels = names
    .filter((name) => KERNEL.test(name))
    .sort(natural.compare)
    .reverse();
  for (const kernel of kernels) {
    const initrd = initrdsOf(KERNEL.exec(kernel)?.[1] ?? '').find(
      (name) => tree.find(at(name))?.kind === 'file',
    );
    if (initrd !== undefined) return { kernel: at(kernel), initrd: at(initrd) };
  }
  return null;
}

const natural = new Intl.Collator('en', { numeric: true });

async function releaseOf(tree: MediumTree, folder: string): Promise<ReadonlyMap<string, string>> {
  const text =
    (await readText(tree, `${folder}etc/os-release`, SMALL).catch(() => undefined)) ??
    (await readText(tree, `${folder}usr/lib/os-release`, SMALL).catch(() => undefined)) ??
    '';
  const lines = [...text.matchAll(/^([A-Z_]+)=(?:"([^"\n]*)"|'([^'\n]*)'|(\S*))/gm)];
  return new Map(lines.map(([, key = '', double, single, plain]) => [key, double ?? single ?? plain ?? '']));
}

/** Debian and what comes of it make their RAM disk with initramfs-tools; Arch with mkinitcpio; the others with dracut. */
function ramDiskOf(release: ReadonlyMap<string, string>): string {
  const ids = `${release.get('ID') ?? ''} ${release.get('ID_LIKE') ?? ''}`;
  if (/\b(?:debian|ubuntu)\b/.test(ids)) return 'initramfs-tools';
  return /\barch\b/.test(ids) ? 'mkinitcpio' : 'dracut';
}
