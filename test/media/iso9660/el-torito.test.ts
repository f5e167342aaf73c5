import { describe, expect, test } from 'vitest';
import { bootableBy, decodeBootCatalogue } from '../../../core/media/iso9660/el-torito.ts';

const pad = (...bytes: number[]) => [...bytes, ...new Array(32 - bytes.length).fill(0)];
const BIOS_VALIDATION = [...pad(1, 0).slice(0, 28), 0xaa, 0x55, 0x55, 0xaa];
const entry = (bootable: number, block: number) => pad(bootable, 0, 0, 0, 0, 0, 4, 0, block);
const section = (header: number, platform: number, count: number) => pad(header, platform, count, 0);

describe('boot catalogue', () => {
  test('the default entry takes the platform of the validation entry', () => {
    expect(decodeBootCatalogue(Uint8Array.from([...BIOS_VALIDATION, ...entry(0x88, 33)]))).toEqual([
      { platform: 0, bootable: true, emulation: 0, block: 33, sectors: 4 },
    ]);
  });

  test('sections of other platforms follow, with their extensions passed over', () => {
    const catalogue = [
      ...BIOS_VALIDATION,
      ...entry(0x88, 33),
      ...section(0x90, 2, 1),
      ...entry(0x88, 34),
      ...pad(0x44),
      ...section(0x91, 0xef, 2),
      ...entry(0x00, 35),
      ...pad(0x44),
      ...entry(0x88, 36),
      ...section(0x90, 7, 1),
      ...entry(0x88, 37),
    ];
    expect(
      decodeBootCatalogue(Uint8Array.from(catalogue)).map(({ platform, bootable, block }) => [
        platform,
        bootable,
        block,
      ]),
    ).toEqual([
      [0, true, 33],
      [2, true, 34],
      [0xef, false, 35],
      [0xef, true, 36],
    ]);
  });

  test.each([
    ['an empty catalogue', []],
    ['a wrong check sum', [...pad(1, 0).slice(0, 28), 0xab, 0x55, 0x55, 0xaa, ...entry(0x88, 33)]],
    ['no key bytes', [...pad(1, 0), ...entry(0x88, 33)]],
  ])('%s has no entries', (_, bytes) => {
    expect(decodeBootCatalogue(Uint8Array.from(bytes))).toEqual([]);
  });

  test('a section that promises more entries than the catalogue holds ends with it', () => {
    const catalogue = [...BIOS_VALIDATION, ...entry(0x88, 33), ...section(0x91, 0xef, 0xff)];
    expect(decodeBootCatalogue(Uint8Array.from(catalogue)).length).toBe(1);
  });

  test.each([
    ['a bootable BIOS and a dead UEFI entry', [0, true], [0xef, false], { bios: true, uefi: false }],
    ['a PowerPC and a UEFI entry', [1, true], [0xef, true], { bios: false, uefi: true }],
  ] as const)('%s', (_, [a, liveA], [b, liveB], expected) => {
    const of = (platform: number, bootable: boolean) => ({
      platform,
      bootable,
      emulation: 0,
      block: 1,
      sectors: 4,
    });
    expect(bootableBy([of(a, liveA), of(b, liveB)])).toEqual(expected);
  });
});
