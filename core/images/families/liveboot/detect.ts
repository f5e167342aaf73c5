/** Is it a live medium that starts with live-boot, and whose? */
import { readText } from '../../../media/read-whole.ts';
import type { MediumTree } from '../../../media/tree.ts';
import { printable } from '../../../wire/text.ts';
import type { Detection } from '../../image.ts';
import { archOf, liveEntries, rootFacts, startOf } from '../../live/describe.ts';
import { stackNamed } from '../../live/stacks.ts';
import type { MenuEntry } from '../../menus/entry.ts';
import type { Refusal, Signature } from '../../signature.ts';

const SMALL = 64 * 1024;

export const SIGNATURE: Signature = {
  marks: [
    { path: 'live/filesystem.squashfs', source: 'live-boot(7): the live system lies in /live' },
    { path: 'live/vmlinuz', source: 'live-build: its kernel lies beside it' },
  ],
  foreign: [
    {
      path: 'casper',
      is: "a medium of Ubuntu's kind as well",
      source: 'casper(7): live systems lie in /casper',
    },
    {
      path: 'TrueNAS-SCALE.update',
      is: 'a TrueNAS medium, whose installer looks for this file in a drive',
      source: 'truenas-installer',
    },
  ],
};

/** Products that say themselves what they are, the most telling first; their version stands in the text. */
const PRODUCTS: readonly (readonly [path: string, title: string, version: RegExp])[] = [
  ['Clonezilla-Live-Version', 'Clonezilla live', /clonezilla-live-([\d.]+(?:-\d+)?)/i],
  ['live/Clonezilla-Live-Version', 'Clonezilla live', /clonezilla-live-([\d.]+(?:-\d+)?)/i],
  ['GParted-Live-Version', 'GParted Live', /gparted-live-([\d.]+(?:-\d+)?)/i],
  ['live/GParted-Live-Version', 'GParted Live', /gparted-live-([\d.]+(?:-\d+)?)/i],
];

interface Named {
  readonly title: string;
  readonly version: string;
  /** The file that says so; the label otherwise. */
  readonly source: string;
  readonly text: string;
}

export async function detectLiveBoot(tree: MediumTree): Promise<Detection | Refusal> {
  const stack = stackNamed('live-boot');
  if (stack === undefined) throw new Error('live-boot is one of the kinds');
  const root = rootFacts(tree, stack);
  if (root.root === undefined)
    return { refused: 'live/vmlinuz is there, but no live/*.squashfs that it could run.' };
  const entries = await liveEntries(tree, stack, () => entryBesideIt(tree));
  if (entries.length === 0)
    return { refused: `${root.root} is there, but no kernel and RAM disk that start it.` };
  const { title, version, source, text } = await nameOf(tree);
  const name = `${title} ${version}`.trim();
  return {
    family: 'liveboot',
    name,
    version,
    arch: archOf(tree, text, tree.label),
    ...startOf(entries),
    reason: `${root.root} is there, and ${source} says ${name}.`,
    facts: root,
    entries,
    warnings: [],
  };
}

async function nameOf(tree: MediumTree): Promise<Named> {
  for (const [path, title, pattern] of PRODUCTS) {
    const text = await readText(tree, path, SMALL);
    if (text !== undefined) return { title, version: pattern.exec(text)?.[1] ?? '', source: path, text };
  }
  const text = (await readText(tree, '.disk/info', SMALL)) ?? '';
  const named = parseLiveInfo(text);
  if (named !== null) return { ...named, source: '.disk/info', text };
  return { title: printable(tree.label, 60) || 'Live system', version: '', source: 'the label', text };
}

/**
 * `.disk/info` as live-build writes it: `Debian GNU/Linux 13.1 "Trixie" - Official amd64 LIVE/INSTALL Binary …`, or
 * as the makers replace it: `Official Debian GNU/Linux Live 12.5.0 gnome …`, `Kali GNU/Linux 2025.1 "Kali-rolling" …`.
 */
export function parseLiveInfo(text: string): { title: string; version: string } | null {
  const line = text.trim().split('\n')[0] ?? '';
  const [, who, version = '', codename = ''] =
    /^(?:Official )?([A-Z][\w!.-]*(?: GNU\/Linux)?)(?: Live)?\s+v?(\d[\w.]*)(?:\s+"([^"]*)")?/i.exec(line) ??
    [];
  if (who === undefined) return null;
  // Kali's media of old call themselves Debian; the codename gives them away.
  const maker = /^kali/i.test(codename) ? 'Kali' : who.replace(/ GNU\/Linux$/, '');
  return { title: maker === 'TAILS' ? 'Tails' : `${maker} live`, version: version.replace(/\.0$/, '') };
}

/** Media whose menus say nothing have their kernel beside the image. */
function entryBesideIt(tree: MediumTree): MenuEntry | null {
  const names = (tree.list('live') ?? []).filter(({ kind }) => kind === 'file').map(({ path }) => path);
  const kernel = names.find((path) => /^live\/vmlinuz/.test(path));
  const initrd = names.find((path) => /^live\/initrd/.test(path));
  if (kernel === undefined || initrd === undefined) return null;
  return { id: 'live', title: 'Live system', kernel, initrds: [initrd], args: ['boot=live', 'components'] };
}
