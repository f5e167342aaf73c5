import { describe, expect, test } from 'vitest';
import { jolietName, plainName, rockRidgeName } from '../../../core/media/iso9660/names.ts';
import type { RockRidge } from '../../../core/media/iso9660/rock-ridge.ts';
import { RockRidgeCollector, systemUseSkip } from '../../../core/media/iso9660/rock-ridge.ts';
import { longTime, shortTime } from '../../../core/media/iso9660/times.ts';

const text = (value: string) => [...new TextEncoder().encode(value)];
const entry = (kind: string, ...data: number[]) => [...text(kind), 4 + data.length, 1, ...data];
const nm = (flags: number, name: readonly number[]) => entry('NM', flags, ...name);
const part = (flags: number, name: string) => [flags, text(name).length, ...text(name)];
const sl = (flags: number, ...parts: number[][]) => entry('SL', flags, ...parts.flat());

function collect(...areas: number[][]): RockRidge {
  const collector = new RockRidgeCollector();
  for (const area of areas) collector.take(Uint8Array.from(area));
  return collector.result();
}

describe('entries', () => {
  const long = [...'2026011203040500'].map((digit) => digit.charCodeAt(0));
  test.each<[string, number[][], RockRidge]>([
    ['a name', [nm(0, text('vmlinuz'))], { name: 'vmlinuz' }],
    ['a name cut in the middle of a character', [nm(1, [0x61, 0xc3]), nm(0, [0xa4, 0x62])], { name: 'aäb' }],
    ['a name that is not UTF-8', [nm(0, [0x61, 0xe4])], { name: 'aä' }],
    ['the name of the directory itself', [nm(2, [])], {}],
    ['a name with a slash in it', [nm(0, text('../../etc/passwd'))], {}],
    ['a relative link', [sl(0, part(4, ''), part(0, 'pool'), part(2, ''))], { link: '../pool/.' }],
    ['an absolute link', [sl(0, part(8, ''), part(0, 'etc'), part(0, 'passwd'))], { link: '/etc/passwd' }],
    ['a link over two entries', [sl(1, part(0, 'a')), sl(0, part(0, 'b'))], { link: 'a/b' }],
    ['a component over two entries', [sl(1, part(1, 'tri')), sl(0, part(0, 'xie'))], { link: 'trixie' }],
    ['a mode', [entry('PX', 0xff, 0xa1, 0, 0, 0, 0, 0xa1, 0xff)], { type: 0o120000 }],
    [
      'short times, the second of which is the modification',
      [entry('TF', 3, ...[120, 1, 1, 0, 0, 0, 0], ...[126, 1, 12, 3, 4, 5, 0])],
      { modified: Date.UTC(2026, 0, 12, 3, 4, 5) },
    ],
    ['a long time', [entry('TF', 0x82, ...long, 4)], { modified: Date.UTC(2026, 0, 12, 2, 4, 5) }],
    ['times without the modification', [entry('TF', 1, ...[120, 1, 1, 0, 0, 0, 0])], {}],
    ['a moved directory', [entry('CL', 0x21, 0, 0, 0, 0, 0, 0, 0x21)], { child: 0x21 }],
    ['a directory that was moved here', [entry('RE')], { relocated: true }],
    ['nothing behind a terminator', [entry('ST'), nm(0, text('hidden'))], {}],
    ['nothing behind an entry of no length', [[0x4e, 0x4d, 0, 1], nm(0, text('hidden'))], {}],
    ['nothing of an entry longer than its area', [[0x4e, 0x4d, 200, 1, 0, 0x61]], {}],
  ])('%s', (_, entries, said) => {
    expect(collect(entries.flat())).toEqual(said);
  });

  test('a name goes on in a continuation area', () => {
    const collector = new RockRidgeCollector();
    const place = [0x30, 0, 0, 0, 0, 0, 0, 0x30, 0x10, 0, 0, 0, 0, 0, 0, 0x10, 9, 0, 0, 0, 0, 0, 0, 9];
    const first = Uint8Array.from([...nm(1, text('lo')), ...entry('CE', ...place)]);
    expect(collector.take(first)).toEqual({ block: 0x30, offset: 0x10, length: 9 });
    expect(collector.take(Uint8Array.from(nm(0, text('ng'))))).toBeUndefined();
    expect(collector.result()).toEqual({ name: 'long' });
  });

  test('names and links do not grow without bound', () => {
    const areas = Array.from({ length: 200 }, () => [
      ...nm(1, text('n'.repeat(100))),
      ...sl(1, part(0, 'l'.repeat(100))),
    ]);
    const { name = '', link = '' } = collect(...areas);
    expect([name.length <= 1024, link.length <= 4200]).toEqual([true, true]);
  });
});

describe('the announcement in the root', () => {
  const sp = entry('SP', 0xbe, 0xef, 3);
  test.each([
    ['tells how many bytes to skip', sp, 3],
    [
      'stands behind the fields of a CD-ROM XA',
      [...new Array(14).fill(0), ...entry('SP', 0xbe, 0xef, 0)],
      14,
    ],
    ['is absent', entry('PX'), undefined],
    ['has the wrong check bytes', entry('SP', 0xbe, 0xee, 0), undefined],
  ])('%s', (_, area, skip) => {
    expect(systemUseSkip(Uint8Array.from(area))).toBe(skip);
  });
});

describe('names and times', () => {
  test.each([
    ['README.TXT;1', 'README.TXT'],
    ['KERNEL.;1', 'KERNEL'],
    ['KERNEL.', 'KERNEL'],
    ['DIR', 'DIR'],
    ['A.TAR.GZ;12', 'A.TAR.GZ'],
    ['A/B', 'A_B'],
    ['..', '_.'],
    ['.;1', '_'],
  ])('the plain name %s becomes %s', (stored, name) => {
    expect(plainName(Uint8Array.from(text(stored)))).toBe(name);
  });

  test('a Joliet name is two-byte characters with a version', () => {
    expect(jolietName(Uint8Array.of(0, 0x41, 0x4e, 0x16, 0, 0x3b, 0, 0x31))).toBe('A世');
  });

  test.each(['', '.', '..', 'a/b', 'a\0b'])('a Rock Ridge name cannot be %j', (name) => {
    expect(rockRidgeName(Uint8Array.from(text(name)))).toBeUndefined();
  });

  test('times of zero are unset, and zones are quarter hours east of Greenwich', () => {
    expect(shortTime(new Uint8Array(7), 0)).toBe(0);
    expect(longTime(Uint8Array.from([...text('0'.repeat(16)), 0]), 0)).toBe(0);
    expect(shortTime(Uint8Array.of(126, 1, 2, 0, 0, 0, 256 - 20), 0)).toBe(Date.UTC(2026, 0, 2, 5));
  });
});
