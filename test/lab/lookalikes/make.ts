/** Look-alike media as ISO images that boot: Debian's kernel, and a RAM disk that does what the real installer does. */

import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { guestKernel, makeInitrd } from '../guest-kernel.ts';
import { makeIso } from '../media.ts';
import { CASPER_UUID, INITRD, KERNEL, type Layout } from './layouts.ts';

/** What the first process needs: network cards, the disk, NFS, and a medium in a file. */
const MODULES = ['virtio_pci', 'virtio_net', 'virtio_blk', 'af_packet', 'nfsv3', 'isofs', 'loop'] as const;

const INIT = readFileSync(join(import.meta.dirname, 'init.sh'), 'utf8');

/** Makes the ISO image of a layout in a folder; returns its file. */
export function makeLookalike(layout: Layout, folder: string): string {
  const work = join(folder, layout.name);
  const tree = join(work, 'tree');
  const initrd = makeInitrd(work, MODULES, (modules) => firstProcess(layout, modules));
  for (const [path, text] of Object.entries(layout.files)) {
    const file = join(tree, path);
    mkdirSync(dirname(file), { recursive: true });
    if (text === KERNEL) copyFileSync(guestKernel(), file);
    else if (text === INITRD) copyFileSync(initrd, file);
    else writeFileSync(file, text);
  }
  const iso = join(folder, `${layout.name}.iso`);
  makeIso(iso, layout.label, [tree]);
  rmSync(work, { recursive: true, force: true });
  return iso;
}

const firstProcess = ({ installer }: Layout, modules: readonly string[]): string => `\
#!/bin/busybox sh
MODULES='${modules.join(' ')}'
INSTALLER=${installer}
UUID=${CASPER_UUID}
${INIT}`;
