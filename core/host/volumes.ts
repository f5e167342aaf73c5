/** File systems that are mounted here: which disk a file lies on, and where else a disk's files may turn up. */
import { readFile, realpath, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** One mounted file system (Linux, proc_pid_mountinfo(5)). */
export interface Mount {
  /** `8:17` */
  readonly number: string;
  readonly folder: string;
  /** `/dev/sdb1`, or a name that is no path for file systems without a disk. */
  readonly device: string;
}

/** The disk a file lies on. */
export interface DiskFacts {
  readonly device: string;
  /** Where it is mounted. */
  readonly folder: string;
  /** It can be pulled out: a USB disk, a card, a CD. */
  readonly removable: boolean;
}

/** Decodes /proc/self/mountinfo. */
export function parseMounts(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const words = line.split(' ');
    const dash = words.indexOf('-');
    const [number, folder, device] = [words[2], words[4], words[dash + 2]];
    if (dash < 0 || number === undefined || folder === undefined || device === undefined) return [];
    return [{ number, folder: unescaped(folder), device: unescaped(device) }];
  });
}

/** Blanks and the like stand as octal numbers: `\\040`. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

/** Bytes that may still be written to the disk of a folder. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** Mounted file systems; none where the system does not say (anything but Linux). */
export async function readMounts(): Promise<Mount[]> {
  return parseMounts(await readFile('/proc/self/mountinfo', 'utf8').catch(() => ''));
}

/** The disk of a file; null when it cannot be told. */
export async function diskOf(path: string): Promise<DiskFacts | null> {
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  // Linux packs a device number into 32 bits this way (makedev(3)).
  const number = `${(found.dev >> 8) & 0xfff}:${(found.dev & 0xff) | ((found.dev >> 12) & 0xfff00)}`;
  const mount = (await readMounts()).findLast((one) => one.number === number);
  if (mount === undefined) return null;
  return { device: mount.device, folder: mount.folder, removable: await isRemovable(number) };
}

async function isRemovable(number: string): Promise<boolean> {
  const place = await realpath(`/sys/dev/block/${number}`).catch(() => null);
  if (place === null) return false;
  const isPartition = (await stat(join(place, 'partition')).catch(() => null)) !== null;
  const flag = await readFile(join(isPartition ? dirname(place) : place, 'removable'), 'utf8').catch(
    () => '',
  );
  // Large USB disks say that they are fixed.
  return flag.trim() === '1' || /\/usb\d+\//.test(place);
}

/**
 * Paths under which a file may be found when its disk is mounted elsewhere: the ends of its path below every mounted disk.
 * Shares (`//server/share`) are none: to look at one whose server is gone may take minutes.
 */
export function placesElsewhere(path: string, mounts: readonly Mount[]): string[] {
  const parts = path.split('/').filter((part) => part !== '');
  const ends = parts.map((_, index) => parts.slice(index).join('/'));
  const folders = new Set(
    mounts.filter(({ device }) => device.startsWith('/dev/')).map(({ folder }) => folder),
  );
  return [...folders].flatMap((folder) => ends.map((end) => join(folder, end))).filter((one) => one !== path);
}
