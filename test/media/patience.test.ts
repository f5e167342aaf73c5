import { expect, it } from 'vitest';
import { Patience } from '../../core/media/patience.ts';

const silent = () => new Error('silent');
const never = () => new Promise<never>(() => {});

it('a few calls are out at a time, and the next goes when one is back', async () => {
  const patience = new Patience({ most: 2 });
  let [out, most] = [0, 0];
  const call = async () => {
    out += 1;
    most = Math.max(most, out);
    await new Promise(setImmediate);
    out -= 1;
    return 'back';
  };
  const all = await Promise.all(Array.from({ length: 9 }, () => patience.run(call, silent)));
  expect([all, most]).toEqual([Array(9).fill('back'), 2]);
});

it('while calls bring nothing, nobody else makes one: neither who waits nor who comes later', async () => {
  const patience = new Patience({ most: 2, patienceMs: 20 });
  let made = 0;
  const call = () => {
    made += 1;
    return never();
  };
  for (let n = 0; n < 2; n += 1) void patience.run(call, silent);
  await expect(patience.run(call, silent)).rejects.toThrow('silent');
  await expect(patience.run(call, silent)).rejects.toThrow('silent');
  expect(made).toBe(2);
});

it('a call that fails makes room like one that succeeds', async () => {
  const patience = new Patience({ most: 1 });
  await expect(patience.run(() => Promise.reject(new Error('no')), silent)).rejects.toThrow('no');
  expect(await patience.run(async () => 'back', silent)).toBe('back');
});
