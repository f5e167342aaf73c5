import { expect, test } from 'vitest';
import { hoursOf, loadOf } from '../../renderer/state/budget.ts';
import { partsOf } from '../../renderer/state/report.ts';
import { fakeMachine } from '../support/fake-scenarios.ts';

const profile = (id: string, purpose: 'install' | 'run' = 'install') => ({ id, purpose });

test('what there is to do is the profile that most machines still wait for', () => {
  const machines = [
    fakeMachine('a', 0, { profile: 'web', state: 'installed' }),
    fakeMachine('b', 0, { profile: 'web', state: 'installed' }),
    fakeMachine('c', 0, { profile: 'db', state: 'waiting' }),
    fakeMachine('d', 0, { profile: 'live', state: 'waiting' }),
  ];
  const profiles = [profile('web'), profile('db'), profile('live', 'run')];
  expect(loadOf(machines, profiles)).toEqual({ profile: 'db', machines: 1 });
  expect(loadOf(machines.slice(0, 2), profiles)).toEqual({ profile: 'web', machines: 2 });
  expect(loadOf([], [profile('live', 'run')])).toEqual({ profile: '', machines: 1 });
});

test('a time is told to the minute, and is never nothing', () => {
  expect([0, 61_000, 3_900_000, 7_199_000].map(hoursOf)).toEqual([
    { hours: 0, minutes: 1 },
    { hours: 0, minutes: 1 },
    { hours: 1, minutes: 5 },
    { hours: 2, minutes: 0 },
  ]);
});

test('a page of the engine is parted into its style and the rest', () => {
  expect(partsOf('<html><head><style>b{c:d}</style></head><body>x</body></html>')).toEqual({
    style: 'b{c:d}',
    rest: '<html><head></head><body>x</body></html>',
  });
});
