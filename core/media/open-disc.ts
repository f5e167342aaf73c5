import { FieldbootError } from '../errors.ts';
import { openEfi } from './efi.ts';
import type { IndexedDirectory, MediumIndex } from './indexed-tree.ts';
import { indexedTree } from './indexed-tree.ts';
import { bootableBy } from './iso9660/el-torito.ts';
import { indexIso, labelOf, readBootEntries, readDescriptors } from './iso9660/open-iso.ts';
import type { Descriptors } from './iso9660/volume.ts';
import { INDEX_LIMITS } from './metadata-reader.ts';
import type { BlockSource } from './source.ts';
import type { MediumTree } from './tree.ts';
import { indexUdf, NO_VOLUME } from './udf/open-udf.ts';

/**
 * Opens a disc: UDF where there is one, else ISO9660. On a bridge disc, which has both, UDF is the one to believe:
 * Windows media show nothing else, and genisoimage writes the sizes of files over 4 GiB wrong in ISO9660.
 *
 * Rejects with MEDIUM_NOT_ISO, MEDIUM_TRUNCATED, MEDIUM_DAMAGED.
 */
export async function openDisc(source: BlockSource, path: string): Promise<MediumTree> {
  return discTree(await indexDisc(source, path), source, path);
}

/** The tree of a disc's index. What UEFI boots from is looked for when it is asked for, once. */
export function discTree(index: MediumIndex, source: BlockSource, path: string): MediumTree {
  let efi: Promise<MediumTree | undefined> | undefined;
  return {
    ...indexedTree(index, source),
    efi() {
      efi ??= openEfi(source, path, index.bootEntries ?? []);
      efi.catch(() => {
        efi = undefined;
      });
      return efi;
    },
  };
}

/** Indexes a disc, which takes some 10 to 100 ms. Rejects as `openDisc` does. */
export async function indexDisc(source: BlockSource, path: string): Promise<MediumIndex> {
  const descriptors = await readDescriptors(source);
  if (!descriptors.udf) return await indexIso(source, path, descriptors, INDEX_LIMITS);
  const udf = await indexUdf(source, path, descriptors.primary ? BRIDGE_LIMITS : INDEX_LIMITS);
  if (udf !== undefined) return await bridged(udf, source, path, descriptors);
  const index = descriptors.primary && (await indexIso(source, path, descriptors, INDEX_LIMITS));
  // An ISO9660 tree of one file says that the system is too old for the disc.
  if (index === undefined || index.fileCount <= 1)
    throw new FieldbootError('MEDIUM_NOT_ISO', { path, detail: NO_VOLUME });
  return index;
}

/** Both trees of a bridge disc are in memory for a moment; together they stay within the bounds of one. */
const BRIDGE_LIMITS = { ...INDEX_LIMITS, memory: INDEX_LIMITS.memory * 0.6 };
const LINKS_LIMITS = { ...INDEX_LIMITS, memory: INDEX_LIMITS.memory * 0.4 };

/** UDF's tree with what only the ISO9660 side of the disc tells: boot entries, and Rock Ridge's symbolic links. */
async function bridged(
  udf: MediumIndex,
  source: BlockSource,
  path: string,
  descriptors: Descriptors,
): Promise<MediumIndex> {
  if (descriptors.primary === undefined) return udf;
  const bootEntries = await readBootEntries(source, descriptors);
  // What is wrong with a tree that is not served is no reason to refuse the disc.
  const iso = await indexIso(source, path, descriptors, LINKS_LIMITS).catch(() => undefined);
  const replaced = iso?.naming === 'rock-ridge' ? graftLinks(udf.root, iso.root) : 0;
  const label = labelOf(descriptors) || udf.label;
  const fileCount = udf.fileCount - replaced;
  return { ...udf, bootable: bootableBy(bootEntries), bootEntries, label, fileCount };
}

/** genisoimage knows no links in UDF: it leaves an empty file in their place. Returns how many files were replaced. */
function graftLinks(udf: IndexedDirectory, iso: IndexedDirectory): number {
  let replaced = 0;
  for (const [name, node] of iso.children) {
    const other = udf.children.get(name);
    if (node.kind === 'directory' && other?.kind === 'directory') replaced += graftLinks(other, node);
    const isEmpty = other?.kind === 'file' && other.size === 0;
    if (node.kind !== 'link' || !(other === undefined || isEmpty)) continue;
    udf.children.set(name, node);
    replaced += isEmpty ? 1 : 0;
  }
  return replaced;
}
