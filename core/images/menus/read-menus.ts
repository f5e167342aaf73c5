/**
 * Every Linux entry that a medium offers in its own boot menus. All of it is bounded: a medium may be anything, and its
 * menus may include themselves.
 */
import { readText } from '../../media/read-whole.ts';
import type { MediumTree } from '../../media/tree.ts';
import { printable } from '../../wire/text.ts';
import type { EntryDraft, MenuFile } from './draft.ts';
import type { MenuEntry } from './entry.ts';
import { parseGrub } from './grub.ts';
import { loaderDefault, parseLoaderEntry } from './loader-entry.ts';
import { parseSyslinux } from './syslinux.ts';

/** Where loaders look for their menus, in the order of how much they tell; the first default found counts. */
const SYSLINUX = [
  'isolinux/isolinux.cfg',
  'isolinux/syslinux.cfg',
  'syslinux/isolinux.cfg',
  'syslinux/syslinux.cfg',
  'boot/isolinux/isolinux.cfg',
  'boot/syslinux/syslinux.cfg',
  'boot/syslinux/isolinux.cfg',
  'boot/x86_64/loader/isolinux.cfg',
  'arch/boot/syslinux/syslinux.cfg',
  'sysresccd/boot/syslinux/sysresccd.cfg',
  'isolinux.cfg',
  'syslinux.cfg',
];
const GRUB = [
  'boot/grub/grub.cfg',
  'boot/grub2/grub.cfg',
  'grub/grub.cfg',
  'EFI/BOOT/grub.cfg',
  'boot/grub/loopback.cfg',
];
const LOADER = 'loader';

/** Paths that say that a medium has boot menus; the folders too, whose menus may lie in what UEFI starts. */
export const MENU_PATHS: readonly string[] = [...SYSLINUX, ...GRUB, LOADER, 'EFI/BOOT'];

/** A menu is a small text: more than this of anything is none. */
const LIMITS = { bytes: 256 * 1024, files: 60, entries: 64, words: 120, commandLine: 2000 } as const;

/** Entries with their kernels on the medium, the default first. Never rejects for what the menus hold. */
export async function readMenus(tree: MediumTree): Promise<MenuEntry[]> {
  const here = await menusOf(tree, tree);
  if (here.length > 0) return here;
  // Media for UEFI alone may keep their menu in the file system that the firmware boots from.
  const efi = await tree.efi?.().catch(() => undefined);
  return efi === undefined ? [] : menusOf(efi, tree);
}

/** An entry, its file's folder, and whether its menu starts it by default. */
interface Placed {
  readonly draft: EntryDraft;
  readonly folder: string;
  readonly chosen: boolean;
}

async function menusOf(menus: MediumTree, medium: MediumTree): Promise<MenuEntry[]> {
  const reader = new MenuReader(menus);
  for (const path of SYSLINUX) await reader.follow(path, folderOf(path), parseSyslinux);
  for (const path of GRUB) await reader.follow(path, folderOf(path), grubIn(folderOf(path)));
  await reader.loaderEntries();
  return entriesOf(reader.placed, medium);
}

/** `prefix` is the folder of the menu that was read first. */
const grubIn = (folder: string) => (text: string) => parseGrub(text, new Map([['prefix', `/${folder}`]]));

class MenuReader {
  readonly placed: Placed[] = [];
  readonly #tree: MediumTree;
  readonly #seen = new Set<string>();

  constructor(tree: MediumTree) {
    this.#tree = tree;
  }

