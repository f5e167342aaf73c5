/**
 * Media that nobody should have made, made from media that tools did make: bytes, numbers and blocks changed where the
 * index reads them. Whatever comes out is opened and used as Fieldboot would; it may be refused in words, and nothing
 * else: no crash, no hang, no byte from outside the file, no name that harms, no memory without bound.
 */
import { FieldbootError } from '../../core/errors.ts';
import { openDisc } from '../../core/media/open-disc.ts';
import { openDisk } from '../../core/media/open-disk.ts';
import type { BlockSource } from '../../core/media/source.ts';
import type { MediumTree } from '../../core/media/tree.ts';
import { crc } from '../../core/media/udf/tag.ts';
import { SEEDS, type Seed } from './media-seeds.ts';

export interface MediaReport {
  readonly mutations: number;
  /** How many still opened. */
  readonly opened: number;
  /** What was broken, in words; each with the seed and the number that make it again. */
  readonly broken: readonly string[];
  /** Longest time one medium took, in milliseconds. */
  readonly slowest: number;
  /** How much the process grew at its peak, in MiB, after it had warmed up. */
  readonly growthMiB: number;
}

export interface MediaFuzz {
  readonly seed: number;
  /** Ends when either is reached. */
  readonly mutations: number;
  readonly milliseconds: number;
}

/** Longest a medium may take on a busy machine. */
const MOST_MS = 10_000;
/** Mutations after which the process counts as warm: everything compiled, the heap at its usual size. */
const WARM = 400;

/** Copies of media that nobody has any more are garbage, not memory: where it can be, they are taken away so often. */
const COLLECT_EVERY = 50;

/** Runs mutations until one of the two bounds is reached. Never rejects. */
export async function fuzzMedia({ seed, mutations, milliseconds }: MediaFuzz): Promise<MediaReport> {
  const until = performance.now() + milliseconds;
  const broken: string[] = [];
  let [opened, slowest, count, warm] = [0, 0, 0, peakMiB()];
  for (; count < mutations && performance.now() < until && broken.length < 20; count += 1) {
    if (count % COLLECT_EVERY === 0) globalThis.gc?.();
    if (count === WARM) warm = peakMiB();
    const chosen = SEEDS[count % SEEDS.length] as Seed;
    const began = performance.now();
    const outcome = await tryMedium(mutated(chosen, chance(seed * 1_000_003 + count)));
    const took = performance.now() - began;
    slowest = Math.max(slowest, took);
    if (outcome === 'opened') opened += 1;
    else if (outcome !== 'refused')
      broken.push(`${chosen.name}, mutation ${count} of seed ${seed}: ${outcome}`);
    if (took > MOST_MS) broken.push(`${chosen.name}, mutation ${count} of seed ${seed}: took ${took} ms`);
  }
  return { mutations: count, opened, broken, slowest, growthMiB: count > WARM ? peakMiB() - warm : 0 };
}

/** Opens a medium and uses it: `opened`, `refused`, or what is wrong. */
export async function tryMedium(bytes: Uint8Array): Promise<string> {
  const source = watchedSource(bytes);
  try {
    const tree = await openAny(source);
    const wrong = tree && ((await exercise(tree, bytes.length)) ?? (await exerciseEfi(tree, bytes.length)));
    return source.complaint() ?? wrong ?? (tree ? 'opened' : 'refused');
  } catch (error) {
    if (!(error instanceof FieldbootError)) return `${(error as Error).stack ?? error}`;
    const isTold = ['MEDIUM_DAMAGED', 'MEDIUM_TRUNCATED', 'MEDIUM_NOT_ISO'].includes(error.code);
    return source.complaint() ?? (isTold ? 'refused' : `${error.code} ${error.message}`);
  }
}

async function openAny(source: BlockSource): Promise<MediumTree | undefined> {
  try {
    return await openDisc(source, '/fuzz.iso');
  } catch (error) {
    if (!(error instanceof FieldbootError && error.code === 'MEDIUM_NOT_ISO')) throw error;
    return await openDisk(source, '/fuzz.iso');
  }
}

