/**
 * File systems of an Agama profile (Agama's storage configuration, "auto_storage" of its documentation and its
 * published schema). The disks are chosen on the machine; partitions for the firmware Agama makes by itself.
 */
import type { Layout } from '../../form.ts';

interface Filesystem {
  readonly path: string;
  readonly type?: string;
}

/** A partition or logical volume, or "what the product takes by itself". */
type Volume =
  | { readonly generate: 'default' }
  | { readonly name?: string; readonly size?: Size; readonly filesystem: Filesystem };

type Size = string | { readonly min: string };

interface Mirror {
  readonly name: string;
  readonly size: Size;
  readonly filesystem: Filesystem;
}

export type Storage =
  | { readonly raid: true; readonly lvm: false; readonly arrays: readonly Mirror[] }
  | { readonly raid: false; readonly lvm: boolean; readonly volumes: readonly Volume[] };

/** Agama has no word for "as much as suits" where the root is given: then swap has this size. */
const SWAP = '2 GiB';
const LEAST: Size = { min: '8 GiB' };

export function storageOf(layout: Layout): Storage {
  const { scheme, filesystem, swapMiB } = layout;
  const root: Filesystem = { path: '/', ...(filesystem === null ? {} : { type: filesystem }) };
  const swap = { size: swapMiB === null ? SWAP : `${swapMiB} MiB`, filesystem: { path: 'swap' } };
  const swaps = swapMiB === 0 ? [] : [{ name: 'swap', ...swap }];
  if (scheme === 'raid1')
    return { raid: true, lvm: false, arrays: [...swaps, { name: 'root', size: LEAST, filesystem: root }] };
  const lvm = scheme === 'lvm';
  if (filesystem === null && swapMiB === null)
    return { raid: false, lvm, volumes: [{ generate: 'default' }] };
  const named = (
    volumes: readonly { readonly name: string; readonly size: Size; readonly filesystem: Filesystem }[],
  ) => (lvm ? volumes : volumes.map(({ name: _, ...volume }) => volume));
  return { raid: false, lvm, volumes: named([...swaps, { name: 'root', size: LEAST, filesystem: root }]) };
}
