import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Writer } from '../../core/wire/cursor.ts';
import { copiedBytes, freshBytes } from '../../core/wire/memory.ts';

test('pieces are zeros, of the length asked for, and nobody else’s', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(6000), { maxLength: 60 }), (lengths) => {
      const pieces = lengths.map((length, at) => {
        const piece = freshBytes(length);
        expect([piece.length, piece.every((byte) => byte === 0)]).toEqual([length, true]);
        return piece.fill((at % 255) + 1);
      });
      for (const [at, piece] of pieces.entries())
        expect(piece.every((byte) => byte === (at % 255) + 1)).toBe(true);
    }),
  );
});

test('a copy stays as it was', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  const copy = copiedBytes(bytes);
  bytes.fill(9);
  expect(copy).toEqual(Uint8Array.of(1, 2, 3));
});

test('what a writer has given does not change with what it and others write afterwards', () => {
  const writer = new Writer().u16(0x0102);
  const before = writer.finish();
  const other = new Writer().u32(0xffff_ffff).finish();
  const after = writer.u8(3).bytes(new Uint8Array(5000).fill(7)).finish();
  expect([before, other, after.subarray(0, 4)]).toEqual([
    Uint8Array.of(1, 2),
    Uint8Array.of(255, 255, 255, 255),
    Uint8Array.of(1, 2, 3, 7),
  ]);
});
