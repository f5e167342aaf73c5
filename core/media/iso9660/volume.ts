import { u8, u16, u32 } from '../fields.ts';
import { hasAt } from '../looks-like.ts';
import type { DirectoryRecord } from './directory-record.ts';
import { decodeRecord } from './directory-record.ts';

/** Sector size of the volume descriptors, whatever the block size of the volume (ECMA-119 6.2.1). */
export const SECTOR = 2048;
/** Byte where the volume descriptors begin: after the 16 sectors of the system area. */
export const DESCRIPTORS_AT = 16 * SECTOR;
/** How many sectors are looked at for descriptors; real media have 3 to 6. */
export const DESCRIPTOR_SECTORS = 32;

/** What a primary or supplementary volume descriptor says (ECMA-119 8.4, 8.5). */
export interface VolumeDescriptor {
  /** Volume identifier as stored, without padding. */
  readonly label: string;
  /** Bytes in a logical block. */
  readonly blockSize: number;
  /** Blocks in the volume. */
  readonly blocks: number;
  readonly root: DirectoryRecord | undefined;
}

/** All that the descriptor area tells. */
export interface Descriptors {
  readonly primary?: VolumeDescriptor;
  readonly joliet?: VolumeDescriptor;
  /** Names of up to 207 characters of any kind (ISO 9660:1999, "level 4"). */
  readonly enhanced?: VolumeDescriptor;
  /** Block of the El Torito boot catalogue. */
  readonly bootCatalogue?: number;
  /** There is a UDF file system on the medium. */
  readonly udf: boolean;
}

const TYPE_BOOT = 0;
const TYPE_PRIMARY = 1;
const TYPE_SUPPLEMENTARY = 2;
const TYPE_TERMINATOR = 255;
/** Version of a supplementary descriptor that makes it an enhanced one (ISO 9660:1999 8.5). */
const ENHANCED_VERSION = 2;

/**
 * Decodes the descriptor area (what lies from byte 32768). UDF's recognition sequence follows the ISO9660
 * descriptors, or stands alone on a disc that has only UDF (ECMA-167 part 2).
 */
export function decodeDescriptors(area: Uint8Array): Descriptors {
  let found: Descriptors = { udf: false };
  let ended = false;
  for (let at = 0; at + SECTOR <= area.length; at += SECTOR) {
    const sector = area.subarray(at, at + SECTOR);
    if (hasAt(sector, 1, 'CD001') && !ended) {
      ended = u8(sector, 0) === TYPE_TERMINATOR;
      found = withDescriptor(found, sector);
    }
    if (hasAt(sector, 1, 'NSR02') || hasAt(sector, 1, 'NSR03')) found = { ...found, udf: true };
  }
  return found;
}

/** The first descriptor of a kind counts. */
function withDescriptor(found: Descriptors, sector: Uint8Array): Descriptors {
  const type = u8(sector, 0);
  if (type === TYPE_PRIMARY && !found.primary) return { ...found, primary: decodeVolume(sector, ascii) };
  if (type === TYPE_SUPPLEMENTARY && !found.joliet && isJoliet(sector))
    return { ...found, joliet: decodeVolume(sector, ucs2) };
  if (type === TYPE_SUPPLEMENTARY && !found.enhanced && u8(sector, 6) === ENHANCED_VERSION)
    return { ...found, enhanced: decodeVolume(sector, ascii) };
  if (type === TYPE_BOOT && found.bootCatalogue === undefined && hasAt(sector, 7, 'EL TORITO SPECIFICATION'))
    return { ...found, bootCatalogue: u32(sector, 0x47) };
  return found;
}

function decodeVolume(sector: Uint8Array, decode: (bytes: Uint8Array) => string): VolumeDescriptor {
  const root = decodeRecord(sector, 156, 190);
  return {
    label: decode(sector.subarray(40, 72))
      .replace(/[\s\0]+$/, '')
      .trimStart(),
    blockSize: u16(sector, 128),
    blocks: u32(sector, 80),
    root: 'damage' in root ? undefined : root,
  };
}

/** Joliet announces UCS-2 level 1, 2 or 3 by an escape sequence (Joliet specification, table 2). */
function isJoliet(sector: Uint8Array): boolean {
  return ['%/@', '%/C', '%/E'].some((sequence) => hasAt(sector, 88, sequence));
}

const latin1 = new TextDecoder('latin1');
const ucs2Decoder = new TextDecoder('utf-16be');

function ascii(bytes: Uint8Array): string {
  return latin1.decode(bytes);
}

/** Big-endian two-byte characters; decoded as UTF-16, as every writer of today means them. */
export function ucs2(bytes: Uint8Array): string {
  return ucs2Decoder.decode(bytes);
}