/** A source that knows when it is asked for what it has not. */
function watchedSource(bytes: Uint8Array): BlockSource & { complaint(): string | undefined } {
  let complaint: string | undefined;
  return {
    size: bytes.length,
    complaint: () => complaint,
    read(offset, into) {
      if (!Number.isSafeInteger(offset) || offset < 0 || offset > bytes.length)
        complaint ??= `byte ${offset} was asked of ${bytes.length}`;
      const part = bytes.subarray(offset, offset + into.length);
      into.set(part);
      return Promise.resolve(part.length);
    },
    close: () => Promise.resolve(),
  };
}

async function exerciseEfi(tree: MediumTree, size: number): Promise<string | undefined> {
  const efi = await tree.efi?.();
  return efi && (await exercise(efi, size));
}

const MOST_LOOKED_AT = 300;
const HARMFUL = /(^|\/)\.{0,2}(\/|$)|[\p{Cc}\u202e]/u;

/** Lists, finds and reads; returns what is wrong. */
async function exercise(tree: MediumTree, size: number): Promise<string | undefined> {
  const pending = [''];
  let looked = 0;
  for (let folder = pending.pop(); folder !== undefined && looked < MOST_LOOKED_AT; folder = pending.pop()) {
    tree.links?.(folder);
    for (const entry of tree.list(folder) ?? []) {
      looked += 1;
      if (looked > MOST_LOOKED_AT) break;
      if (HARMFUL.test(entry.path)) return `the path ${JSON.stringify(entry.path)}`;
      if (tree.find(entry.path) === undefined) return `${entry.path} is listed and not found`;
      if (entry.kind === 'directory') pending.push(entry.path === folder ? '' : entry.path);
      else {
        const outside = entry.extents.find(
          ({ offset, length, hole }) => !hole && !(offset >= 0 && length > 0 && offset + length <= size),
        );
        if (outside) return `${entry.path} lies at ${outside.offset} with ${outside.length} of ${size}`;
        const into = new Uint8Array(Math.min(entry.size, 5000));
        const got = await tree.read(entry, Math.max(0, entry.size - into.length), into);
        if (got !== into.length) return `${entry.path} gives ${got} of ${into.length}`;
      }
    }
  }
  return undefined;
}

/** The same number makes the same medium on every machine. */
function mutated(seed: Seed, random: (below: number) => number): Uint8Array {
  const bytes = seed.bytes.slice();
  const view = new DataView(bytes.buffer);
  for (let n = 1 + random(6); n > 0; n -= 1) {
    const at = seed.used[random(seed.used.length)] ?? 0;
    const how = random(8);
    if (how < 3) bytes[at] = random(256);
    else if (how < 5 && at + 4 <= bytes.length)
      view.setUint32(at & ~1, interesting(random, bytes.length), true);
    else if (how === 5) view.setUint16(Math.min(at & ~1, bytes.length - 2), random(0x10000), true);
    else if (how === 6) {
      const [from, to] = [at & ~2047, (seed.used[random(seed.used.length)] ?? 0) & ~2047];
      bytes.copyWithin(to, from, from + 2048);
    } else bytes.fill(random(2) * 255, at, at + random(64));
  }
  // A wrong sum would hide everything behind it: mostly the sums are made right again.
  if (random(5) > 0) for (const at of seed.tags) retag(bytes, at);
  return random(20) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes;
}

function interesting(random: (below: number) => number, size: number): number {
  const values = [
    0,
    1,
    2,
    16,
    18,
    256,
    2048,
    0x7fff_ffff,
    0xffff_ffff,
    0xffff_f800,
    size,
    size >> 11,
    size >> 9,
  ];
  return random(3) === 0 ? random(0xffff_ffff) : (values[random(values.length)] ?? 0) + random(3);
}

/** Makes the sums of a UDF descriptor's tag right (ECMA-167 3/7.2). */
export function retag(bytes: Uint8Array, at: number): void {
  const length = (bytes[at + 10] ?? 0) | ((bytes[at + 11] ?? 0) << 8);
  const sum = crc(bytes.subarray(at + 16, at + 16 + length));
  bytes[at + 8] = sum;
  bytes[at + 9] = sum >> 8;
  let check = 0;
  for (let i = 0; i < 16; i += 1) if (i !== 4) check += bytes[at + i] ?? 0;
  bytes[at + 4] = check;
}

/** Chance that can be repeated (mulberry32). */
function chance(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** The most memory this process ever had, in MiB. */
export function peakMiB(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}
