import { u8, u16 } from '../fields.ts';
import { safeName } from '../names.ts';
import { decodeText } from '../read-whole.ts';
import { TAG, tagKind } from './tag.ts';
import { compressedUnicode } from './text.ts';
import type { BlockAddress } from './volume.ts';
import { longAddress } from './volume.ts';

/** One name in a directory (ECMA-167 4/14.4). */
export interface DirectoryName {
  readonly name: string;
  readonly directory: boolean;
  /** Where the file entry lies. */
  readonly entry: BlockAddress;
}

const FIXED_PART = 38;
const DIRECTORY = 0x02;
const DELETED = 0x04;
const PARENT = 0x08;
/** System streams and the like, since UDF 2.00. */
const METADATA = 0x10;

/** The names in a directory's bytes; undefined where something else than a file identifier stands. */
export function* decodeDirectory(bytes: Uint8Array): Generator<DirectoryName | undefined> {
  for (let at = 0; at + FIXED_PART <= bytes.length; ) {
    const nameLength = u8(bytes, at + 19);
    const nameAt = FIXED_PART + u16(bytes, at + 36);
    const length = (nameAt + nameLength + 3) & ~3;
    const identifier = bytes.subarray(at, at + length);
    if (tagKind(identifier) !== TAG.fileIdentifier || at + nameAt + nameLength > bytes.length)
      return yield undefined;
    const flags = u8(identifier, 18);
    at += length;
    if ((flags & (DELETED | PARENT | METADATA)) !== 0) continue;
    yield {
      name: safeName(compressedUnicode(identifier.subarray(nameAt, nameAt + nameLength))),
      directory: (flags & DIRECTORY) !== 0,
      entry: longAddress(identifier, 20),
    };
  }
}

/** The target of a symbolic link from its path components (ECMA-167 4/14.16). */
export function decodePath(bytes: Uint8Array): string {
  let path = '';
  for (let at = 0; at + 4 <= bytes.length; at += 4 + u8(bytes, at + 1)) {
    const kind = u8(bytes, at);
    // 1 is the root of a system that was agreed upon, 2 the root of this one.
    if (kind === 1 || kind === 2) path = '/';
    else path += (path === '' || path.endsWith('/') ? '' : '/') + componentText(kind, bytes, at);
  }
  return path;
}

function componentText(kind: number, bytes: Uint8Array, at: number): string {
  if (kind === 3) return '..';
  if (kind === 4) return '.';
  const text = bytes.subarray(at + 4, at + 4 + u8(bytes, at + 1));
  return compressedUnicode(text) || decodeText(text);
}
