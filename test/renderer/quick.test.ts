/** What keeps a thousand machines quick: answers checked in pieces, and what did not change left as it is. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { checkInPieces } from '../../renderer/state/check-answer.ts';
import { isSame, isSameList, keepSame } from '../../renderer/state/keep-same.ts';

describe('an answer', () => {
  const list = z.array(z.object({ n: z.number() }));

  test('that is a long list is checked in pieces, and is the same in the end', async () => {
    const long = Array.from({ length: 250 }, (_, n) => ({ n, more: 'left out' }));
    expect(await checkInPieces(list, long)).toEqual(long.map(({ n }) => ({ n })));
  });

  test('that is wrong anywhere in a long list is refused', async () => {
    const long = Array.from({ length: 250 }, (_, n) => ({ n: n === 230 ? 'x' : n }));
    await expect(checkInPieces(list, long)).rejects.toThrow(z.ZodError);
    await expect(checkInPieces(list, 'no list')).rejects.toThrow(z.ZodError);
  });

  test('that is no list is checked at once', async () => {
    expect(await checkInPieces(z.object({ a: z.string() }), { a: 'b' })).toEqual({ a: 'b' });
  });
});

describe('a list that was read again', () => {
  const key = ({ mac }: { mac: string }) => mac;
  const before = [
    { mac: 'a', at: [1, { deep: null }] },
    { mac: 'b', at: [2] },
  ];

  test('is the very same where nothing changed', () => {
    expect(keepSame(before, structuredClone(before), key)).toBe(before);
  });

  test('keeps the members that are as they were, wherever they stand now', () => {
    const now = [
      { mac: 'c', at: [] },
      { mac: 'b', at: [3] },
      structuredClone(before[0] ?? { mac: '', at: [] }),
    ];
    const kept = keepSame(before, now, key);
    expect(kept).toEqual(now);
    expect([kept[0] === now[0], kept[1] === now[1], kept[2] === before[0]]).toEqual([true, true, true]);
  });

  test('is not taken for the same when a member is gone, more, or elsewhere', () => {
    expect(keepSame(before, [], key)).toEqual([]);
    expect(keepSame(before, before.toReversed(), key)).not.toBe(before);
    expect(isSameList(['a'], ['a', 'b'])).toBe(false);
    expect(isSame({ a: undefined }, { b: undefined })).toBe(false);
    expect(isSame([], {})).toBe(false);
    expect(isSame({ a: 1 }, { a: 1, b: undefined })).toBe(false);
  });
});
