/** What detection of every live medium needs: its menu entries, its image, its architecture, its stages. */
import type { MediumTree } from '../../media/tree.ts';
import type { InstallStage } from '../family.ts';
import type { Arch, Detection } from '../image.ts';
import type { MenuEntry } from '../menus/entry.ts';
import { readMenus } from '../menus/read-menus.ts';
import type { Settings } from '../profile.ts';
import type { LiveStack } from './stack.ts';

/** Settings that a system which is not installed has. */
export const LIVE_DEFAULTS: Settings = { entry: '', boot_way: '', kernel_args: '' };

/**
 * Entries that start this kind of system; those without a RAM disk (memory tests) stay. `fallback` makes one where the
 * medium's menus cannot be read, or null.
 */
export async function liveEntries(
  tree: MediumTree,
  stack: LiveStack,
  fallback: () => MenuEntry | null,
): Promise<MenuEntry[]> {
  const entries = await readMenus(tree);
  const own = entries.filter(
    ({ args, kernel, initrds }) => initrds.length === 0 || stack.knows(args, kernel),
  );
  if (own.some(({ initrds }) => initrds.length > 0)) return liveFirst(own);
  const made = fallback();
  return made === null ? [] : [made];
}

/** A menu may start with something else than its system: a way back to the disk, a memory test. */
const liveFirst = (entries: readonly MenuEntry[]): MenuEntry[] => [
  ...entries.filter(({ initrds }) => initrds.length > 0),
  ...entries.filter(({ initrds }) => initrds.length === 0),
];

/** Facts about the image of the live system; empty when it is not where this kind has it. */
export function rootFacts(tree: MediumTree, stack: LiveStack): Record<string, string> {
  const root = rootOf(tree, stack);
  return root === null ? {} : { root: root.path, rootBytes: String(root.bytes) };
}

function rootOf(tree: MediumTree, { roots }: LiveStack): { path: string; bytes: number } | null {
  const files = foldersOf(tree).flatMap((folder) => tree.list(folder) ?? []);
  for (const pattern of roots) {
    const found = files.filter((file) => file.kind === 'file' && pattern.test(file.path));
    const [largest] = found
      .flatMap((file) => (file.kind === 'file' ? [file] : []))
      .sort((a, b) => b.size - a.size);
    if (largest) return { path: largest.path, bytes: largest.size };
  }
  return null;
}

/** The folders of the top and those below `NAME/x86_64`: images of live systems lie no deeper. */
function foldersOf(tree: MediumTree): string[] {
  const top = (tree.list('') ?? []).filter(({ kind }) => kind === 'directory').map(({ path }) => path);
  const arches = top.flatMap((path) => [`${path}/x86_64`, `${path}/aarch64`]);
  return [...top, ...arches.filter((path) => tree.find(path)?.kind === 'directory')];
}

/** From words of its own, or from the loader that UEFI starts. */
export function archOf(tree: MediumTree, ...texts: readonly string[]): Arch {
  const text = texts.join(' ').toLowerCase();
  if (/amd64|x86_64|x86-64/.test(text)) return 'amd64';
  if (/arm64|aarch64/.test(text)) return 'arm64';
  if (/\bi[3-6]86|ia32/.test(text)) return 'i386';
  if (tree.find('EFI/BOOT/BOOTX64.EFI')) return 'amd64';
  if (tree.find('EFI/BOOT/BOOTAA64.EFI')) return 'arm64';
  return 'unknown';
}

/** The kernel and RAM disks that a detection shows: those of its first entry. */
export const startOf = ([first]: readonly MenuEntry[]): Pick<Detection, 'kernel' | 'initrd'> => ({
  kernel: first?.kernel ?? null,
  initrd: first?.initrds ?? [],
});

const IMAGE = /\.(?:squashfs|sfs|erofs|iso)$|^LiveOS\/[^/]+\.img$|(?:^|\/)(?:rootfs|install)\.img$/i;

/** With the image of its system, or with the medium itself, a live system runs. */
export function liveStage(path: string): InstallStage | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (IMAGE.test(path)) return 'system';
  if (/^(?:vmlinu[xz]|linux|bzimage|kernel)/i.test(name)) return 'kernel';
  return /initr|\.cpio(?:\.|$)|ucode\.img$|^sysresccd\.img$/i.test(name) ? 'initrd' : null;
}
