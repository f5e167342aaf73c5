import { expect, it } from 'vitest';
import { RequestRate } from '../../core/servers/request-rate.ts';

it('allows so many requests in a second, for each address and for all', () => {
  const rate = new RequestRate({ perClient: 2, total: 3 });
  const allowed = (address: string, now: number) => rate.allows(address, now);
  expect([allowed('a', 0), allowed('a', 1), allowed('a', 2)]).toEqual([true, true, false]);
  expect([allowed('b', 3), allowed('c', 4)]).toEqual([true, false]);
  expect([allowed('a', 999), allowed('a', 1000), allowed('c', 1001)]).toEqual([false, true, true]);
});
