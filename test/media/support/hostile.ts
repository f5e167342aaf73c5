/** Media made to harm, each with what is to become of it. Sizes are those of small files: harm must be cheap for us too. */
import { retag } from '../../fuzz/media.ts';
import { buildIso } from '../../support/iso.ts';
import { buildUdf } from '../../support/udf.ts';

export interface Hostile {
  readonly name: string;
  /** Made when it is tried. */
  make(): Uint8Array;
  /** Beginning of the refusal (`MEDIUM_DAMAGED …`), or the paths of all files where it opens. */
  readonly outcome: RegExp | readonly string[];
}

const setU32 = (bytes: Uint8Array, at: number, value: number) =>
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(at, value, true);

/** Where a text stands for the nth time, from the descriptors on. */
function placeOf(bytes: Uint8Array, text: string, nth = 0): number {
  let at = 32768;
  for (let n = 0; n <= nth; n += 1) at = Buffer.from(bytes.buffer).indexOf(text, at + 1, 'latin1');
  if (at < 0) throw new Error(`there is no ${text}`);
  return at;
}

const NAMES = ['../../etc/passwd', 'a\0b', 'back\\slash', 'bell\x07', 'line\nbreak', 'gpj.\u202eexe'];

/** An ISO whose Rock Ridge names are replaced by harmful ones of the same length in bytes. */
function harmfulRockRidge(): Uint8Array {
  const encoded = NAMES.map((name) => Buffer.from(name));
  const files = Object.fromEntries(encoded.map((name, n) => [`${n}${'q'.repeat(name.length - 1)}`, `${n}`]));
  const bytes = buildIso({ label: 'NAMES', files });
  for (const [n, name] of encoded.entries())
    bytes.set(name, placeOf(bytes, `${n}${'q'.repeat(name.length - 1)}`));
  return bytes;
}

const many = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, n) => [`folder/P${String(n).padStart(7, '0')}.DEB`, '']),
  );

/** An ISO with many directories that begin one block after the other in one long run of records, and end with it. */
function overlapping(): Uint8Array {
  const folders = Array.from({ length: 400 }, (_, n) => `F${String(n).padStart(4, '0')}`);
  const bytes = buildIso({ label: 'OVERLAP', rockRidge: false, directories: folders, files: many(30_000) });
  const record = (name: string) => Buffer.from(bytes.buffer).indexOf(name, 32768, 'latin1') - 33;
  const view = new DataView(bytes.buffer);
  const [block, length] = [2, 10].map((field) => view.getUint32(record('FOLDER') + field, true)) as [
    number,
    number,
  ];
  for (const [n, name] of folders.entries()) {
    setU32(bytes, record(name) + 2, block + 1 + n);
    setU32(bytes, record(name) + 10, length - (n + 1) * 2048);
  }
  return bytes;
}

/** A UDF directory whose child is the root. */
function circular(): Uint8Array {
  const bytes = buildUdf({ directories: ['one/two'] });
  const identifier = placeOf(bytes, '\x08two') - 38;
  setU32(bytes, identifier + 24, 1);
  retag(bytes, identifier);
  return bytes;
}

export const HOSTILE: readonly Hostile[] = [
  {
    name: 'ISO9660: names that climb, break lines, turn text round',
    make: harmfulRockRidge,
    outcome: ['0QQQQQQQ', '1QQ', '3QQQQ', '4QQQQQQQ', '5QQQQQQQ', 'back\\slash'],
  },
  {
    name: 'UDF: the same names',
    make: () =>
      buildUdf({ files: { 'back\\slash': '1', 'bell\x07': '2', 'gpj.\u202eexe': '3', 'a\0b': '4' } }),
    outcome: ['a_b', 'back\\slash', 'bell_', 'gpj._exe'],
  },
  {
    name: 'links out, to themselves and to each other',
    make: () =>
      buildIso({
        label: 'LINKS',
        files: { a: 'a' },
        links: { out: '../../etc/passwd', abs: '/etc/passwd', self: 'self', x: 'y/y', y: 'x/x' },
      }),
    outcome: ['a'],
  },
  {
    name: 'UDF links out',
    make: () => buildUdf({ files: { a: 'a' }, links: { out: '../../etc/passwd', abs: '/etc/passwd' } }),
    outcome: ['a'],
  },
  {
    name: 'both byte orders differing (the little one counts, as everywhere)',
    make: () => {
      const bytes = buildIso({ label: 'ORDERS', files: { a: 'a' } });
      bytes.fill(0xff, 16 * 2048 + 84, 16 * 2048 + 88);
      return bytes;
    },
    outcome: ['a'],
  },
  {
    name: 'no terminator behind the volume descriptors',
    make: () => {
      const bytes = buildIso({ label: 'TERM', files: { a: 'a' } });
      bytes.fill(0, 17 * 2048, 18 * 2048);
      return bytes;
    },
    outcome: ['a'],
  },
  {
    name: 'directories that overlap, with six million names in all',
    make: overlapping,
    outcome: /^MEDIUM_DAMAGED .* its directories overlap/,
  },
  {
    name: 'UDF: a directory that contains itself',
    make: circular,
    outcome: /^MEDIUM_DAMAGED .* \/one\/two lies where another directory lies/,
  },
  {
    name: 'UDF: a hole of 64 GiB',
    make: () => buildUdf({ holes: { 'a-hole': 2 ** 36 } }),
    outcome: ['a-hole'],
  },
  {
    name: '30,000 files in one folder of ISO9660',
    make: () => buildIso({ label: 'MANY', files: many(30_000) }),
    outcome: /^30000$/,
  },
  {
    name: '30,000 files in one folder of UDF',
    make: () => buildUdf({ blockSize: 512, descriptors: 'embedded', files: many(30_000) }),
    outcome: /^30000$/,
  },
  {
    name: 'zeros behind the descriptors',
    make: () => {
      const bytes = buildIso({ label: 'ZERO', files: { a: 'a' } });
      bytes.fill(0, 18 * 2048);
      return bytes;
    },
    outcome: /^MEDIUM_DAMAGED /,
  },
];
