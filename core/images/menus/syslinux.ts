/**
 * Menus of ISOLINUX, SYSLINUX and PXELINUX (doc/syslinux.txt and doc/menu.txt of the Syslinux project): one directive on a
 * line, its keyword in any case, the rest of the line as it is.
 */
import { type EntryDraft, linesOfMenu, type MenuFile, MOST } from './draft.ts';

interface Label {
  readonly name: string;
  title: string;
  kernel: string;
  append: string | null;
  initrd: string;
  chosen: boolean;
}

/** Directives that make an entry something else than a Linux kernel with its RAM disk. */
const OTHER = /^(?:com32|localboot|config|bss|pxe|boot|fdimage|cmenu)$/;

/** What is loaded by a program of Syslinux, not by the kernel's own protocol. */
const NO_KERNEL = /\.(?:c32|com|cbt|bss|bin|0|img|imz|iso)$|(?:^|\/)memdisk$/i;

/** Reads one file of such a menu; whatever is not understood is passed over. */
export function parseSyslinux(text: string): MenuFile {
  const labels: Label[] = [];
  const includes: string[] = [];
  let current: Label | undefined;
  let common: string | null = null;
  let fallback: string | null = null;
  let inText = false;
  for (const line of linesOfMenu(text)) {
    const [, keyword = '', rest = ''] = /^\s*(\S+)\s*(.*)$/.exec(line) ?? [];
    const word = keyword.toLowerCase();
    if (inText) inText = word !== 'endtext';
    else if (word === 'text') inText = true;
    else if (word === 'label') {
      current = { name: rest.trim(), title: '', kernel: '', append: null, initrd: '', chosen: false };
      if (labels.length < MOST.entries) labels.push(current);
    } else if (word === 'include') includes.push(firstWord(rest));
    else if (word === 'default' || word === 'ontimeout') fallback ??= rest.trim();
    else if (word === 'menu') menu(rest);
    else if (current === undefined) {
      if (word === 'append') common = rest.trim();
    } else if (word === 'kernel' || word === 'linux') current.kernel = rest.trim();
    else if (word === 'append') current.append = rest.trim();
    else if (word === 'initrd') current.initrd = rest.trim();
    else if (OTHER.test(word)) current.kernel = '';
  }
  const chosen = labels.find((label) => label.chosen)?.name ?? fallback;
  return { entries: labels.flatMap((label) => draftOf(label, common)), includes, default: chosen };

  function menu(rest: string): void {
    const [, keyword = '', value = ''] = /^(\S+)\s*(.*)$/.exec(rest) ?? [];
    const word = keyword.toLowerCase();
    if (word === 'include') includes.push(firstWord(value));
    else if (word === 'label' && current) current.title = value.replace('^', '').trim();
    else if (word === 'default' && current) current.chosen = true;
  }
}

/** `KERNEL vmlinuz quiet` holds arguments too; `APPEND -` takes those of the head away. */
function draftOf({ name, title, kernel: line, append, initrd }: Label, common: string | null): EntryDraft[] {
  const [kernel = '', ...more] = line.split(/\s+/);
  if (kernel === '' || NO_KERNEL.test(kernel)) return [];
  const own = append ?? common ?? '';
  const words = [...more, ...(own === '-' ? '' : own).split(/\s+/)].filter(Boolean);
  const named = words.flatMap((word) => /^initrd=(.*)/.exec(word)?.[1] ?? []);
  const initrds = (initrd || (named.at(-1) ?? '')).split(',').filter(Boolean);
  return [{ title: title || name, kernel, initrds, commandLine: words.join(' '), names: [name] }];
}

const firstWord = (text: string): string => /^\S+/.exec(text)?.[0] ?? '';
