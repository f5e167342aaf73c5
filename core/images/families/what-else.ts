/** What a medium looks like that no family knows: the message should say more than "unknown". */
import type { MediumTree } from '../../media/tree.ts';

/** Telling paths, the most telling first; all in the layouts their makers document. */
const LOOKS: readonly (readonly [path: string, looksLike: string])[] = [
  ['sources/boot.wim', 'a Windows installation medium'],
  ['s.v00', 'a VMware ESXi medium'],
  ['boot/xen.gz', 'an XCP-ng or XenServer medium'],
  ['.pve-cd-id.txt', 'a Proxmox VE medium'],
  ['.pbs-cd-id.txt', 'a Proxmox Backup Server medium'],
  ['casper', 'an Ubuntu medium'],
  ['media.1', 'a SUSE medium'],
  ['live/filesystem.squashfs', 'a live medium'],
  ['LiveOS/squashfs.img', 'a live medium'],
  ['boot/loader.efi', 'a FreeBSD medium'],
];

/** One clause for a message. */
export function whatElse(tree: MediumTree): string {
  const known = LOOKS.find(([path]) => tree.find(path) !== undefined);
  if (known) return `it looks like ${known[1]} ("${tree.label}")`;
  const names = (tree.list('') ?? []).map(({ path }) => path).slice(0, 8);
  return names.length === 0 ? 'it is empty' : `it is labelled "${tree.label}" and holds ${names.join(', ')}`;
}
