import { describe, expect, it } from 'vitest';
import { afterReturn, decideBoot } from '../../core/images/assign.ts';
import type { Assignment } from '../../core/images/machine.ts';

const ASSIGNMENT = {
  mac: '52:54:00:12:34:56',
  profile: 'web',
  phase: 'install',
  starts: 0,
  token: 't',
  assignedAt: 1,
} as Assignment;
const INSTALLING = { state: 'installing', stage: 'packages', progress: 0.4 } as const;

const FAILED = { ...INSTALLING, state: 'failed', failedBy: 'installer' } as const;
const RUNNING = { state: 'running', stage: 'running', progress: null } as const;

describe('decideBoot', () => {
  it('lets a machine wait that nobody has chosen for', () => {
    expect(decideBoot(undefined)).toEqual({ action: 'wait', reason: 'nobody has chosen a profile for it' });
  });
  it('installs what is assigned', () => {
    expect(decideBoot(ASSIGNMENT)).toMatchObject({ action: 'install', profile: 'web' });
  });
  it('sends an installed machine to its own disk', () => {
    expect(decideBoot({ ...ASSIGNMENT, phase: 'installed' })).toMatchObject({ action: 'local' });
  });
  it('sends a machine to its own disk when the technician says so', () => {
    expect(decideBoot({ ...ASSIGNMENT, phase: 'local' })).toMatchObject({ action: 'local' });
  });
});

describe('a machine that asks for its script again', () => {
  it.each([
    ['while it waits or boots: nothing', { ...INSTALLING, state: 'booting' }, 0, 'install', 0],
    ['while its system runs from the network: it runs again, each time', RUNNING, 9, 'install', 9],
    ['in the middle of its installation: it may install again', INSTALLING, 0, 'install', 1],
    ['for the third time: it asks', INSTALLING, 2, 'unsure', 3],
    ['when everything was written: it asks', { ...INSTALLING, progress: 0.9 }, 0, 'unsure', 1],
    ['after its last steps: it asks', { ...INSTALLING, stage: 'finishing' }, 0, 'unsure', 1],
    ['when its installer failed: it may install again', FAILED, 0, 'install', 1],
    ['when its installer failed for the third time: it asks', FAILED, 2, 'unsure', 3],
    ['when nothing could be started: nothing', { ...FAILED, failedBy: 'plan' }, 2, 'install', 2],
    ['when its loader could not fetch: nothing', { ...FAILED, failedBy: 'loader' }, 2, 'install', 2],
    ['failed in its last steps: it asks', { ...FAILED, stage: 'finishing' }, 0, 'unsure', 1],
  ] as const)('%s', (_, attempt, starts, phase, after) => {
    expect(afterReturn({ ...ASSIGNMENT, starts }, attempt)).toEqual({ ...ASSIGNMENT, phase, starts: after });
  });

  it('leaves the disk of an unsure machine alone', () => {
    expect(decideBoot({ ...ASSIGNMENT, phase: 'unsure' })).toMatchObject({ action: 'ask' });
  });
});
