/** Which disk a machine is installed on: named, or found by a rule. A wrong guess erases data, so doubt means no disk. */
import type { Settings } from '../profile.ts';
import { words } from '../words.ts';

export interface DiskRule {
  /** Device paths; when there are any, exactly these are meant and the rest of the rule is not looked at. */
  readonly named: readonly string[];
  /** Bytes; null: no limit. */
  readonly atLeast: number | null;
  readonly atMost: number | null;
  /** What the disk's model must contain, in any case; empty: any. */
  readonly model: string;
  /** What the disk's serial number must contain, in any case; empty: any. */
  readonly serial: string;
  /** Not a spinning disk. */
  readonly solidState: boolean;
  /** `only`: exactly `count` disks fit. Otherwise the first `count` of those that fit, unless the next is as large. */
  readonly pick: 'only' | 'smallest' | 'largest';
  /** 2 for RAID 1. */
  readonly count: 1 | 2;
}

/** A disk as an installer reports it. */
export interface Disk {
  /** `sda`, `nvme0n1`. */
  readonly name: string;
  readonly bytes: number;
  readonly model: string;
  readonly serial: string;
  readonly solidState: boolean;
}

export type DiskChoice =
  | { readonly disks: readonly Disk[] }
  /** `none`: fewer fit than are needed; `several`: more fit than are needed and nothing tells them apart. */
  | { readonly refused: 'none' | 'several'; readonly fitting: readonly Disk[] };

export function diskRuleOf(settings: Settings): DiskRule {
  const { disk_min = '', disk_max = '', disk_model = '', disk_serial = '', disk_pick = '' } = settings;
  return {
    named: words(settings.disk),
    atLeast: parseSize(disk_min),
    atMost: parseSize(disk_max),
    model: disk_model,
    serial: disk_serial,
    solidState: disk_pick.endsWith('ssd'),
    pick: PICKS[disk_pick.replace(/-?ssd$/, '')] ?? 'only',
    count: settings.layout === 'raid1' ? 2 : 1,
  };
}

const PICKS: Readonly<Record<string, DiskRule['pick']>> = { smallest: 'smallest', largest: 'largest' };

const UNITS: Readonly<Record<string, number>> = { M: 2, G: 3, T: 4 };

/** `400G` (of 1000) or `400GiB` (of 1024) in bytes; null when it is neither. */
export function parseSize(text: string): number | null {
  const [, number = '', unit = '', binary] = /^(\d+(?:\.\d+)?) ?([MGT])(?:(i)?B)?$/.exec(text.trim()) ?? [];
  const power = UNITS[unit];
  if (power === undefined) return null;
  return Math.round(Number(number) * (binary ? 1024 : 1000) ** power);
}

/**
 * The same decision as the script that runs in the installer (disk-script.ts), for a machine whose disks are known.
 * `disks` are the fixed ones: neither removable nor on USB nor read-only.
 */
export function chooseDisks(rule: DiskRule, disks: readonly Disk[]): DiskChoice {
  if (rule.named.length > 0) return namedDisks(rule, disks);
  const fitting = disks.filter((disk) => fits(rule, disk));
  if (fitting.length < rule.count) return { refused: 'none', fitting };
  const sign = rule.pick === 'largest' ? -1 : 1;
  const sorted = fitting.toSorted((a, b) => sign * (a.bytes - b.bytes));
  const [last, next] = [sorted[rule.count - 1], sorted[rule.count]];
  const clear = next === undefined || (rule.pick !== 'only' && next.bytes !== last?.bytes);
  return clear ? { disks: sorted.slice(0, rule.count) } : { refused: 'several', fitting };
}

function namedDisks({ named, count }: DiskRule, disks: readonly Disk[]): DiskChoice {
  // Links under /dev/disk are known to the machine alone.
  const links = named.some((path) => path.startsWith('/dev/disk/'));
  const found = disks.filter(({ name }) => named.includes(`/dev/${name}`));
  if (links || (found.length === named.length && found.length === count)) return { disks: found };
  return { refused: named.length > count ? 'several' : 'none', fitting: found };
}

const fits = (rule: DiskRule, disk: Disk): boolean =>
  disk.bytes >= (rule.atLeast ?? 0) &&
  disk.bytes <= (rule.atMost ?? Number.POSITIVE_INFINITY) &&
  contains(disk.model, rule.model) &&
  contains(disk.serial, rule.serial) &&
  (!rule.solidState || disk.solidState);

const contains = (text: string, part: string): boolean => plain(text).includes(plain(part));

/** As the script compares them: in small letters, everything but letters, digits and dots as one dash. */
const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9.]+/g, '-');

/** Disks of one machine that are taken note of; more is no machine of ours. */
const MOST_DISKS = 64;

/** Reads what choose-disks reports: `sda:937703088:0:samsung-mz7:s3z9,…`; what is not of this form is left out. */
export function readDisks(list: string): Disk[] {
  return list.split(',', MOST_DISKS).flatMap((one) => {
    const match = /^([\w!]{1,40}):(\d{1,15}):([01]):([a-z0-9.-]{0,60}):([a-z0-9.-]{0,60})$/.exec(one);
    if (match === null) return [];
    const [, name = '', sectors = '', rotational = '', model = '', serial = ''] = match;
    const trim = (text: string) => text.replace(/^-|-$/g, '');
    const bytes = Number(sectors) * 512;
    return [{ name, bytes, model: trim(model), serial: trim(serial), solidState: rotational === '0' }];
  });
}
