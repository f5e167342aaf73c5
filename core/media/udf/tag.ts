import { u8, u16, u32 } from '../fields.ts';

/** Kinds of descriptors (ECMA-167 3/7.2.1 and 4/7.2.1). */
export const TAG = {
  primaryVolume: 1,
  anchor: 2,
  volumePointer: 3,
  partition: 5,
  logicalVolume: 6,
  terminator: 8,
  fileSet: 256,
  fileIdentifier: 257,
  allocationExtent: 258,
  indirectEntry: 259,
  fileEntry: 261,
  extendedFileEntry: 266,
} as const;

const TAG_BYTES = 16;

/**
 * The kind of a descriptor whose tag is true: the sum over the tag is right, and so is the CRC over what follows, as
 * far as `bytes` goes. undefined when it is none.
 */
export function tagKind(bytes: Uint8Array): number | undefined {
  if (bytes.length < TAG_BYTES || tagSum(bytes) !== u8(bytes, 4)) return undefined;
  const crcLength = u16(bytes, 10);
  const isCovered = TAG_BYTES + crcLength <= bytes.length;
  if (isCovered && crc(bytes.subarray(TAG_BYTES, TAG_BYTES + crcLength)) !== u16(bytes, 8)) return undefined;
  return u16(bytes, 0);
}

/** Block the descriptor says it lies in: of the volume before the file system, of its partition in it. */
export function tagLocation(bytes: Uint8Array): number {
  return u32(bytes, 12);
}

/** All bytes of the tag but the sum itself (ECMA-167 3/7.2.3). */
function tagSum(bytes: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < TAG_BYTES; at += 1) if (at !== 4) sum += u8(bytes, at);
  return sum & 0xff;
}

/** CRC-CCITT, polynomial 0x1021, from zero (ECMA-167 3/7.2.6). */
export function crc(bytes: Uint8Array): number {
  let value = 0;
  for (const byte of bytes) value = ((value << 8) & 0xffff) ^ (CRC_TABLE[(value >> 8) ^ byte] ?? 0);
  return value;
}

const CRC_TABLE = Uint16Array.from({ length: 256 }, (_, index) => {
  let value = index << 8;
  for (let bit = 0; bit < 8; bit += 1) value = value & 0x8000 ? (value << 1) ^ 0x1021 : value << 1;
  return value & 0xffff;
});
