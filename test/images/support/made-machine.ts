/** A made-up machine for scripts that run in installers: its /sys, /dev and /tmp in a folder. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface MadeDisk {
  /** Size in GB of 1000. */
  readonly gb: number;
  readonly removable?: boolean;
  readonly ro?: boolean;
  readonly usb?: boolean;
  readonly hidden?: boolean;
  readonly model?: string;
  readonly serial?: string;
  readonly solidState?: boolean;
  /** Its device node is there, which only root can make. */
  readonly node?: boolean;
}

export interface MadeMachine {
  /** The folder that stands for its `/`. */
  readonly home: string;
  /** A script with the machine's folders in the place of the real ones. */
  inside(script: string): string;
  read(path: string): string;
}

/** Makes a machine below `folder`. */
export function makeMachine(folder: string, disks: Readonly<Record<string, MadeDisk>>): MadeMachine {
  const home = mkdtempSync(join(folder, 'machine-'));
  for (const path of ['sys/block', 'sys/class/block', 'dev', 'tmp', 'target'])
    mkdirSync(join(home, path), { recursive: true });
  for (const [name, disk] of Object.entries(disks)) makeDisk(home, name, disk);
  const real = /(^|[\s"'=(<>,^])\/(sys|dev|tmp|target|etc)\/(?!null)/gm;
  return {
    home,
    inside: (script) => script.replace(real, `$1${home}/$2/`),
    read: (path) => readFileSync(join(home, path), 'utf8').replaceAll(home, ''),
  };
}

function makeDisk(home: string, name: string, disk: MadeDisk): void {
  const block = join(home, 'sys/devices', disk.usb ? 'usb1' : 'pci', 'block', name);
  mkdirSync(join(block, 'queue'), { recursive: true });
  mkdirSync(join(block, 'device'));
  const write = (file: string, value: string | number) => writeFileSync(join(block, file), `${value}\n`);
  write('size', (disk.gb * 1e9) / 512);
  write('removable', disk.removable ? 1 : 0);
  write('ro', disk.ro ? 1 : 0);
  write('hidden', disk.hidden ? 1 : 0);
  write('queue/rotational', disk.solidState ? 0 : 1);
  if (disk.model) write('device/model', `${disk.model}   `);
  if (disk.serial) write('device/serial', disk.serial);
  for (const folder of ['sys/block', 'sys/class/block']) symlinkSync(block, join(home, folder, name));
  if (disk.node) execFileSync('mknod', [join(home, 'dev', name), 'b', '1', '0']);
}
