/**
 * NFS version 3 (RFC 1813), as a server that only reads has it: call arguments -> call, reply -> results.
 *
 * Calls that would change something are one kind: their arguments are not looked at, because the answer is the same.
 */
import { XdrReader, XdrWriter, xdrPadding, xdrTextLength } from '../xdr.ts';

export const NFS = { program: 100_003, version: 3, port: 2049 } as const;

/** nfsstat3 (section 2.6). */
export const NFS_STATUS = {
  noEntry: 2,
  io: 5,
  notDirectory: 20,
  isDirectory: 21,
  invalid: 22,
  readOnly: 30,
  nameTooLong: 63,
  stale: 70,
  badHandle: 10_001,
  badCookie: 10_003,
  tooSmall: 10_005,
  serverFault: 10_006,
  /** "Try again later": the client waits and repeats. */
  jukebox: 10_008,
} as const;

/** Longest handle (NFS3_FHSIZE), name and symbolic link. */
const LONGEST_HANDLE = 64;
export const LONGEST_NAME = 255;
const NAME_BOUND = 1024;
const VERIFIER = 8;

/** Bits of ACCESS (section 3.3.4) that a reader may have. */
export const ACCESS = { read: 1, lookup: 2, execute: 0x20 } as const;

/** Procedures that change something, with the words that their failed results carry: all optional, all absent. */
const CHANGING: Readonly<Record<number, { readonly name: string; readonly words: number }>> = {
  2: { name: 'setattr', words: 2 },
  7: { name: 'write', words: 2 },
  8: { name: 'create', words: 2 },
  9: { name: 'mkdir', words: 2 },
  10: { name: 'symlink', words: 2 },
  11: { name: 'mknod', words: 2 },
  12: { name: 'remove', words: 2 },
  13: { name: 'rmdir', words: 2 },
  14: { name: 'rename', words: 4 },
  15: { name: 'link', words: 3 },
  21: { name: 'commit', words: 2 },
};

/** COMMIT. */
const LAST_PROCEDURE = 21;

type Handle = Uint8Array;

export interface ReadCall {
  readonly kind: 'read';
  readonly handle: Handle;
  readonly offset: number;
  readonly count: number;
}

export interface ListCall {
  readonly kind: 'readdir' | 'readdirplus';
  readonly handle: Handle;
  /** Where to go on: cookie of the last entry that the client has, 0 for the beginning. */
  readonly cookie: number;
  readonly verifier: Uint8Array;
  /** Most bytes of names, cookies and file numbers; for READDIR the same as `limit`. */
  readonly nameLimit: number;
  /** Most bytes of the whole result. */
  readonly limit: number;
}

export type Nfs3Call =
  | { readonly kind: 'null' }
  | { readonly kind: 'getattr' | 'readlink' | 'fsstat' | 'fsinfo' | 'pathconf'; readonly handle: Handle }
  | { readonly kind: 'lookup'; readonly handle: Handle; readonly name: string }
  | { readonly kind: 'access'; readonly handle: Handle; readonly wanted: number }
  | ReadCall
  | ListCall
  /** Would change something. `words`: optional values of the failed result. */
  | { readonly kind: 'change'; readonly name: string; readonly words: number }
  | { readonly kind: 'no-procedure' }
  | { readonly kind: 'garbage' };

/** Reads a call. Never throws. */
export function decodeNfs3Call(procedure: number, args: Uint8Array): Nfs3Call {
  const reader = new XdrReader(args);
  const call = readCall(procedure, reader);
  return reader.fault === null ? call : { kind: 'garbage' };
}

function readCall(procedure: number, reader: XdrReader): Nfs3Call {
  if (procedure > LAST_PROCEDURE) return { kind: 'no-procedure' };
  const changing = CHANGING[procedure];
  if (changing !== undefined) return { kind: 'change', ...changing };
  const handle = procedure === 0 ? new Uint8Array(0) : reader.opaque(LONGEST_HANDLE);
  switch (procedure) {
    case 0:
      return { kind: 'null' };
    case 1:
      return { kind: 'getattr', handle };
    case 3:
      return { kind: 'lookup', handle, name: reader.string(NAME_BOUND) };
    case 4:
      return { kind: 'access', handle, wanted: reader.u32() };
    case 5:
      return { kind: 'readlink', handle };
    case 6:
      return { kind: 'read', handle, offset: reader.u64(), count: reader.u32() };
    case 16:
    case 17:
      return readListCall(procedure, handle, reader);
    case 18:
      return { kind: 'fsstat', handle };
    case 19:
      return { kind: 'fsinfo', handle };
    case 20:
      return { kind: 'pathconf', handle };
    default:
      return { kind: 'no-procedure' };
  }
}

