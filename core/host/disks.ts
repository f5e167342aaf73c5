/**
 * Looking at files on disks that may not answer: a share whose server is gone, a USB disk that is dying.
 *
 * A look there takes minutes or for ever, and holds one of the few threads that Node reads files with. So a disk is
 * looked at once at a time, who asks waits no longer than his patience, and while a disk owes an answer nobody asks it.
 */
import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { parse } from 'node:path';
import { type Mount, readMounts } from './volumes.ts';

/** What is at a path; `absent` also where it may not be looked at, `silent` when its disk does not answer. */
export type Look = Stats | 'absent' | 'silent';

export type LookAt = (path: string) => Promise<Look>;

export interface DisksParts {
  /** Longest time an answer is waited for, in milliseconds. A disk that has to spin up needs some seconds. */
  readonly patienceMs?: number;
  readonly stat?: (path: string) => Promise<Stats>;
  readonly mounts?: () => Promise<readonly Mount[]>;
}

interface Disk {
  /** The last look that was asked for. */
  last: Promise<Look>;
  /** A look has been out for longer than anybody's patience. */
  overdue: boolean;
}

const PATIENCE_MS = 4000;
/** Disks are plugged in by hand: what is mounted need not be read for every look. */
const MOUNTS_MS = 3000;

/** The disks of this laptop, as they answer. */
export class Disks {
  readonly #patienceMs: number;
  readonly #stat: (path: string) => Promise<Stats>;
  readonly #readMounts: () => Promise<readonly Mount[]>;
  readonly #disks = new Map<string, Disk>();
  #mounts: { readonly list: Promise<readonly Mount[]>; readonly at: number } | undefined;

  constructor({ patienceMs = PATIENCE_MS, stat: look = stat, mounts = readMounts }: DisksParts = {}) {
    this.#patienceMs = patienceMs;
    this.#stat = look;
    this.#readMounts = mounts;
  }

  /** Looks at a path. Never rejects. */
  readonly look: LookAt = async (path) => {
    const disk = this.#diskOf(diskFolder(path, await this.#mounted()));
    if (disk.overdue) return 'silent';
    const look = disk.last.then(() => this.#ask(path));
    disk.last = look;
    return await this.#within(look, disk);
  };

  #diskOf(folder: string): Disk {
    const disk = this.#disks.get(folder) ?? { last: Promise.resolve<Look>('absent'), overdue: false };
    this.#disks.set(folder, disk);
    return disk;
  }

  #ask(path: string): Promise<Look> {
    return this.#stat(path).catch((): Look => 'absent');
  }

  async #within(look: Promise<Look>, disk: Disk): Promise<Look> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Look>((resolve) => {
      timer = setTimeout(() => {
        disk.overdue = true;
        // Looks that waited behind this one are answered, one after the other, before it is trusted again.
        const last = disk.last;
        void last.then(() => {
          disk.overdue = false;
        });
        resolve('silent');
      }, this.#patienceMs);
    });
    try {
      return await Promise.race([look, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #mounted(): Promise<readonly Mount[]> {
    const now = performance.now();
    if (this.#mounts === undefined || now - this.#mounts.at > MOUNTS_MS)
      this.#mounts = { list: this.#readMounts(), at: now };
    return this.#mounts.list;
  }
}

/** Folder that the disk of a path is mounted at; where the system does not say, what its paths begin with. */
export function diskFolder(path: string, mounts: readonly Mount[]): string {
  const above = mounts
    .map(({ folder }) => folder)
    .filter((folder) => path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`));
  const longest = above.reduce((best, folder) => (folder.length > best.length ? folder : best), '');
  return longest || (/^\/Volumes\/[^/]+/.exec(path)?.[0] ?? parse(path).root);
}