  /** Reads a menu and the files that it includes, each once; `folder` is what relative paths are relative to. */
  async follow(path: string, folder: string, parse: (text: string) => MenuFile): Promise<void> {
    const menu = { drafts: [] as EntryDraft[], default: null as string | null };
    const pending = [path];
    for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
      const text = await this.#read(next);
      if (text === null) continue;
      const file = parse(text);
      menu.drafts.push(...file.entries);
      menu.default ??= file.default;
      pending.push(...file.includes.map((one) => placeOf(one, folder)));
    }
    this.#add(menu.drafts, menu.default, folder);
  }

  async loaderEntries(): Promise<void> {
    const files = (this.#tree.list(`${LOADER}/entries`) ?? []).filter(({ path }) => /\.conf$/i.test(path));
    const drafts: EntryDraft[] = [];
    for (const { path } of files) {
      const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.conf$/i, '');
      const draft = parseLoaderEntry(name, (await this.#read(path)) ?? '');
      if (draft !== null) drafts.push(draft);
    }
    this.#add(drafts, loaderDefault((await this.#read(`${LOADER}/loader.conf`)) ?? ''), '');
  }

  #add(drafts: readonly EntryDraft[], wanted: string | null, folder: string): void {
    const chosen = drafts.findIndex((draft, n) => isCalled(draft, n, wanted));
    this.placed.push(...drafts.map((draft, n) => ({ draft, folder, chosen: n === Math.max(0, chosen) })));
  }

  /** A text of the medium that was not read yet; null: there is none that could be a menu. */
  async #read(path: string): Promise<string | null> {
    const file = this.#tree.find(path);
    if (file?.kind !== 'file' || this.#seen.has(file.path) || this.#seen.size >= LIMITS.files) return null;
    this.#seen.add(file.path);
    const text = await readText(this.#tree, file.path, LIMITS.bytes).catch(() => undefined);
    return text === undefined || text.includes('\0') ? null : text;
  }
}

function isCalled({ title, names }: EntryDraft, number: number, wanted: string | null): boolean {
  if (wanted === null) return false;
  // `submenu>entry`: the last is the entry's own.
  const name = wanted.slice(wanted.lastIndexOf('>') + 1);
  return String(number) === name || [title, ...names].some((one) => one === name);
}

/** Those whose kernel and RAM disks are there, each once, the default first. */
function entriesOf(placed: readonly Placed[], tree: MediumTree): MenuEntry[] {
  const entries = new Map<string, MenuEntry>();
  const ids = new Set<string>();
  const inOrder = [...placed.filter(({ chosen }) => chosen), ...placed.filter(({ chosen }) => !chosen)];
  for (const { draft, folder } of inOrder) {
    const found = filesOf(draft, folder, tree);
    if (found === null || entries.size >= LIMITS.entries) continue;
    const key = JSON.stringify(found);
    if (entries.has(key)) continue;
    const title = printable(draft.title.replace(/\s+/g, ' '), 100).trim() || found.kernel;
    entries.set(key, { id: unusedId(title, ids), title, ...found });
  }
  return [...entries.values()];
}

function filesOf(
  { kernel, initrds, commandLine }: EntryDraft,
  folder: string,
  tree: MediumTree,
): Omit<MenuEntry, 'id' | 'title'> | null {
  const [first, ...rest] = [kernel, ...initrds].map((path) => {
    const entry = tree.find(placeOf(path, folder));
    return entry?.kind === 'file' ? entry.path : null;
  });
  if (first == null || rest.includes(null) || commandLine.length > LIMITS.commandLine) return null;
  const args = wordsOf(commandLine).filter((word) => !/^(?:initrd|BOOT_IMAGE)=/.test(word));
  return args.length > LIMITS.words || args.some((word) => printable(word, word.length) !== word)
    ? null
    : { kernel: first, initrds: rest.filter((path) => path !== null), args };
}

/** Words as a kernel cuts them: a space between double quotes is none. A quote that nobody closes is a letter. */
const wordsOf = (commandLine: string): string[] => commandLine.match(/(?:[^\s"]|"[^"]*"|")+/g) ?? [];

/** `(hd0)/live/vmlinuz`, `/live/vmlinuz`, `vmlinuz` -> a path of the medium; never above its root. */
function placeOf(path: string, folder: string): string {
  const plain = path.replace(/^\([^)]*\)/, '').replaceAll('\\', '/');
  const parts = (plain.startsWith('/') ? plain : `${folder}/${plain}`).split('/');
  const kept: string[] = [];
  for (const part of parts) {
    if (part === '..') kept.pop();
    else if (part !== '' && part !== '.') kept.push(part);
  }
  return kept.join('/');
}

function unusedId(title: string, taken: Set<string>): string {
  const words = title.toLowerCase().match(/[a-z0-9]+/g) ?? ['entry'];
  const base = words.join('-').slice(0, 50).replace(/-$/, '');
  let id = base;
  for (let n = 2; taken.has(id); n++) id = `${base}-${n}`;
  taken.add(id);
  return id;
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
