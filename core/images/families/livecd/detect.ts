/** Is it a live medium of Fedora's kind (dracut, dmsquash-live), and whose? */
import type { MediumTree } from '../../../media/tree.ts';
import { printable } from '../../../wire/text.ts';
import type { Detection } from '../../image.ts';
import { archOf, liveEntries, rootFacts, startOf } from '../../live/describe.ts';
import { stackNamed } from '../../live/stacks.ts';
import type { MenuEntry } from '../../menus/entry.ts';
import type { Refusal, Signature } from '../../signature.ts';

export const SIGNATURE: Signature = {
  marks: [{ path: 'LiveOS/squashfs.img', source: 'dracut dmsquash-live: the live system lies in /LiveOS' }],
  foreign: [
    { path: '.treeinfo', is: "an installation medium of anaconda's", source: 'productmd' },
    { path: 'media.1/media', is: 'a SUSE medium with YaST', source: 'libzypp' },
  ],
};

/** Where kernel and RAM disk lie: lorax, livemedia-creator and kiwi, each in its time. */
const STARTS: readonly (readonly [kernel: string, initrd: string])[] = [
  ['images/pxeboot/vmlinuz', 'images/pxeboot/initrd.img'],
  ['boot/x86_64/loader/linux', 'boot/x86_64/loader/initrd'],
  ['isolinux/vmlinuz', 'isolinux/initrd.img'],
  ['isolinux/vmlinuz0', 'isolinux/initrd0.img'],
];

/** Volume identifiers: `Fedora-WS-Live-43`, `openSUSE_Leap_15.6_GNOME_Live`, `Rocky-9-Workstation-Live`. */
const NAMES: readonly (readonly [pattern: RegExp, title: string])[] = [
  [/fedora/i, 'Fedora live'],
  [/tumbleweed/i, 'openSUSE Tumbleweed live'],
  [/leap/i, 'openSUSE Leap live'],
  [/rocky/i, 'Rocky Linux live'],
  [/alma/i, 'AlmaLinux live'],
  [/centos/i, 'CentOS live'],
];

export async function detectLiveCd(tree: MediumTree): Promise<Detection | Refusal> {
  const stack = stackNamed('dmsquash');
  const root = stack && rootFacts(tree, stack);
  const entries = stack ? await liveEntries(tree, stack, () => entryBesideIt(tree)) : [];
  if (root?.root === undefined || entries.length === 0)
    return { refused: 'LiveOS/squashfs.img is there, but no kernel and RAM disk that start it.' };
  const title = NAMES.find(([pattern]) => pattern.test(tree.label))?.[1];
  const version = /\d+(?:\.\d+)?/.exec(tree.label.replace(/x86_64|aarch64/g, ''))?.[0] ?? '';
  const name = title ? `${title} ${version}`.trim() : printable(tree.label, 60) || 'Live system';
  return {
    family: 'livecd',
    name,
    version,
    arch: archOf(tree, tree.label),
    ...startOf(entries),
    reason: `${root.root} is there without .treeinfo, and the label says ${tree.label}.`,
    facts: root,
    entries,
    warnings: [],
  };
}

function entryBesideIt(tree: MediumTree): MenuEntry | null {
  const [kernel, initrd] =
    STARTS.find((pair) => pair.every((path) => tree.find(path)?.kind === 'file')) ?? [];
  if (kernel === undefined || initrd === undefined) return null;
  return { id: 'live', title: 'Live system', kernel, initrds: [initrd], args: ['rd.live.image', 'quiet'] };
}
