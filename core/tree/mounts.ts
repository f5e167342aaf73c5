/** Several trees as one: each under a prefix, and one place that sees what every door served. */
import { type Absent, type BootTree, normalisePath, type Requester, type ServedNode } from './boot-tree.ts';

/** A transfer that ended. */
export interface Served {
  readonly path: string;
  readonly from: Requester;
  /** Bytes that left. */
  readonly bytes: number;
  /** Size of the file. */
  readonly size: number;
  /** False when the client went away or the transfer failed. */
  readonly complete: boolean;
}

export const absent = (reason: string): Absent => ({ kind: 'absent', reason });

/**
 * Joins trees by prefix (`/images`, `/machines`; the longest match wins) into one. A mounted tree gets the path below
 * its prefix, with a leading slash. `onServed` hears of every transfer that ended, through whichever door.
 */
export function joinTrees(
  mounts: Readonly<Record<string, BootTree>>,
  onServed: (served: Served) => void,
): BootTree {
  const prefixes = Object.keys(mounts).sort((a, b) => b.length - a.length);
  return {
    async open(path, from) {
      const clean = normalisePath(path);
      if (clean === null) return absent('the path leads out of the tree');
      const prefix = prefixes.find((one) => clean === one || clean.startsWith(`${one}/`));
      const mount = prefix === undefined ? undefined : mounts[prefix];
      if (!mount || prefix === undefined) return absent('nothing is mounted there');
      const node = await mount.open(clean.slice(prefix.length) || '/', from);
      return watched(node, clean, from, onServed);
    },
  };
}

function watched(
  node: ServedNode,
  path: string,
  from: Requester,
  onServed: (served: Served) => void,
): ServedNode {
  if (node.kind !== 'file') return node;
  return {
    ...node,
    read: (offset, into) => node.read(offset, into),
    readNow: (offset, into) => node.readNow?.(offset, into) ?? 0,
    placeNow: (offset) => node.placeNow?.(offset) ?? null,
    served(bytes, complete) {
      node.served?.(bytes, complete);
      onServed({ path, from, bytes, size: node.size, complete });
    },
  };
}
