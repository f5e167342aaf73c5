/** A disk with something on it that can be started and says so: what local boot must come to. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bootFilesFolder } from '../../core/host/boot-files.ts';
import type { Fieldboot } from './fieldboot.ts';
import type { Machine } from './machine.ts';
import type { Rack } from './rack.ts';
import { sh } from './system.ts';

/** What the disk says. */
export const FROM_DISK = /STARTED FROM DISK/;

/** Writes the disk of a machine that is not made yet into its folder. */
export function writeOwnDisk(folder: string, name: string, uefi: boolean): void {
  mkdirSync(folder, { recursive: true });
  const disk = join(folder, `${name}.disk`);
  if (uefi) writeEfiDisk(disk, join(folder, 'esp'));
  // SeaBIOS keeps back the last letter that it drew, until it draws another.
  else writeFileSync(disk, bootSector('STARTED FROM DISK ...\r\n'), { flush: true });
  if (!uefi) sh('truncate', '-s', '64M', disk);
}

/** 16-bit code that prints a text by the BIOS (INT 10h, AH=0Eh) and halts; loaded at 7C00h. */
function bootSector(text: string): Uint8Array {
  const code = [
    [0x31, 0xc0, 0x8e, 0xd8], // DS = 0
    [0xbe, 0x18, 0x7c], // SI = the text
    [0xac, 0x08, 0xc0, 0x74, 0x09], // next letter; its end?
    [0xb4, 0x0e, 0xbb, 0x07, 0x00, 0xcd, 0x10, 0xeb, 0xf2], // print it
    [0xf4, 0xeb, 0xfd], // halt
  ].flat();
  const sector = new Uint8Array(512);
  sector.set(code);
  sector.set(new TextEncoder().encode(text), code.length);
  sector.set([0x55, 0xaa], 510);
  return sector;
}

/** An installed Debian as far as its loaders go: shim and a signed GRUB where Debian puts them, and a configuration. */
function writeEfiDisk(disk: string, tree: string): void {
  const loaders = join(bootFilesFolder(), 'loaders');
  const said = 'echo STARTED FROM DISK\nsleep 3600\n';
  for (const path of ['grub/grub.cfg', 'grub/x86_64-efi/grub.cfg']) {
    mkdirSync(join(tree, dirname(path)), { recursive: true });
    writeFileSync(join(tree, path), said);
  }
  mkdirSync(join(tree, 'EFI/debian'), { recursive: true });
  for (const name of ['shimx64.efi', 'grubx64.efi'])
    sh('cp', join(loaders, name), join(tree, 'EFI/debian', name));
  sh('truncate', '-s', '64M', disk);
  sh('mformat', '-i', disk, '-F', '::');
  sh('mcopy', '-s', '-i', disk, join(tree, 'EFI'), join(tree, 'grub'), '::');
  rmSync(tree, { recursive: true });
}

/** Tells in the machine's name that it is installed, as its installer would, and presses its reset button. */
export async function finishAndReset(fieldboot: Fieldboot, rack: Rack, machine: Machine): Promise<void> {
  const { mac } = machine.spec;
  const { address = '' } = (await fieldboot.call('status', {})).serving ?? {};
  const ask = (path: string) =>
    sh('ip', 'netns', 'exec', rack.laptop, 'curl', '-sS', `http://${address}:8067${path}`);
  const [own] = /\/machines\/[0-9a-f:]+\/[0-9a-f]{24}/.exec(ask(`/machines/${mac}/boot.ipxe`)) ?? [''];
  if (!ask(`${own}/report/finished`).includes('noted')) throw new Error('the end could not be told');
  await machine.reset();
}
