/** What there is to check a medium against: files beside it, and what it carries itself. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { HashName, ListedSum } from '../media/checksums.ts';
import { implantedSum, parseSums, parseTreeinfoSums, sumFor } from '../media/checksums.ts';
import type { OpenMedium } from '../media/open-medium.ts';
import { readText } from '../media/read-whole.ts';
import type { BlockSource } from '../media/source.ts';

/** One sum to make, and what it should be. */
export interface Check {
  /** Where the sum was found: `SHA256SUMS`, `isomd5sum`, `md5sum.txt`. */
  readonly against: string;
  /** What is summed: the file's name, or a path on the medium. */
  readonly subject: string;
  readonly hash: HashName;
  readonly sum: string;
  readonly length: number;
  /** Absent: the list names something that is not on the medium. */
  readonly read?: BlockSource['read'];
}

/** Names under which download pages give the sums of their files. */
const BESIDE =
  /^(sha(1|256|512)sums?|md5sums?|checksums?)(\.txt)?$|[-.]checksum$|\.(sha(1|256|512)|md5)(sum)?$/i;
const MOST_FILES_BESIDE = 100;
const MOST_LIST_BYTES = 8 << 20;
/** Lists that media carry of their own files. */
const OWN_LISTS = ['md5sum.txt', 'sha256sum.txt', 'sha512sum.txt', 'CHECKSUMS', 'MD5SUMS'];

/** Finds all there is to check; an empty list when nothing is. */
export async function findChecks(path: string, medium: OpenMedium): Promise<Check[]> {
  // Of a folder there are no sums but those of its files.
  if (medium.folder !== undefined) return await sumsOfFiles(medium);
  return [
    ...(await sumsBeside(path, medium)),
    ...(await sumImplanted(path, medium.source)),
    ...(await sumsOfFiles(medium)),
  ];
}

async function sumsBeside(path: string, { source }: OpenMedium): Promise<Check[]> {
  const name = basename(path);
  const folder = dirname(path);
  const beside = (await readdir(folder).catch(() => [])).filter((one) => BESIDE.test(one));
  for (const list of beside.slice(0, MOST_FILES_BESIDE)) {
    const found = sumFor(name, parseSums(await smallText(join(folder, list)), list.replace(/\.[^.]+$/, '')));
    if (found === undefined) continue;
    const read: BlockSource['read'] = (offset, into) => source.read(offset, into);
    return [{ against: list, subject: name, hash: found.hash, sum: found.sum, length: source.size, read }];
  }
  return [];
}

async function smallText(path: string): Promise<string> {
  const { size } = await stat(path);
  return size > MOST_LIST_BYTES ? '' : await readFile(path, 'utf8').catch(() => '');
}

async function sumImplanted(path: string, source: BlockSource): Promise<Check[]> {
  const descriptor = new Uint8Array(2048);
  if ((await source.read(16 * 2048, descriptor)) < descriptor.length) return [];
  const found = implantedSum(descriptor, source.size);
  if (found === undefined) return [];
  const { sum, length, blank } = found;
  const read: BlockSource['read'] = async (offset, into) => {
    const got = await source.read(offset, into);
    const [from, to] = [blank.offset - offset, blank.offset + blank.length - offset];
    if (to > 0 && from < got) into.fill(0x20, Math.max(0, from), Math.min(got, to));
    return got;
  };
  return [{ against: 'isomd5sum', subject: basename(path), hash: 'md5', sum, length, read }];
}

async function sumsOfFiles({ tree }: OpenMedium): Promise<Check[]> {
  for (const list of OWN_LISTS) {
    const sums = parseSums((await readText(tree, list, MOST_LIST_BYTES).catch(() => undefined)) ?? '');
    if (sums.length > 0) return fileChecks(tree, list, sums);
  }
  const treeinfo = await readText(tree, '.treeinfo', 1 << 20).catch(() => undefined);
  return fileChecks(tree, '.treeinfo', parseTreeinfoSums(treeinfo ?? ''));
}

/** Debian's lists name files once more under every link that leads to them (`debian -> .`): each is read once. */
function fileChecks(tree: OpenMedium['tree'], against: string, sums: readonly ListedSum[]): Check[] {
  const once = new Map(sums.map((one) => [`${tree.find(one.path)?.path ?? one.path} ${one.sum}`, one]));
  return [...once.values()].map((one) => fileCheck(tree, against, one));
}

function fileCheck(tree: OpenMedium['tree'], against: string, { path, hash, sum }: ListedSum): Check {
  const file = tree.find(path);
  const check = { against, subject: path, hash, sum };
  if (file?.kind !== 'file') return { ...check, length: 0 };
  return { ...check, length: file.size, read: (offset, into) => tree.read(file, offset, into) };
}
