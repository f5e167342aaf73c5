/** What the parsers of boot menus read out of one file, before any path is looked for on the medium. Plain values. */

/** An entry as it is written. */
export interface EntryDraft {
  readonly title: string;
  /** As written: `/live/vmlinuz`, `vmlinuz`, `($root)/boot/vmlinuz`. */
  readonly kernel: string;
  readonly initrds: readonly string[];
  /** The whole command line, as the kernel would see it. */
  readonly commandLine: string;
  /** Words by which a menu's `default` may call it, beside its title and its number: a label, an id. */
  readonly names: readonly string[];
}

export interface MenuFile {
  readonly entries: readonly EntryDraft[];
  /** Other files of the menu, as written, in their order. */
  readonly includes: readonly string[];
  /** Title, name or number of the default entry; null: not said. */
  readonly default: string | null;
}

/** More of either in one file is no menu. */
export const MOST = { entries: 200, lines: 5000 } as const;

/** Lines of a text, at most as many as a menu has, without carriage returns. */
export const linesOfMenu = (text: string): string[] => text.split(/\r?\n/, MOST.lines);
