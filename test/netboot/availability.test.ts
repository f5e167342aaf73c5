import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Availability } from '../../core/netboot/availability.ts';

test('fresh addresses come in numeric order, then those that ended longest ago, then nothing', () => {
  const availability = new Availability([{ first: 100, size: 6 }]);
  availability.set(101, 500);
  availability.set(102, 300);
  availability.set(103, 900);
  expect([...availability.candidates(600)]).toEqual([100, 104, 105, 102, 101]);
});

test('an address outside the range is neither known nor harmful', () => {
  const availability = new Availability([{ first: 100, size: 2 }]);
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
      const availability = new Availability([{ first: 0, size: 40 }]);
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

test('goes through several ranges in their order, and takes what was never used before what is free again', () => {
  const availability = new Availability([
    { first: 300, size: 2 },
    { first: 100, size: 2 },
  ]);
  expect([availability.size, availability.has(301), availability.has(102), availability.has(200)]).toEqual([
    4,
    true,
    false,
    false,
  ]);
  expect([...availability.candidates(1000)]).toEqual([300, 301, 100, 101]);
  availability.set(300, 500);
  availability.set(301, 2000);
  expect([...availability.candidates(1000)]).toEqual([100, 101, 300]);
  expect([availability.freeAt(301), availability.freeAt(200)]).toEqual([2000, Number.POSITIVE_INFINITY]);
});
