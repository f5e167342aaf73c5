/**
 * Processor time of a server with everything it ever started: a control group's account. /proc forgets children whose
 * parent does not wait for them, as those of tftpd-hpa. Needs root; without it /proc has to do.
 */

import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the kernel's two kinds of control groups are found, and how they tell the time. */
const PLACES = [
  {
    root: '/sys/fs/cgroup/cpuacct',
    seconds: (folder: string) => Number(readFileSync(join(folder, 'cpuacct.usage'), 'utf8')) / 1e9,
  },
  {
    root: '/sys/fs/cgroup',
    seconds: (folder: string) =>
      Number(/usage_usec (\d+)/.exec(readFileSync(join(folder, 'cpu.stat'), 'utf8'))?.[1]) / 1e6,
  },
] as const;

export interface Account {
  seconds(): number;
  /** Removes the group; everybody in it must have ended. */
  close(): void;
}

let opened = 0;

/** Opens an account for a process that was just started; null where groups cannot be made. */
export function openAccount(pid: number): Account | null {
  const place = PLACES.find(({ root }) => existsSync(join(root, 'cgroup.procs')));
  if (place === undefined) return null;
  const folder = join(place.root, `fieldboot-bench-${process.pid}-${opened++}`);
  try {
    mkdirSync(folder);
    writeFileSync(join(folder, 'cgroup.procs'), String(pid));
    place.seconds(folder);
  } catch {
    return null;
  }
  return { seconds: () => place.seconds(folder), close: () => remove(folder) };
}

/** Length of a slice of time, microseconds: short, so that nobody stands still for long. */
const SLICE_US = 5000;

/**
 * Lets a process that was just started have only a share of a processor (0 to 1), so that it and not the load generator
 * is at its limit. Returns what takes the limit away again; throws where control groups cannot be made.
 */
export function limitProcessor(pid: number, share: number): () => void {
  const quota = Math.round(SLICE_US * share);
  const old = '/sys/fs/cgroup/cpu';
  const folder = join(
    existsSync(join(old, 'cgroup.procs')) ? old : '/sys/fs/cgroup',
    `fieldboot-bench-${process.pid}-limit-${opened++}`,
  );
  mkdirSync(folder);
  if (folder.startsWith(old)) {
    writeFileSync(join(folder, 'cpu.cfs_period_us'), String(SLICE_US));
    writeFileSync(join(folder, 'cpu.cfs_quota_us'), String(quota));
  } else writeFileSync(join(folder, 'cpu.max'), `${quota} ${SLICE_US}`);
  writeFileSync(join(folder, 'cgroup.procs'), String(pid));
  return () => remove(folder);
}

function remove(folder: string): void {
  try {
    if (readdirSync(folder).length > 0) rmdirSync(folder);
  } catch {}
}
