import { u8, u32, u64 } from './fields.ts';
import { hasAt } from './looks-like.ts';
import type { BlockSource } from './source.ts';
import type { Extent } from './tree.ts';

/** A partition of a disk, or of a disc that is one too (isohybrid). */
export interface PartitionEntry extends Extent {
  /** It is the EFI system partition. */
  readonly efi: boolean;
}

const SECTOR = 512;
/** Partition types of an MBR that hold no file system: none, extended ones, the cover of a GPT. */
const NO_FILES = new Set([0x00, 0x05, 0x0f, 0x85, 0xee]);
const MBR_EFI = 0xef;
/** C12A7328-F81F-11D2-BA4B-00A0C93EC93B as it is stored. */
const GPT_EFI = '\x28\x73\x2a\xc1\x1f\xf8\xd2\x11\xba\x4b\x00\xa0\xc9\x3e\xc9\x3b';
/** A GPT has room for 128 partitions; more are never looked at. */
const MOST_GPT_ENTRIES = 128;

/**
 * The partitions of a disk as its GPT says, else its MBR; those that do not lie in the source are left out. Only the
 * four first ones of an MBR: installation media have no logical ones.
 */
export async function readPartitions(source: BlockSource): Promise<PartitionEntry[]> {
  const head = await readUpTo(source, 0, 2 * SECTOR);
  if (!hasAt(head, 510, '\x55\xaa')) return [];
  const gpt = hasAt(head, SECTOR, 'EFI PART') ? await readGpt(source, head.subarray(SECTOR)) : [];
  const found = gpt.length > 0 ? gpt : decodeMbr(head);
  return found.filter(({ offset, length }) => length > 0 && offset + length <= source.size);
}

function decodeMbr(sector: Uint8Array): PartitionEntry[] {
  return [446, 462, 478, 494]
    .filter((at) => !NO_FILES.has(u8(sector, at + 4)))
    .map((at) => ({
      offset: u32(sector, at + 8) * SECTOR,
      length: u32(sector, at + 12) * SECTOR,
      efi: u8(sector, at + 4) === MBR_EFI,
    }));
}

/** Entries of a GPT (UEFI specification 5.3). */
async function readGpt(source: BlockSource, header: Uint8Array): Promise<PartitionEntry[]> {
  const [at, count, size] = [u64(header, 72) * SECTOR, u32(header, 80), u32(header, 84)];
  if (size < 128 || size > 4096 || !Number.isSafeInteger(at) || at > source.size) return [];
  const entries = await readUpTo(source, at, Math.min(count, MOST_GPT_ENTRIES) * size);
  const found: PartitionEntry[] = [];
  for (let entry = 0; entry + size <= entries.length; entry += size) {
    const [first, last] = [u64(entries, entry + 32), u64(entries, entry + 40)];
    const isEmpty = entries.subarray(entry, entry + 16).every((byte) => byte === 0);
    if (isEmpty || last < first || !Number.isSafeInteger(last * SECTOR)) continue;
    const efi = hasAt(entries, entry, GPT_EFI);
    found.push({ offset: first * SECTOR, length: (last - first + 1) * SECTOR, efi });
  }
  return found;
}

/** Reads at most `length` bytes, fewer where the source ends. */
export async function readUpTo(source: BlockSource, offset: number, length: number): Promise<Uint8Array> {
  const into = new Uint8Array(Math.max(0, Math.min(length, source.size - offset)));
  if (into.length === 0) return into;
  return into.subarray(0, await source.read(offset, into));
}
