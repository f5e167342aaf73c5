/**
 * What the RAM disk of a live medium is made with. Each kind finds the rest of its system by arguments of its own, and by
 * others of its own on a network: that, and not the name on the label, decides how a live system is started.
 */
import type { BootUrls, NfsRoot } from '../family.ts';
import type { Way } from '../ways.ts';

/** Where the medium is, as its RAM disk is told. */
export interface LivePlace {
  readonly urls: BootUrls;
  /** The medium's image of the live system: its path on the medium, and its size. */
  readonly root: { readonly path: string; readonly bytes: number };
  /** Bytes of the whole medium. */
  readonly mediumBytes: number;
}

/** A way of starting, with the arguments that lead there. */
export interface LiveWay extends Way {
  readonly args: readonly string[];
}

export interface LiveStack {
  readonly id: 'live-boot' | 'casper' | 'dmsquash' | 'archiso' | 'anaconda';
  /** For people: `live-boot`. */
  readonly title: string;
  /** Whether these are arguments of this kind; `kernel` is the entry's kernel on the medium. */
  knows(args: readonly string[], kernel: string): boolean;
  /** Where its image lies when the medium says nothing else. */
  readonly roots: readonly RegExp[];
  /** The best first. */
  ways(place: LivePlace): readonly LiveWay[];
}

export const mebibytes = (bytes: number): number => Math.ceil(bytes / 2 ** 20);

/** A way by HTTP that keeps a file in memory beside the system that runs in `systemMiB`. */
export function intoMemory(what: string, bytes: number, systemMiB: number, args: readonly string[]): LiveWay {
  const size = mebibytes(bytes);
  return {
    id: 'http',
    title: 'by HTTP into memory',
    needsMiB: size + systemMiB,
    takes: `${what} of ${size} MiB lies in memory beside the system`,
    args,
  };
}

/** A way by NFS: what is read stays on the laptop. These RAM disks ask the port mapper for the doors. */
export function byNfs(nfs: NfsRoot | null, systemMiB: number, args: (path: string) => string[]): LiveWay {
  const way = { id: 'nfs', title: 'by NFS', needsMiB: systemMiB, takes: 'the live system runs in it' };
  if (nfs === null) return { ...way, shut: 'the NFS door is shut.', args: [] };
  if (nfs.portMapper) return { ...way, args: args(nfs.path) };
  return {
    ...way,
    shut: 'another program on this laptop has port 111, and this live system asks there.',
    args: [],
  };
}
