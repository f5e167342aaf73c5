import { FieldbootError } from '../../errors.ts';
import { childNamed, type ExportDirectory, type ExportFile, type ImageExports } from '../../tree/exports.ts';
import {
  ACCESS,
  type Attributes,
  decodeNfs3Call,
  encodeListing,
  encodeNfs3Reply,
  type FsInfo,
  failureWords,
  type ListCall,
  type ListedName,
  LONGEST_NAME,
  NFS,
  NFS_STATUS,
  type Nfs3Call,
  type Nfs3Reply,
  type ReadCall,
} from '../../wire/nfs/nfs3.ts';
import { xdrTextLength } from '../../wire/xdr.ts';
import { fsidOf, HandleFinder, handleOf, type Place } from './handle.ts';
import { type Caller, type RpcProgram, success } from './program.ts';

/** Bytes of a file that were sent. */
export interface ReadReport {
  readonly from: string;
  /** In the boot tree: `/images/ID/tree/…`. */
  readonly path: string;
  readonly offset: number;
  readonly bytes: number;
  /** Size of the file. */
  readonly size: number;
}

/**
 * A datagram has to hold the answer; 8 KiB is what clients took by themselves in the days of UDP, because one lost
 * fragment costs the whole answer. Over TCP 256 KiB keep a gigabit line full with few bytes held for each client.
 */
const SIZES: Readonly<Record<Caller['transport'], FsInfo>> = {
  udp: { readMost: 32_768, readBest: 8192, listBest: 8192 },
  tcp: { readMost: 262_144, readBest: 262_144, listBest: 32_768 },
};
/** Longest list of names that is made, whatever the client would take. */
const LONGEST_LIST = 65_536;
const LONGEST_LIST_UDP = 32_768;

/** What is wrong with a call, as the protocol's number. */
class Failure extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`NFS status ${status}`);
    this.status = status;
  }
}

/** Serves the exports read-only. */
export function nfsProgram(
  exports: ImageExports,
  report: (report: ReadReport) => void = () => {},
): RpcProgram {
  const { program: number, version } = NFS;
  const finder = new HandleFinder(exports);
  return {
    number,
    lowest: version,
    highest: version,
    async call({ procedure, args }, caller) {
      const call = decodeNfs3Call(procedure, args);
      if (call.kind === 'garbage' || call.kind === 'no-procedure') return { kind: call.kind };
      const reply = await answer(call, finder, caller, report).catch(
        (thrown): Nfs3Reply => ({ kind: 'failed', status: statusOf(thrown), words: failureWords(call) }),
      );
      return success(...encodeNfs3Reply(reply));
    },
  };
}

/**
 * A medium that is gone makes the client wait and ask again: when the disk is plugged in again, it goes on. One that
 * was replaced makes every handle stale.
 */
function statusOf(thrown: unknown): number {
  if (thrown instanceof Failure) return thrown.status;
  const code = thrown instanceof FieldbootError ? thrown.code : undefined;
  if (code === 'MEDIUM_GONE' || code === 'MEDIUM_SILENT') return NFS_STATUS.jukebox;
  return code === 'MEDIUM_CHANGED' ? NFS_STATUS.stale : NFS_STATUS.io;
}

type Answered = Exclude<Nfs3Call, { kind: 'garbage' | 'no-procedure' }>;

async function answer(
  call: Answered,
  finder: HandleFinder,
  caller: Caller,
  report: (report: ReadReport) => void,
): Promise<Nfs3Reply> {
  if (call.kind === 'null') return { kind: 'null' };
  if (call.kind === 'change') throw new Failure(NFS_STATUS.readOnly);
  const place = await placeOf(finder, call.handle);
  const attributes = attributesOf(place);
  switch (call.kind) {
    case 'getattr':
      return { kind: 'attributes', attributes };
    case 'lookup':
      return lookup(place, call.name);
    case 'access':
      return { kind: 'access', attributes, granted: call.wanted & grantedTo(place) };
    case 'readlink':
      if (place.node.kind !== 'link') throw new Failure(NFS_STATUS.invalid);
      return { kind: 'link', attributes, target: place.node.target };
    case 'read':
      return read(place, call, caller, report);
    case 'readdir':
    case 'readdirplus':
      return list(place, call, caller);
    case 'fsstat':
      return { kind: 'fsstat', attributes, bytes: place.from.size, files: place.from.nodeCount };
    case 'fsinfo':
      return { kind: 'fsinfo', attributes, info: SIZES[caller.transport] };
    case 'pathconf':
      return { kind: 'pathconf', attributes };
  }
}

async function placeOf(finder: HandleFinder, handle: Uint8Array): Promise<Place> {
  const found = await finder.find(handle);
  if (found === 'bad') throw new Failure(NFS_STATUS.badHandle);
  if (found === 'stale') throw new Failure(NFS_STATUS.stale);
  return found;
}

