import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Family } from '../../core/images/family.ts';
import type { Hub } from '../../core/service/hub.ts';
import type { Machines } from '../../core/service/machines.ts';
import { Progress } from '../../core/service/progress.ts';
import { Trouble } from '../../core/service/trouble.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('a full disk does not end the engine when what was served is told later', () => {
  const trouble = new Trouble(() => {});
  let full = false;
  const told: unknown[] = [];
  const emit = ({ detail }: { detail: unknown }) => {
    if (full) throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
    told.push(detail);
  };
  const progress = new Progress({
    hub: { emit, listen: () => () => {} } as unknown as Hub,
    machines: {
      macAt: () => 'm',
      heard: () => {},
      timeline: () => ({ bytes: 0, files: 0 }),
    } as unknown as Machines,
    clock: () => Date.now(),
    survive: (work) => trouble.survive(work),
    familyOf: () => ({ stage: () => 'packages' }) as unknown as Family,
    estimate: () => null,
  });
  const served = () =>
    progress.note({
      path: '/images/d/tree/pool/a.deb',
      from: { address: '10.77.0.5', door: 'http' },
      ...{ bytes: 10, size: 10, complete: true },
    });
  served();
  served();
  full = true;
  vi.advanceTimersByTime(2000);
  expect(trouble.problem).toMatchObject({ code: 'DISK_FULL' });
  full = false;
  served();
  expect(told).toEqual([
    { stage: 'packages', files: 1, bytes: 10 },
    { stage: 'packages', files: 3, bytes: 30 },
  ]);
});
