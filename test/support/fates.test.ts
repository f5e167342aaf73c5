/** The lab's bad cable does what it says, and the same again. */
import { expect, test } from 'vitest';
import { fatesOf } from '../lab/fates.ts';

const HARM = { loss: 0.1, duplicate: 0.05, late: 0.2, lateMs: 8 };
const many = (seed: number) => {
  const next = fatesOf(HARM, seed);
  return Array.from({ length: 20_000 }, next);
};

test('loses, doubles and delays as many frames as it is told to', () => {
  const fates = many(1);
  const share = (fate: string) => fates.filter((one) => one === fate).length / fates.length;
  expect(share('lost')).toBeCloseTo(0.1, 1.7);
  expect(share('twice')).toBeCloseTo(0.05, 1.7);
  expect(share('late')).toBeCloseTo(0.2, 1.7);
});

test('does the same for the same seed, and something else for another', () => {
  expect(many(7)).toEqual(many(7));
  expect(many(7)).not.toEqual(many(8));
});
