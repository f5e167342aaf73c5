/**
 * Partitioning of an AutoYaST profile. The disks have names that stand for them; the profile's first script puts the
 * real ones in their place. YaST lays a disk out by itself where nothing special is wanted.
 * Format: SUSE's AutoYaST guide for 12 and 15, "Partitioning"; partition types: 130 swap, 142 LVM, 253 RAID, 259 EFI
 * system, 263 BIOS boot.
 */
import type { Layout } from '../../form.ts';
import { list, symbol, type YastList, type YastPart } from './xml.ts';

/** What stands for the disk of this number, from 1, until the machine has chosen. */
export const placeholder = (number: number): string => `/dev/fieldboot-disk-${number}`;

export interface Machinery {
  readonly uefi: boolean;
  /** Release of SLE; Leap 42 is built of 12. */
  readonly major: number;
}

/** The value of `partitioning`. */
export function partitioningOf(layout: Layout, machinery: Machinery): YastList {
  if (layout.scheme === 'raid1') return list('drive', mirrored(layout, machinery));
  if (layout.scheme === 'lvm') return list('drive', volumes(layout, machinery));
  const left = layout.filesystem === null && layout.swapMiB === null;
  return list('drive', [
    left ? whole(1) : disk(1, [...firmware(1, machinery), ...swap(layout), root(layout)]),
  ]);
}

/** A disk that YaST lays out. */
const whole = (number: number): YastPart => ({ device: placeholder(number), initialize: true, use: 'all' });

const disk = (number: number, partitions: readonly YastPart[]): YastPart => ({
  device: placeholder(number),
  disklabel: 'gpt',
  initialize: true,
  use: 'all',
  partitions: list('partition', partitions),
});

/** What the firmware starts from; the second disk's is not mounted. */
function firmware(number: number, { uefi }: Machinery): YastPart[] {
  if (!uefi) return [{ create: true, partition_id: 263, size: '8M' }];
  const mount = number === 1 ? { mount: '/boot/efi' } : {};
  return [
    { create: true, partition_id: 259, format: true, filesystem: symbol('vfat'), ...mount, size: '512M' },
  ];
}

const sizeOf = (swapMiB: number | null): string => (swapMiB === null ? 'auto' : `${swapMiB}M`);

const rootFilesystem = ({ filesystem }: Layout): YastPart => ({
  mount: '/',
  format: true,
  filesystem: symbol(filesystem ?? 'btrfs'),
});
const swapFilesystem: YastPart = { mount: 'swap', format: true, filesystem: symbol('swap') };

const root = (layout: Layout): YastPart => ({ create: true, ...rootFilesystem(layout), size: 'max' });

const swap = ({ swapMiB }: Layout): YastPart[] =>
  swapMiB === 0 ? [] : [{ create: true, partition_id: 130, ...swapFilesystem, size: sizeOf(swapMiB) }];

/** GRUB reads logical volumes, so nothing but what the firmware needs stays outside. */
function volumes(layout: Layout, machinery: Machinery): YastPart[] {
  const { swapMiB } = layout;
  // Nothing tells YaST how large a logical volume for swap shall be but a size.
  const swapSize = swapMiB ?? 2048;
  return [
    disk(1, [
      ...firmware(1, machinery),
      { create: true, partition_id: 142, lvm_group: 'system', size: 'max' },
    ]),
    {
      device: '/dev/system',
      type: symbol('CT_LVM'),
      is_lvm_vg: true,
      partitions: list('partition', [
        ...(swapSize === 0
          ? []
          : [{ create: true, lv_name: 'swap', ...swapFilesystem, size: `${swapSize}M` }]),
        { create: true, lv_name: 'root', ...rootFilesystem(layout), size: 'max' },
      ]),
    },
  ];
}

/** Two disks, either of which can start the machine. */
function mirrored(layout: Layout, machinery: Machinery): YastPart[] {
  const { swapMiB } = layout;
  const arrays: Mirror[] = [
    ...(swapMiB === 0
      ? []
      : [{ number: 1, label: 'swap', size: `${swapMiB ?? 2048}M`, holds: swapFilesystem }]),
    {
      number: 0,
      label: 'root',
      size: 'max',
      holds: rootFilesystem({ ...layout, filesystem: layout.filesystem ?? 'ext4' }),
    },
  ];
  const member = ({ size, ...array }: Mirror): YastPart => ({
    create: true,
    partition_id: 253,
    raid_name: nameOf(array, machinery),
    size,
  });
  return [
    ...[1, 2].map((number) => disk(number, [...firmware(number, machinery), ...arrays.map(member)])),
    ...(machinery.major < 15 ? [oldArrays(arrays)] : arrays.map((array) => array15(array, machinery))),
  ];
}

interface Mirror {
  readonly number: number;
  readonly label: string;
  readonly size: string;
  readonly holds: YastPart;
}

const RAID1: YastPart = { raid_type: 'raid1' };

const nameOf = ({ number, label }: Pick<Mirror, 'number' | 'label'>, { major }: Machinery): string =>
  major < 15 ? `/dev/md${number}` : `/dev/md/${label}`;

/** SLE 12 knows one drive /dev/md, whose partitions are the arrays. */
const oldArrays = (arrays: readonly Mirror[]): YastPart => ({
  device: '/dev/md',
  type: symbol('CT_MD'),
  initialize: false,
  use: 'all',
  partitions: list(
    'partition',
    arrays.map(({ number, holds }) => ({
      create: true,
      partition_nr: number,
      ...holds,
      raid_options: { ...RAID1, chunk_size: '4' },
    })),
  ),
});

/** From SLE 15 on an array is a drive of its own, used as it is. */
const array15 = (array: Mirror, machinery: Machinery): YastPart => ({
  device: nameOf(array, machinery),
  type: symbol('CT_MD'),
  disklabel: 'none',
  raid_options: RAID1,
  partitions: list('partition', [array.holds]),
});
