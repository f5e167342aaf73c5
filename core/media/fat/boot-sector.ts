import { u8, u16, u32 } from '../fields.ts';

/** Where the parts of a FAT file system lie, in bytes (Microsoft, FAT specification 1.03; EFI system partition). */
export interface FatLayout {
  /** Bits of an entry in the allocation table. */
  readonly bits: 12 | 16 | 32;
  readonly clusterBytes: number;
  /** Number of clusters; they are numbered from 2. */
  readonly clusters: number;
  readonly tableAt: number;
  readonly tableBytes: number;
  /** The root directory lies outside the clusters (FAT12, FAT16), or begins at a cluster (FAT32). */
  readonly root: { readonly offset: number; readonly length: number } | { readonly cluster: number };
  /** Byte where cluster 2 begins. */
  readonly dataAt: number;
  /** Bytes of the whole volume. */
  readonly volumeBytes: number;
}

/** Bytes of a boot sector that are looked at. */
export const BOOT_SECTOR_BYTES = 512;

/** What the boot sector says; undefined when it is not one of a FAT volume. */
export function decodeBootSector(bytes: Uint8Array): FatLayout | undefined {
  const sector = u16(bytes, 11);
  const perCluster = u8(bytes, 13);
  const reserved = u16(bytes, 14);
  const tables = u8(bytes, 16);
  const rootEntries = u16(bytes, 17);
  const sectors = u16(bytes, 19) || u32(bytes, 32);
  const tableSectors = u16(bytes, 22) || u32(bytes, 36);
  const isPlausible =
    u16(bytes, 510) === 0xaa55 &&
    [512, 1024, 2048, 4096].includes(sector) &&
    perCluster > 0 &&
    (perCluster & (perCluster - 1)) === 0 &&
    reserved > 0 &&
    (tables === 1 || tables === 2) &&
    tableSectors > 0;
  if (!isPlausible) return undefined;
  const rootSectors = Math.ceil((rootEntries * 32) / sector);
  const rootAt = reserved + tables * tableSectors;
  const clusters = Math.floor((sectors - rootAt - rootSectors) / perCluster);
  if (clusters < 1) return undefined;
  const bits = u16(bytes, 22) === 0 ? 32 : clusters < 4085 ? 12 : 16;
  return {
    bits,
    clusters,
    clusterBytes: perCluster * sector,
    tableAt: reserved * sector,
    tableBytes: tableSectors * sector,
    root: bits === 32 ? { cluster: u32(bytes, 44) } : { offset: rootAt * sector, length: rootEntries * 32 },
    dataAt: (rootAt + rootSectors) * sector,
    volumeBytes: sectors * sector,
  };
}
