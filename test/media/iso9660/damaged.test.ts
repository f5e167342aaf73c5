import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FieldbootError } from '../../../core/errors.ts';
import { openIso } from '../../../core/media/iso9660/open-iso.ts';
import { INDEX_LIMITS } from '../../../core/media/metadata-reader.ts';
import { buildIso } from '../../support/iso.ts';
import { allFiles, contentOf, refusalOf } from '../../support/medium.ts';
import { memorySource } from '../../support/memory-source.ts';

const PATH = '/iso/test.iso';
const refusal = (bytes: Uint8Array, limits = INDEX_LIMITS) =>
  refusalOf(openIso(memorySource(bytes), PATH, limits));

/** Plain names, so that a record can be found by its identifier. */
function plainIso(): Uint8Array {
  const files = { 'DEEP/ER/FILE.TXT': 'text', 'OTHER/BIG.BIN': new Uint8Array(9000) };
  return buildIso({ label: 'PLAIN', rockRidge: false, files });
}

/** Everything in one: Rock Ridge with continuation areas, Joliet, links, El Torito. */
function fullIso(): Uint8Array {
  return buildIso({
    label: 'FULL',
    joliet: true,
    files: { 'a.txt': 'a', [`pool/${'n'.repeat(200)}.deb`]: 'deb', 'boot/efi.img': 'efi', 'boot/b.img': 'b' },
    links: { debian: '.', up: 'pool/../boot', [`link${'k'.repeat(180)}`]: 'pool' },
    boot: { bios: 'boot/b.img', uefi: 'boot/efi.img' },
  });
}

/** Byte where the directory record of an identifier begins. */
function recordOf(bytes: Uint8Array, identifier: string): number {
  const text = Buffer.from(bytes.buffer).toString('latin1');
  const at = text.indexOf(`${String.fromCharCode(identifier.length)}${identifier}`, 18 * 2048);
  if (at < 0) throw new Error(`there is no record of ${identifier}`);
  return at - 32;
}

function setU32(bytes: Uint8Array, at: number, value: number): void {
  new DataView(bytes.buffer).setUint32(at, value, true);
}

const BLOCK_FIELD = 2;
const LENGTH_FIELD = 10;
const ROOT_RECORD = 16 * 2048 + 156;
const VOLUME_BLOCKS = 16 * 2048 + 80;

describe('a damaged directory is refused in words', () => {
  test.each<[string, (bytes: Uint8Array) => void, string]>([
    [
      'a directory that leads back to the root',
      (bytes) => setU32(bytes, recordOf(bytes, 'ER') + BLOCK_FIELD, 18),
      'the directory /DEEP/ER lies where another directory lies',
    ],
    [
      'a directory outside the medium',
      (bytes) => setU32(bytes, recordOf(bytes, 'ER') + BLOCK_FIELD, 5000),
      'the directory /DEEP/ER should lie before byte 10242048, but the file ends at byte 57344',
    ],
    [
      'a directory of an absurd length',
      (bytes) => setU32(bytes, recordOf(bytes, 'ER') + LENGTH_FIELD, 0xffff_f000),
      'the directory /DEEP/ER should lie before byte 4295004160, but the file ends at byte 57344',
    ],
    [
      'a file outside the medium',
      (bytes) => setU32(bytes, recordOf(bytes, 'BIG.BIN;1') + BLOCK_FIELD, 5000),
      'the file /OTHER/BIG.BIN should lie before byte 10249000, but the file ends at byte 57344',
    ],
    [
      'a record that goes on behind the end of its directory',
      (bytes) => setU32(bytes, recordOf(bytes, 'OTHER') + LENGTH_FIELD, 80),
      'in the directory /OTHER a record of 42 bytes at byte 68 crosses its sector',
    ],
    [
      'a record too short for its name',
      (bytes) => bytes.fill(34, recordOf(bytes, 'BIG.BIN;1'), recordOf(bytes, 'BIG.BIN;1') + 1),
      'in the directory /OTHER a record of 34 bytes at byte 68 has a name of 9 bytes',
    ],
    [
      'a record with no name',
      (bytes) => bytes.fill(0, recordOf(bytes, 'BIG.BIN;1') + 32, recordOf(bytes, 'BIG.BIN;1') + 33),
      'in the directory /OTHER a record of 42 bytes at byte 68 has a name of 0 bytes',
    ],
    [
      'a file in several parts whose last part is missing',
      (bytes) => bytes.fill(0x80, recordOf(bytes, 'BIG.BIN;1') + 25, recordOf(bytes, 'BIG.BIN;1') + 26),
      'in the directory /OTHER the last part of a file in several parts is missing',
    ],
    [
      'a root that is no directory',
      (bytes) => bytes.fill(0, ROOT_RECORD + 25, ROOT_RECORD + 26),
      'the volume has no root directory',
    ],
    [
      'a block size that no medium has',
      (bytes) => bytes.fill(7, 16 * 2048 + 128, 16 * 2048 + 130),
      'its blocks have 1799 bytes',
    ],
  ])('%s', async (_, harm, detail) => {
    const bytes = plainIso();
    harm(bytes);
    expect(await refusal(bytes)).toBe(`MEDIUM_DAMAGED ${PATH} has a damaged directory: ${detail}.`);
  });

  test.each([
    ['too many entries', { ...INDEX_LIMITS, entries: 4 }, 'it has more than 4 entries'],
    ['too deep', { ...INDEX_LIMITS, depth: 2 }, '/DEEP/ER/FILE.TXT lies 3 directories deep'],
    [
      'a directory that is too large',
      { ...INDEX_LIMITS, directoryBytes: 2047 },
      'the directory / has 2048 bytes',
    ],
    ['too much to read', { ...INDEX_LIMITS, bytes: 3000 }, 'its structures overlap without end'],
  ])('%s', async (_, limits, detail) => {
    expect(await refusal(plainIso(), limits)).toBe(
      `MEDIUM_DAMAGED ${PATH} has a damaged directory: ${detail}.`,
    );
  });

  test('sectors of zeros in a directory are passed over', async () => {
    const bytes = plainIso();
    bytes.fill(0, recordOf(bytes, 'BIG.BIN;1'), recordOf(bytes, 'BIG.BIN;1') + 1);
    const tree = await openIso(memorySource(bytes), PATH);
    expect(allFiles(tree).map(({ path }) => path)).toEqual(['DEEP/ER/FILE.TXT']);
  });

  test('a continuation area that continues in itself is followed a bounded number of times', async () => {
    const bytes = buildIso({ label: 'CE', files: { ['n'.repeat(200)]: 'x' } });
    const ce = Buffer.from(bytes.buffer).indexOf(Buffer.from([0x43, 0x45, 28, 1]));
    const [block = 0, offset = 0] = [4, 12].map((at) => new DataView(bytes.buffer).getUint32(ce + at, true));
    bytes.copyWithin(block * 2048 + offset, ce, ce + 28);
    const tree = await openIso(memorySource(bytes), PATH);
    expect(tree.fileCount).toBe(1);
  });
});

