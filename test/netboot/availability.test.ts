import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Availability } from '../../core/netboot/availability.ts';

test('fresh addresses come in numeric order, then those that ended longest ago, then nothing', () => {
  const availability = new Availability(100, 6);
  availability.set(101, 500);
  availability.set(102, 300);
  availability.set(103, 900);
  expect([...availability.candidates(600)]).toEqual([100, 104, 105, 102, 101]);
});

test('an address outside the range is neither known nor harmful', () => {
  const availability = new Availability(100, 2);
  availability.set(99, 1);
  availability.set(102, 1);
  expect([[...availability.candidates(0)], availability.has(99), availability.has(101)]).toEqual([
    [100, 101],
    false,
    true,
  ]);
});

test('agrees with a plain sort after any row of changes', () => {
  const change = fc.tuple(fc.nat(39), fc.nat(20));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 200 }), fc.nat(20), (changes, now) => {
      const availability = new Availability(0, 40);
      const model = new Array<number>(40).fill(0);
      for (const [address, freeAt] of changes) {
        availability.set(address, freeAt);
        model[address] = freeAt;
      }
      const expected = model
        .map((freeAt, address) => ({ freeAt, address }))
        .filter(({ freeAt }) => freeAt <= now)
        .sort((a, b) => a.freeAt - b.freeAt || a.address - b.address)
        .map(({ address }) => address);
      expect([...availability.candidates(now)]).toEqual(expected);
    }),
  );
});
