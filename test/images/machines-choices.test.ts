/** Small decisions about machines: whose turn it is, what is confirmed, who a MAC says to be, what it boots. */
import { describe, expect, it } from 'vitest';
import { isConfirmed } from '../../core/images/arming.ts';
import { decideBoot, UNHINDERED } from '../../core/images/assign.ts';
import { type Identity, knownIdentities } from '../../core/images/identity.ts';
import type { Assignment } from '../../core/images/machine.ts';
import { ahead } from '../../core/images/queue.ts';
import { wakePacket } from '../../core/wire/wake.ts';

const ARMED = {
  mac: 'a',
  profile: 'web',
  phase: 'install',
  starts: 0,
  token: 't',
  assignedAt: 1,
} as Assignment;

describe('what a machine boots', () => {
  it.each<[string, Partial<Assignment> | null, Partial<typeof UNHINDERED>, string]>([
    ['held: nothing', {}, { held: true }, 'hold'],
    ['held comes before everything', { phase: 'installed' }, { held: true, skip: true }, 'hold'],
    ['skipped: its disk, assigned or not', null, { skip: true }, 'local'],
    ['not confirmed: it waits', { confirmed: false }, {}, 'confirm'],
    [
      'not confirmed and paused: it waits for the confirmation',
      { confirmed: false },
      { paused: true },
      'confirm',
    ],
    ['paused: it waits', {}, { paused: true }, 'queue'],
    ['not its turn', {}, { ahead: 2 }, 'queue'],
    ['paused does not keep it from its disk', { phase: 'installed' }, { paused: true }, 'local'],
    ['the profile of its own disk', { profile: 'local-disk' }, { paused: true }, 'local'],
    ['the profile of the inventory', { profile: 'inventory', confirmed: false }, {}, 'inventory'],
    ['nothing in its way', {}, {}, 'install'],
  ])('%s', (_, assignment, circumstances, action) => {
    const given = assignment === null ? undefined : { ...ARMED, ...assignment };
    expect(decideBoot(given, { ...UNHINDERED, ...circumstances }).action).toBe(action);
  });
});

describe('the queue', () => {
  const turns = (...macs: string[]) => macs.map((mac, n) => ({ mac, asked: n }));
  it.each<[string, string, string[], string[], number | null, number]>([
    ['no limit', 'a', ['x', 'y'], ['a'], null, 0],
    ['a free place', 'a', ['x'], ['a'], 2, 0],
    ['every place taken', 'a', ['x', 'y'], ['a'], 2, 1],
    ['a free place that another asked for first', 'b', ['x'], ['a', 'b'], 2, 1],
    ['the third of those that wait', 'c', ['x', 'y'], ['a', 'b', 'c'], 2, 3],
    ['it runs already and asks again', 'x', ['x', 'y'], ['a'], 2, 0],
    ['a limit that was lowered', 'a', ['x', 'y', 'z'], ['a'], 1, 3],
  ])('%s', (_, mac, running, waiting, most, expected) => {
    expect(ahead(mac, { running: new Set(running), waiting: turns(...waiting), most })).toBe(expected);
  });
});

describe('what counts as confirmed', () => {
  it.each([
    ['never', 'rule', undefined, true],
    ['once-per-batch', 'technician', undefined, true],
    ['once-per-batch', 'technician', false, false],
    ['once-per-batch', 'default', undefined, false],
    ['once-per-batch', 'default', true, true],
    ['once-per-batch', 'rule', undefined, false],
    ['once-per-batch', 'rule', true, true],
    ['once-per-batch', 'sheet', undefined, false],
    ['per-machine', 'technician', undefined, false],
    ['per-machine', 'technician', true, true],
    ['per-machine', 'default', true, false],
    ['per-machine', 'rule', true, false],
    ['per-machine', 'sheet', true, false],
  ] as const)('%s, chosen by %s, said %s: %s', (policy, by, confirmed, expected) => {
    expect(isConfirmed(policy, { by, erases: true, confirmed })).toBe(expected);
    expect(isConfirmed(policy, { by, erases: false, confirmed })).toBe(true);
  });
});

it('where each machine is confirmed by itself, a word about many is no word about one of them', () => {
  const choice = { by: 'technician', erases: true, confirmed: true } as const;
  expect(isConfirmed('per-machine', { ...choice, machines: 2 })).toBe(false);
  expect(isConfirmed('once-per-batch', { ...choice, machines: 2 })).toBe(true);
});

describe('who a MAC says to be', () => {
  const who = (...all: [string | null, string | null][]) =>
    all.reduce<readonly Identity[]>((known, [serial, uuid]) => knownIdentities(known, { serial, uuid }), []);
  it.each<[string, [string | null, string | null][], number]>([
    [
      'the same machine again',
      [
        ['A1', 'u1'],
        ['A1', 'u1'],
      ],
      1,
    ],
    [
      'its UUID in another byte order',
      [
        ['A1', 'u1'],
        ['A1', '1u'],
      ],
      1,
    ],
    [
      'a UUID first and the serial later',
      [
        [null, 'u1'],
        ['A1', 'u1'],
      ],
      1,
    ],
    [
      'two machines',
      [
        ['A1', 'u1'],
        ['B2', 'u2'],
      ],
      2,
    ],
    [
      'boards without a serial, by their UUID',
      [
        ['Default string', 'u1'],
        ['To be filled by O.E.M.', 'u2'],
      ],
      2,
    ],
    [
      'boards that say nothing',
      [
        ['0', null],
        [null, null],
      ],
      0,
    ],
    ['more than anybody wants to read', Array.from({ length: 9 }, (_, n) => [`S${n + 1}`, null]), 5],
  ])('%s', (_, sightings, count) => {
    expect(who(...sightings)).toHaveLength(count);
  });
});

it('a magic packet is six bytes of ones and the MAC sixteen times', () => {
  const packet = wakePacket('52:54:00:12:34:56');
  expect(packet).toHaveLength(102);
  expect(Buffer.from(packet.subarray(0, 18)).toString('hex')).toBe('ffffffffffff525400123456525400123456');
});
