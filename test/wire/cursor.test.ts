import { describe, expect, test } from 'vitest';
import { Reader, Writer } from '../../core/wire/cursor.ts';

describe('a reader', () => {
  test('reads big-endian values one after the other and says when it is done', () => {
    const reader = new Reader(Uint8Array.of(1, 2, 3, 0xff, 0xff, 0xff, 0xff, 9, 8));
    expect([reader.u8(), reader.u16(), reader.u32(), reader.bytes(1), reader.rest()]).toEqual([
      1,
      0x0203,
      0xffff_ffff,
      Uint8Array.of(9),
      Uint8Array.of(8),
    ]);
    expect(reader.finish()).toBeNull();
  });

  test('keeps its first fault, returns zeros after it and has nothing left', () => {
    const reader = new Reader(Uint8Array.of(1, 2, 3));
    expect([reader.u16(), reader.u16(), reader.u8(), reader.bytes(1)]).toEqual([
      0x0102,
      0,
      0,
      new Uint8Array(0),
    ]);
    reader.fail('a later complaint');
    expect(reader.fault).toBe('cut short at byte 2: 2 bytes wanted, 1 left');
    expect(reader.remaining).toBe(0);
    expect(reader.finish()).toBe(reader.fault);
  });

  test('complains about bytes nobody read', () => {
    expect(new Reader(new Uint8Array(3)).finish()).toBe('3 bytes too many');
  });

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])(
    'a length of %d is a fault, not an exception',
    (length) => {
      const reader = new Reader(new Uint8Array(8));
      expect(reader.bytes(length)).toEqual(new Uint8Array(0));
      expect(reader.fault).not.toBeNull();
    },
  );

  test('reads at an offset of a larger buffer, and what it returns does not change with that buffer', () => {
    const buffer = Uint8Array.of(0, 0, 7, 8, 0);
    const read = new Reader(buffer.subarray(2, 4)).bytes(2);
    buffer.fill(1);
    expect(read).toEqual(Uint8Array.of(7, 8));
  });
});

test("what a reader returns from a socket's Buffer is a copy as well", () => {
  const buffer = Buffer.from([1, 2, 3]);
  const read = new Reader(buffer).bytes(3);
  buffer.fill(9);
  expect(read).toEqual(Uint8Array.of(1, 2, 3));
});

describe('a writer', () => {
  test('writes big-endian values, fixed fields and padding', () => {
    const writer = new Writer()
      .u8(1)
      .u16(0x0203)
      .u32(0xffff_ffff)
      .field(Uint8Array.of(7, 8, 9), 2)
      .padTo(12);
    expect(writer.finish()).toEqual(Uint8Array.of(1, 2, 3, 255, 255, 255, 255, 7, 8, 0, 0, 0));
    expect(writer.fault).toBeNull();
  });

  test('grows as needed', () => {
    const long = new Uint8Array(5000).fill(7);
    expect(new Writer().u8(1).bytes(long).length).toBe(5001);
  });

  test.each([
    ['a value that is too large', () => new Writer().u8(256), '256 is not between 0 and 255'],
    ['a negative value', () => new Writer().u16(-1), '-1 is not between 0 and 65535'],
    ['a fraction', () => new Writer().u32(0.5), '0.5 is not between 0 and 4294967295'],
    ['more than the limit', () => new Writer(3).u32(1), 'more than 3 bytes'],
  ])('%s is a fault that stays, and nothing is written after it', (_, write, fault) => {
    const writer = write().u8(1);
    expect(writer.fault).toBe(fault);
    expect(writer.finish()).toEqual(new Uint8Array(0));
  });
});