/**
 * Everything may be executed, as Linux has it for media that say nothing of permissions: with `nfsroot=` the tree is
 * the system, and its programs have to start.
 */
const MODE = 0o555;
const LINK_MODE = 0o777;

function attributesOf({ from, node }: Place): Attributes {
  const subdirectories = node.kind === 'directory' ? countDirectories(node) : 0;
  return {
    type: node.kind,
    mode: node.kind === 'link' ? LINK_MODE : MODE,
    links: node.kind === 'directory' ? 2 + subdirectories : 1,
    size: sizeOf(node),
    fsid: fsidOf(from.id),
    fileid: node.fileid,
    modified: node.modified,
  };
}

/** `find` trusts that a directory has two links and one more for each directory in it. */
const countDirectories = ({ children }: ExportDirectory): number =>
  children.reduce((count, child) => count + (child.kind === 'directory' ? 1 : 0), 0);

function sizeOf(node: Place['node']): number {
  if (node.kind === 'directory') return 4096;
  return node.kind === 'link' ? xdrTextLength(node.target) : node.size;
}

const grantedTo = ({ node }: Place): number =>
  ACCESS.read | (node.kind === 'directory' ? ACCESS.lookup : ACCESS.execute);

function lookup(place: Place, name: string): Nfs3Reply {
  const directory = directoryOf(place);
  if (xdrTextLength(name) > LONGEST_NAME) throw new Failure(NFS_STATUS.nameTooLong);
  const node = name === '.' ? directory : name === '..' ? directory.parent : childNamed(directory, name);
  if (node === undefined) throw new Failure(NFS_STATUS.noEntry);
  const found = { from: place.from, node };
  return {
    kind: 'found',
    handle: handleOf(found),
    attributes: attributesOf(found),
    directory: attributesOf(place),
  };
}

function directoryOf({ node }: Place): ExportDirectory {
  if (node.kind !== 'directory') throw new Failure(NFS_STATUS.notDirectory);
  return node;
}

async function read(
  place: Place,
  { offset, count }: ReadCall,
  { address, transport }: Caller,
  report: (report: ReadReport) => void,
): Promise<Nfs3Reply> {
  const file = fileOf(place);
  const wanted = Math.min(count, SIZES[transport].readMost, Math.max(0, file.size - offset));
  const bytes = await readFully(file, offset, wanted);
  const path = `/images/${place.from.id}/${file.path}`;
  if (bytes.length > 0) report({ from: address, path, offset, bytes: bytes.length, size: file.size });
  const end = offset + bytes.length >= file.size;
  return { kind: 'data', attributes: attributesOf(place), bytes, end };
}

function fileOf({ node }: Place): ExportFile {
  if (node.kind === 'file') return node;
  throw new Failure(node.kind === 'directory' ? NFS_STATUS.isDirectory : NFS_STATUS.invalid);
}

/** Exactly what is wanted: a file that is shorter than its entry says is damaged, not at its end. */
async function readFully(file: ExportFile, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const count = await file.read(offset + done, bytes.subarray(done));
    if (count <= 0) throw new Failure(NFS_STATUS.io);
    done += count;
  }
  return bytes;
}

function list(place: Place, call: ListCall, { transport }: Caller): Nfs3Reply {
  const directory = directoryOf(place);
  const verifier = handleOf(place).subarray(8, 16);
  if (!isOurs(call, verifier) || call.cookie > directory.children.length + 2)
    throw new Failure(NFS_STATUS.badCookie);
  const most = transport === 'udp' ? LONGEST_LIST_UDP : LONGEST_LIST;
  const limits = { nameLimit: Math.min(call.nameLimit, most), limit: Math.min(call.limit, most) };
  const names = namesAfter(place, directory, call);
  const encoded = encodeListing(attributesOf(place), verifier, names, limits);
  if (encoded === undefined) throw new Failure(NFS_STATUS.tooSmall);
  return { kind: 'listing', encoded };
}

/** Some clients, FreeBSD's loader among them, send no verifier back. */
const isOurs = ({ cookie, verifier }: ListCall, ours: Uint8Array): boolean =>
  cookie === 0 || verifier.every((byte) => byte === 0) || Buffer.compare(verifier, ours) === 0;

/** Names with cookies: `.` 1, `..` 2, then the children; a cookie is the number of names up to there. */
function* namesAfter(place: Place, directory: ExportDirectory, call: ListCall): Generator<ListedName> {
  const total = directory.children.length + 2;
  for (let at = call.cookie; at < total; at++) {
    const node = at === 0 ? directory : at === 1 ? directory.parent : directory.children[at - 2];
    if (node === undefined) return;
    const name = at === 0 ? '.' : at === 1 ? '..' : node.name;
    const listed = { fileid: node.fileid, name, cookie: at + 1 };
    const found = { from: place.from, node };
    yield call.kind === 'readdir'
      ? listed
      : { ...listed, found: { attributes: attributesOf(found), handle: handleOf(found) } };
  }
}
