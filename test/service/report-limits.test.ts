import { expect, it } from 'vitest';
import type { Assignment } from '../../core/images/machine.ts';
import { LATE_HOOKS, ReportLimits } from '../../core/service/report-limits.ts';

const assignment = (more: Partial<Assignment> = {}): Assignment => ({
  mac: '52:54:00:00:00:01',
  profile: 'web',
  phase: 'install',
  starts: 1,
  token: 'one',
  assignedAt: 0,
  ...more,
});

it('counts each kind by itself, and anew with each start and each token', () => {
  const limits = new ReportLimits();
  const disks = (more: Partial<Assignment> = {}) =>
    limits.refuse(assignment(more), 'disks', null, 0) === null;
  const most = Array.from({ length: 25 }, () => disks()).filter(Boolean).length;
  expect(most).toBe(20);
  expect(limits.refuse(assignment(), 'finished', null, 0)).toBeNull();
  expect([disks({ starts: 2 }), disks({ token: 'two' }), disks({ mac: '52:54:00:00:00:02' })]).toEqual([
    true,
    true,
    true,
  ]);
});

it('refuses what comes later than the last hooks do', () => {
  const limits = new ReportLimits();
  const at = (now: number) => limits.refuse(assignment({ phase: 'installed' }), 'stage', 1000, now);
  expect(at(1000 + LATE_HOOKS)).toBeNull();
  expect(at(1001 + LATE_HOOKS)).toContain('has ended');
});