function readListCall(procedure: number, handle: Handle, reader: XdrReader): ListCall {
  const cookie = reader.u64();
  const verifier = reader.fixed(VERIFIER);
  const nameLimit = reader.u32();
  if (procedure === 16) return { kind: 'readdir', handle, cookie, verifier, nameLimit, limit: nameLimit };
  return { kind: 'readdirplus', handle, cookie, verifier, nameLimit, limit: reader.u32() };
}

/** What a client is told of a file, directory or link. */
export interface Attributes {
  readonly type: 'file' | 'directory' | 'link';
  /** Permission bits. */
  readonly mode: number;
  readonly links: number;
  readonly size: number;
  /** Number of the file system. */
  readonly fsid: number;
  /** Number of the file, unique in its file system. */
  readonly fileid: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/** One name in a directory. */
export interface ListedName {
  readonly fileid: number;
  readonly name: string;
  readonly cookie: number;
  /** READDIRPLUS: what LOOKUP would have said. */
  readonly found?: { readonly attributes: Attributes; readonly handle: Handle };
}

export interface FsInfo {
  /** Largest READ, and the one that is best. */
  readonly readMost: number;
  readonly readBest: number;
  /** Best size of a READDIR result. */
  readonly listBest: number;
}

export type Nfs3Reply =
  | { readonly kind: 'null' }
  /** Failed; `words` optional values follow, all absent. */
  | { readonly kind: 'failed'; readonly status: number; readonly words: number }
  | { readonly kind: 'attributes'; readonly attributes: Attributes }
  | {
      readonly kind: 'found';
      readonly handle: Handle;
      readonly attributes: Attributes;
      readonly directory: Attributes;
    }
  | { readonly kind: 'access'; readonly attributes: Attributes; readonly granted: number }
  | { readonly kind: 'link'; readonly attributes: Attributes; readonly target: string }
  | {
      readonly kind: 'data';
      readonly attributes: Attributes;
      readonly bytes: Uint8Array;
      readonly end: boolean;
    }
  /** A list that was filled by `encodeListing`. */
  | { readonly kind: 'listing'; readonly encoded: Uint8Array }
  | {
      readonly kind: 'fsstat';
      readonly attributes: Attributes;
      readonly bytes: number;
      readonly files: number;
    }
  | { readonly kind: 'fsinfo'; readonly attributes: Attributes; readonly info: FsInfo }
  | { readonly kind: 'pathconf'; readonly attributes: Attributes };

/** Optional values in the failed result of a call: GETATTR has none, LINK and RENAME have several. */
export function failureWords(call: Nfs3Call): number {
  if (call.kind === 'change') return call.words;
  return call.kind === 'getattr' ? 0 : 1;
}

/** Writes the results of a call, in parts: the bytes of a file are not copied. */
export function encodeNfs3Reply(reply: Nfs3Reply): Uint8Array[] {
  if (reply.kind === 'null') return [];
  if (reply.kind === 'listing') return [reply.encoded];
  const head = new XdrWriter();
  if (reply.kind === 'failed') {
    head.u32(reply.status);
    for (let word = 0; word < reply.words; word++) head.bool(false);
    return [head.finish()];
  }
  writeResult(head.u32(0), reply);
  if (reply.kind !== 'data') return [head.finish()];
  return [head.finish(), reply.bytes, new Uint8Array(xdrPadding(reply.bytes.length))];
}

type Succeeded = Exclude<Nfs3Reply, { kind: 'null' | 'failed' | 'listing' }>;

function writeResult(writer: XdrWriter, reply: Succeeded): void {
  if (reply.kind === 'found') writer.opaque(reply.handle);
  // GETATTR's attributes are the result itself, everyone else's are optional.
  if (reply.kind !== 'attributes') writer.bool(true);
  writeAttributes(writer, reply.attributes);
  switch (reply.kind) {
    case 'found':
      writeAttributes(writer.bool(true), reply.directory);
      break;
    case 'access':
      writer.u32(reply.granted);
      break;
    case 'link':
      writer.string(reply.target);
      break;
    case 'data':
      writer.u32(reply.bytes.length).bool(reply.end).u32(reply.bytes.length);
      break;
    case 'fsstat':
      // Total, free, available bytes; the same of files; how long nothing changes, seconds.
      writer.u64(reply.bytes).u64(0).u64(0).u64(reply.files).u64(0).u64(0).u32(3600);
      break;
    case 'fsinfo':
      writeFsInfo(writer, reply.info);
      break;
    case 'pathconf':
      // Links, name length; long names are refused, not cut; no giving away; case matters and is kept.
      writer.u32(1).u32(LONGEST_NAME).bool(true).bool(true).bool(false).bool(true);
  }
}

/** FSF3_SYMLINK and FSF3_HOMOGENEOUS (section 3.3.19). */
const PROPERTIES = 0x02 | 0x08;
/** Clients want to know it even of a server that refuses every write. */
const WRITE_SIZE = 32_768;
const LARGEST_FILE = Number.MAX_SAFE_INTEGER;

function writeFsInfo(writer: XdrWriter, { readMost, readBest, listBest }: FsInfo): void {
  writer.u32(readMost).u32(readBest).u32(4096);
  writer.u32(WRITE_SIZE).u32(WRITE_SIZE).u32(4096);
  writer.u32(listBest).u64(LARGEST_FILE);
  writer.u32(1).u32(0).u32(PROPERTIES);
}

const FILE_TYPE: Readonly<Record<Attributes['type'], number>> = { file: 1, directory: 2, link: 5 };

/** fattr3 (section 2.6): type, mode, links, owner, sizes, device, file system, number, three times. */
function writeAttributes(writer: XdrWriter, attributes: Attributes): void {
  const { type, mode, links, size, fsid, fileid, modified } = attributes;
  writer.u32(FILE_TYPE[type]).u32(mode).u32(links).u32(0).u32(0);
  writer.u64(size).u64(size).u32(0).u32(0).u64(fsid).u64(fileid);
  for (let time = 0; time < 3; time++) writeTime(writer, modified);
}

/** Seconds are unsigned here: 1970 to 2106. */
function writeTime(writer: XdrWriter, milliseconds: number): void {
  const seconds = Math.min(Math.max(Math.floor(milliseconds / 1000), 0), 0xffff_ffff);
  const rest = Math.floor((milliseconds % 1000) * 1_000_000);
  writer.u32(seconds).u32(seconds === Math.floor(milliseconds / 1000) ? rest : 0);
}

/** Optional attributes of the directory, verifier; at the end: no more entries, end of the directory or not. */
const LISTING_FRAME = 4 + 4 + 84 + VERIFIER + 4 + 4;
/** Bytes of optional attributes and an optional handle of 32 bytes, without the handle. */
const FOUND_SIZE = 4 + 84 + 4 + 4;

/**
 * Writes the result of READDIR or READDIRPLUS: as many of the names as the limits of the call hold. undefined when
 * not even the first one fits (NFS3ERR_TOOSMALL). Names are taken one by one, so they may be made on the way.
 */
export function encodeListing(
  directory: Attributes,
  verifier: Uint8Array,
  names: Iterable<ListedName>,
  limits: { readonly nameLimit: number; readonly limit: number },
): Uint8Array | undefined {
  const writer = new XdrWriter(limits.limit).u32(0).bool(true);
  writeAttributes(writer, directory);
  writer.fixed(verifier);
  let nameBytes = 0;
  let listed = 0;
  let end = true;
  for (const one of names) {
    const size = entrySize(one);
    nameBytes += size - foundSize(one);
    if (nameBytes > limits.nameLimit || writer.length + size + 8 > limits.limit) {
      end = false;
      break;
    }
    writeEntry(writer, one);
    listed += 1;
  }
  if ((listed === 0 && !end) || limits.limit < LISTING_FRAME) return undefined;
  return writer.bool(false).bool(end).finish();
}

function entrySize(one: ListedName): number {
  const name = xdrTextLength(one.name);
  return 4 + 8 + 4 + name + xdrPadding(name) + 8 + foundSize(one);
}

const foundSize = ({ found }: ListedName): number =>
  found === undefined ? 0 : FOUND_SIZE + found.handle.length + xdrPadding(found.handle.length);

function writeEntry(writer: XdrWriter, { fileid, name, cookie, found }: ListedName): void {
  writer.bool(true).u64(fileid).string(name).u64(cookie);
  if (found === undefined) return;
  writeAttributes(writer.bool(true), found.attributes);
  writer.bool(true).opaque(found.handle);
}
