import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { NfsTransfers } from '../../core/service/nfs-transfers.ts';
import type { Served } from '../../core/tree/mounts.ts';

let told: Served[];
let transfers: NfsTransfers;
const from = { address: '10.77.0.50', door: 'nfs' } as const;
const read = (path: string, offset: number, bytes: number, size = 100) =>
  transfers.note({ from: '10.77.0.50', path, offset, bytes, size });

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  transfers = new NfsTransfers((served) => told.push(served));
});
afterEach(() => vi.useRealTimers());

it('the reads of a file up to its end are one complete transfer', () => {
  read('/a', 0, 60);
  read('/a', 60, 40);
  expect(told).toEqual([{ path: '/a', from, bytes: 100, size: 100, complete: true }]);
});

it('a last piece alone is not the whole file', () => {
  read('/a', 90, 10);
  expect(told).toEqual([{ path: '/a', from, bytes: 10, size: 100, complete: false }]);
});

it('a file that is read on and on is told of every two seconds', () => {
  read('/a', 0, 10);
  read('/a', 10, 10);
  read('/b', 0, 5);
  vi.advanceTimersByTime(1999);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  read('/a', 20, 10);
  vi.advanceTimersByTime(2000);
  expect(told.map(({ path, bytes, complete }) => [path, bytes, complete])).toEqual([
    ['/a', 20, false],
    ['/b', 5, false],
    ['/a', 10, false],
  ]);
});

it('a thousand files at once are not kept account of without end', () => {
  for (let n = 0; n <= 1000; n++) read(`/${n}`, 0, 1);
  expect(told.length).toBe(1001);
});