describe('a file that is cut short', () => {
  test('is refused with both sizes when a file of the medium is missing its end', async () => {
    const bytes = plainIso();
    expect(await refusal(bytes.subarray(0, bytes.length - 2048))).toBe(
      `MEDIUM_TRUNCATED ${PATH} is cut short: the medium says 57344 bytes, the file has 55296.`,
    );
  });

  test('is refused with both sizes when directories are missing', async () => {
    expect(await refusal(plainIso().subarray(0, 19 * 2048))).toBe(
      `MEDIUM_TRUNCATED ${PATH} is cut short: the medium says 57344 bytes, the file has 38912.`,
    );
  });

  test('is accepted when only padding is missing', async () => {
    const bytes = plainIso();
    setU32(bytes, VOLUME_BLOCKS, 1000);
    const tree = await openIso(memorySource(bytes.subarray(0, bytes.length - 100)), PATH);
    expect(tree.fileCount).toBe(2);
  });

  test('is never called damaged, wherever the cut is', async () => {
    const whole = fullIso();
    const inTheDirectories = Array.from({ length: 40 }, (_, i) => 16 * 2048 + i * 1000);
    for (const length of [0, 1, 2047, 32768, 34815, ...inTheDirectories].filter((n) => n < whole.length)) {
      const attempt = openIso(memorySource(whole.subarray(0, length)), PATH);
      const code = await attempt.then(
        (tree) =>
          allFiles(tree).every(({ extents }) => extents.every((e) => e.offset + e.length <= length))
            ? 'whole'
            : 'lie',
        (error: unknown) => (error instanceof FieldbootError ? error.code : String(error)),
      );
      expect(['whole', length < 34816 ? 'MEDIUM_NOT_ISO' : 'MEDIUM_TRUNCATED']).toContain(code);
    }
  });
});

describe('random harm', () => {
  /** Opens and reads everything; resolves to how it ended. Anything but an error of ours fails the test. */
  async function useUp(bytes: Uint8Array): Promise<void> {
    const started = performance.now();
    try {
      const tree = await openIso(memorySource(bytes), PATH);
      for (const { path } of allFiles(tree)) await contentOf(tree, path);
      for (const path of ['debian/debian/a.txt', 'up/efi.img', '../x', 'A.TXT']) tree.list(path);
    } catch (error) {
      if (!(error instanceof FieldbootError)) throw error;
      expect(['MEDIUM_DAMAGED', 'MEDIUM_TRUNCATED', 'MEDIUM_NOT_ISO']).toContain(error.code);
    }
    expect(performance.now() - started).toBeLessThan(10_000);
  }

  const flips = fc.array(
    fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 255 })),
    {
      minLength: 1,
      maxLength: 24,
    },
  );

  test.each([
    ['Rock Ridge', fullIso()],
    ['plain', plainIso()],
    ['Joliet', buildIso({ label: 'J', rockRidge: false, joliet: true, files: { 'ä/b': 'c', 'd e': 'f' } })],
  ])('bytes flipped in the metadata of a %s medium', async (_, whole) => {
    await fc.assert(
      fc.asyncProperty(flips, async (changes) => {
        const bytes = whole.slice();
        for (const [where, value] of changes)
          bytes[32768 + Math.floor(where * (bytes.length - 32769))] = value;
        await useUp(bytes);
      }),
      { numRuns: 300 },
    );
  });

  test('records overwritten where they are', async () => {
    const whole = fullIso();
    // Where there is anything at all, so that nearly every change hits something that is read.
    const used = [...whole.keys()].filter((at) => at >= 32768 && whole[at] !== 0 && whole[at] !== 0x20);
    await fc.assert(
      fc.asyncProperty(flips, async (changes) => {
        const bytes = whole.slice();
        for (const [where, value] of changes) bytes[used[Math.floor(where * (used.length - 1))] ?? 0] = value;
        await useUp(bytes);
      }),
      { numRuns: 500 },
    );
  });

  test('random bytes behind an honest volume descriptor', async () => {
    const head = plainIso().slice(0, 18 * 2048);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 2048, maxLength: 8192 }), async (tail) => {
        await useUp(Uint8Array.from([...head, ...tail]));
      }),
      { numRuns: 100 },
    );
  });
});
