/**
 * GRUB 2 menus. Conditions are not weighed: what stands in any branch is read, in its order, because what they ask about
 * (a platform, a disk, a variable of the loader) is not known here.
 */
import { type EntryDraft, type MenuFile, MOST } from './draft.ts';
import { grubTokens } from './grub-words.ts';

interface Growing {
  readonly title: string;
  readonly names: readonly string[];
  kernel: string;
  readonly initrds: string[];
  words: readonly string[];
}

const LINUX = /^linux(?:16|efi|)$/;
const INITRD = /^initrd(?:16|efi|)$/;
const INCLUDE = /^(?:source|configfile|\.)$/;

/** Variables that others set before a menu is read; what is unknown is empty. */
type Known = ReadonlyMap<string, string>;

/** Reads one file; `known` holds what is set already, for example `prefix`. */
export function parseGrub(text: string, known: Known = new Map()): MenuFile {
  const variables = new Map(known);
  const entries: Growing[] = [];
  const includes: string[] = [];
  let open: Growing | undefined;
  let depth = 0;
  let openAt = 0;
  let command: string[] = [];
  for (const token of grubTokens(text, (name) => variables.get(name) ?? '')) {
    if (token === '{') {
      begin(command);
      command = [];
      depth += 1;
    } else if (token === '}') {
      run(command);
      command = [];
      depth = Math.max(0, depth - 1);
      if (depth < openAt) open = undefined;
    } else if (token === null) {
      run(command);
      command = [];
    } else command.push(token);
  }
  // A file of loose commands boots them, as `linux …; initrd …; boot` does.
  return { entries: entries.flatMap(draftOf), includes, default: variables.get('default') ?? null };

  function begin([word, ...rest]: readonly string[]): void {
    if (word !== 'menuentry' || entries.length >= MOST.entries) return;
    const at = rest.findIndex((one) => one === '--id' || one.startsWith('--id='));
    const id = at < 0 ? undefined : rest[at]?.slice('--id='.length) || rest[at + 1];
    open = { title: rest[0] ?? '', names: id ? [id] : [], kernel: '', initrds: [], words: [] };
    openAt = depth + 1;
    entries.push(open);
  }

  function run(words: readonly string[]): void {
    const [word = '', ...rest] = afterKeywords(words);
    const [, name, value] = /^([A-Za-z_]\w{0,63})=(.*)$/s.exec(word === 'set' ? (rest[0] ?? '') : word) ?? [];
    if (name !== undefined && variables.size < MOST.entries) variables.set(name, value ?? '');
    else if (INCLUDE.test(word) && rest[0]) includes.push(rest[0]);
    else if (LINUX.test(word)) loaded(rest);
    else if (INITRD.test(word) && entryNow()) entryNow()?.initrds.push(...paths(rest));
  }

  function loaded(rest: readonly string[]): void {
    const [kernel = '', ...words] = rest.filter((one, n) => n > 0 || !one.startsWith('--'));
    if (entryNow() === undefined && entries.length < MOST.entries)
      entries.push({ title: '', names: [], kernel: '', initrds: [], words: [] });
    const entry = entryNow();
    if (entry === undefined || entry.kernel !== '') return;
    entry.kernel = kernel;
    entry.words = words;
  }

  /** The entry that commands belong to: the one that is open, or the loose one. */
  function entryNow(): Growing | undefined {
    return open ?? entries.find(({ title, names }) => title === '' && names.length === 0);
  }
}

/** `if [ … ]; then linux …`: the words of the language before a command. */
function afterKeywords(words: readonly string[]): readonly string[] {
  const at = words.findIndex((word) => !/^(?:then|else|do|if|elif|while|until|!)$/.test(word));
  return at < 0 ? [] : words.slice(at);
}

const paths = (words: readonly string[]): string[] => words.filter((word) => !word.startsWith('--'));

function draftOf({ title, names, kernel, initrds, words }: Growing): EntryDraft[] {
  if (kernel === '') return [];
  return [{ title, names, kernel, initrds, commandLine: words.map(quoted).join(' ') }];
}

/** As GRUB gives a word with spaces to the kernel (loader/cmdline.c): in double quotes. */
const quoted = (word: string): string => (/\s/.test(word) ? `"${word.replace(/["\\]/g, '\\$&')}"` : word);
