/**
 * Storage of an autoinstall: a layout of the installer's own where one does, curtin's actions otherwise (RAID 1, other
 * file systems). The disks have names that stand for them; the early command puts the real ones in their place.
 * Formats: Ubuntu's autoinstall reference ("storage"), curtin's storage documentation.
 */
import type { Layout } from '../../form.ts';

/** What stands for the disk of this number, from 1, until the machine has chosen. */
export const placeholder = (number: number): string => `/dev/fieldboot-disk-${number}`;

type Action = Readonly<Record<string, unknown>>;

/** The value of `storage:`. */
export function storageOf(layout: Layout, uefi: boolean): Readonly<Record<string, unknown>> {
  const swap =
    layout.swapMiB === null ? {} : { swap: { size: layout.swapMiB === 0 ? 0 : `${layout.swapMiB}M` } };
  const simple = layout.scheme !== 'raid1' && (layout.filesystem ?? 'ext4') === 'ext4';
  if (!simple) return { ...swap, config: actions(layout, uefi) };
  const name = layout.scheme === 'lvm' ? 'lvm' : 'direct';
  const sizing = name === 'lvm' ? { 'sizing-policy': 'all' } : {};
  return { ...swap, layout: { name, ...sizing, match: { path: placeholder(1) } } };
}

/** One disk, or two whose root is mirrored; each can start the machine. */
function actions({ scheme, filesystem }: Layout, uefi: boolean): Action[] {
  const numbers = scheme === 'raid1' ? [1, 2] : [1];
  const root = scheme === 'raid1' ? 'md0' : scheme === 'lvm' ? 'lv-root' : 'root-1';
  return [
    ...numbers.flatMap((number) => diskActions(number, uefi)),
    ...(scheme === 'raid1' ? [raid(numbers)] : []),
    ...(scheme === 'lvm' ? volumes() : []),
    { type: 'format', id: 'format-root', volume: root, fstype: filesystem ?? 'ext4' },
    { type: 'mount', id: 'mount-root', device: 'format-root', path: '/' },
    ...(uefi ? [{ type: 'mount', id: 'mount-esp', device: 'format-esp-1', path: '/boot/efi' }] : []),
  ];
}

function diskActions(number: number, uefi: boolean): Action[] {
  const disk = `disk-${number}`;
  const partition = (id: string, size: number | string, more: Action): Action => ({
    type: 'partition',
    id: `${id}-${number}`,
    device: disk,
    number: id === 'root' ? 2 : 1,
    size,
    ...more,
  });
  const boot = uefi
    ? [
        partition('esp', '1G', { flag: 'boot', grub_device: true }),
        { type: 'format', id: `format-esp-${number}`, volume: `esp-${number}`, fstype: 'fat32' },
      ]
    : [partition('bios', '1M', { flag: 'bios_grub' })];
  return [
    {
      ...{
        type: 'disk',
        id: disk,
        match: { path: placeholder(number) },
        ptable: 'gpt',
        wipe: 'superblock-recursive',
      },
      ...(uefi ? {} : { grub_device: true }),
    },
    ...boot,
    partition('root', -1, {}),
  ];
}

const raid = (numbers: readonly number[]): Action => ({
  ...{ type: 'raid', id: 'md0', name: 'md0', raidlevel: 'raid1', metadata: '1.2' },
  devices: numbers.map((number) => `root-${number}`),
});

const volumes = (): Action[] => [
  { type: 'lvm_volgroup', id: 'vg', name: 'vg0', devices: ['root-1'] },
  { type: 'lvm_partition', id: 'lv-root', name: 'root', volgroup: 'vg', size: -1 },
];
