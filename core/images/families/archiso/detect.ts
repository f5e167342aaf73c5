/** Is it a live medium made with archiso, and whose? */
import { readText } from '../../../media/read-whole.ts';
import type { MediumTree } from '../../../media/tree.ts';
import type { Detection } from '../../image.ts';
import { liveEntries, rootFacts, startOf } from '../../live/describe.ts';
import { stackNamed } from '../../live/stacks.ts';
import type { MenuEntry } from '../../menus/entry.ts';
import type { Refusal, Signature } from '../../signature.ts';

const SMALL = 64 * 1024;

export const SIGNATURE: Signature = {
  marks: [
    { path: 'sysresccd/VERSION', source: "SystemRescue's own file" },
    { path: 'arch/version', source: 'archiso: mkarchiso writes it' },
    { path: 'arch/boot', source: 'archiso: kernel and RAM disk of the medium' },
  ],
  foreign: [],
};

/** Folder of the medium, name for people, version's file, kernel and RAM disk. */
const PRODUCTS = [
  {
    base: 'sysresccd',
    title: 'SystemRescue',
    version: 'sysresccd/VERSION',
    kernel: 'sysresccd/boot/x86_64/vmlinuz',
    initrd: 'sysresccd/boot/x86_64/sysresccd.img',
  },
  {
    base: 'arch',
    title: 'Arch Linux',
    version: 'arch/version',
    kernel: 'arch/boot/x86_64/vmlinuz-linux',
    initrd: 'arch/boot/x86_64/initramfs-linux.img',
  },
] as const;

export async function detectArchiso(tree: MediumTree): Promise<Detection | Refusal> {
  const product = PRODUCTS.find(({ kernel, initrd }) => isFile(tree, kernel) && isFile(tree, initrd));
  if (product === undefined)
    return { refused: 'It is laid out as an archiso medium, but has no kernel and RAM disk for x86_64.' };
  const stack = stackNamed('archiso');
  const root = stack && rootFacts(tree, stack);
  if (stack === undefined || root?.root === undefined)
    return { refused: `${product.kernel} is there, but no image of its system (airootfs).` };
  const { base, title, kernel, initrd } = product;
  const version = ((await readText(tree, product.version, SMALL)) ?? '').trim().split(/\s/)[0] ?? '';
  const plain: MenuEntry = {
    id: base,
    title,
    kernel,
    initrds: [initrd],
    args: [`archisobasedir=${base}`],
  };
  const entries = (await liveEntries(tree, stack, () => plain)).map((entry) => withBase(entry, base));
  const name = `${title} ${version}`.trim();
  return {
    family: 'archiso',
    name,
    version,
    arch: 'amd64',
    ...startOf(entries),
    reason: `${kernel} is there, and ${product.version} says ${version || 'nothing'}.`,
    facts: root,
    entries,
    warnings: [],
  };
}

/** SystemRescue checks what it fetched against the sum beside it. Every entry names the folder. */
function withBase(entry: MenuEntry, base: string): MenuEntry {
  if (entry.initrds.length === 0) return entry;
  const wanted = [`archisobasedir=${base}`, ...(base === 'sysresccd' ? ['checksum'] : [])];
  return { ...entry, args: [...entry.args, ...wanted.filter((word) => !entry.args.includes(word))] };
}

const isFile = (tree: MediumTree, path: string): boolean => tree.find(path)?.kind === 'file';
