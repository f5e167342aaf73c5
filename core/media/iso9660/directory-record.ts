import { u8, u32 } from '../fields.ts';
import { shortTime } from './times.ts';

/** One record of a directory (ECMA-119 9.1). */
export interface DirectoryRecord {
  /** Logical block where the data begins, after an extended attribute record. */
  readonly block: number;
  /** Length of the data in bytes. */
  readonly length: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  readonly directory: boolean;
  /** Holds a resource fork or the like of the file of the same name. */
  readonly associated: boolean;
  /** The next record is a further extent of the same file. */
  readonly continues: boolean;
  /** Pieces of this file alternate with pieces of another one. */
  readonly interleaved: boolean;
  readonly identifier: Uint8Array;
  /** What follows the identifier: Rock Ridge lives there. */
  readonly systemUse: Uint8Array;
}

/** What is wrong with a directory, as a clause. */
export interface Damage {
  readonly damage: string;
}

/** Records never cross the border of a logical sector; the rest of a sector is zero (ECMA-119 6.8.1.1). */
const SECTOR = 2048;
const FIXED_PART = 33;
const FLAG_DIRECTORY = 0x02;
const FLAG_ASSOCIATED = 0x04;
const FLAG_CONTINUES = 0x80;

/** Decodes the record at `at`, or says why it is none. `end` is where the sector or the directory ends. */
export function decodeRecord(bytes: Uint8Array, at: number, end = bytes.length): DirectoryRecord | Damage {
  const length = u8(bytes, at);
  const nameLength = u8(bytes, at + 32);
  const nameEnd = FIXED_PART + nameLength;
  if (at + length > end) return { damage: `a record of ${length} bytes at byte ${at} crosses its sector` };
  if (nameLength === 0 || nameEnd > length)
    return { damage: `a record of ${length} bytes at byte ${at} has a name of ${nameLength} bytes` };
  const flags = u8(bytes, at + 25);
  return {
    block: u32(bytes, at + 2) + u8(bytes, at + 1),
    length: u32(bytes, at + 10),
    modified: shortTime(bytes, at + 18),
    directory: (flags & FLAG_DIRECTORY) !== 0,
    associated: (flags & FLAG_ASSOCIATED) !== 0,
    continues: (flags & FLAG_CONTINUES) !== 0,
    interleaved: u8(bytes, at + 26) !== 0 || u8(bytes, at + 27) !== 0,
    identifier: bytes.subarray(at + FIXED_PART, at + nameEnd),
    // The identifier is padded to an even record offset.
    systemUse: bytes.subarray(Math.min(at + nameEnd + (nameEnd & 1), at + length), at + length),
  };
}

/** The records of a directory's bytes in order. Damage, if any, is the last value. */
export function* decodeRecords(bytes: Uint8Array): Generator<DirectoryRecord | Damage> {
  let at = 0;
  while (at < bytes.length) {
    const sectorEnd = Math.min(bytes.length, (Math.floor(at / SECTOR) + 1) * SECTOR);
    if (bytes[at] === 0) {
      at = sectorEnd;
      continue;
    }
    const record = decodeRecord(bytes, at, sectorEnd);
    yield record;
    if ('damage' in record) return;
    at += u8(bytes, at);
  }
}

/** Whether this is the record of the directory itself (`.`) or of its parent (`..`). */
function isSelfOrParent(record: DirectoryRecord): boolean {
  return record.identifier.length === 1 && u8(record.identifier, 0) <= 1;
}

/** A file or directory with all its sections; more than one only for files that do not fit in one (4 GiB). */
export interface RecordGroup {
  readonly first: DirectoryRecord;
  readonly sections: readonly DirectoryRecord[];
}

/** Puts the sections of multi-extent files together and leaves out `.`, `..` and associated files. */
export function* groupRecords(records: Iterable<DirectoryRecord | Damage>): Generator<RecordGroup | Damage> {
  let open: DirectoryRecord[] = [];
  for (const record of records) {
    if ('damage' in record) return yield record;
    if (isSelfOrParent(record) || record.associated) continue;
    if (open[0] && !sameName(open[0], record)) break;
    open.push(record);
    if (record.continues) continue;
    yield { first: open[0] ?? record, sections: open };
    open = [];
  }
  if (open.length > 0) yield { damage: 'the last part of a file in several parts is missing' };
}

function sameName(a: DirectoryRecord, b: DirectoryRecord): boolean {
  return (
    a.identifier.length === b.identifier.length &&
    a.identifier.every((byte, index) => byte === b.identifier[index])
  );
}
