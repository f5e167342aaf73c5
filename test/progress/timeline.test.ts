import { describe, expect, it } from 'vitest';
import type { BootEvent, EventKind } from '../../core/progress/events.ts';
import { timelineOf } from '../../core/progress/timeline.ts';

type Step = [EventKind, BootEvent['detail']?];

/** Events a second apart, from 1000 on. */
function told(...steps: Step[]): BootEvent[] {
  return steps.map(([kind, detail = {}], n) => ({ id: n + 1, at: (n + 1) * 1000, mac: 'm', kind, detail }));
}

const START: Step[] = [['discovered'], ['offered'], ['acked'], ['loader'], ['waiting']];
const INSTALL: Step[] = [
  ...START,
  ['assigned', { profile: 'p' }],
  ['script', { profile: 'p' }],
  ['kernel', { files: 1, bytes: 12 }],
  ['initrd', { files: 2, bytes: 52 }],
  ['answers', { files: 2, bytes: 52 }],
  ['installing', { stage: 'packages', files: 90, bytes: 7000, progress: 0.4 }],
];

const ASKS: Step[] = [...START, ['script'], ['answers', { asksUntil: 'partitioning' }]];

describe('a timeline', () => {
  it.each<[string, Step[], object]>([
    ['nothing happened', [], { state: 'new', since: 0, progress: null }],
    ['seen, nothing asked for yet', [['discovered'], ['offered']], { state: 'new', since: 1000 }],
    ['it waits for the technician', START, { state: 'waiting', since: 5000, stage: 'waiting' }],
    ['assigned while it waits', [...START, ['assigned']], { state: 'booting' }],
    ['assigned before it asked for a script', [['discovered'], ['assigned']], { state: 'new' }],
    [
      'the installer is at work',
      INSTALL,
      { state: 'installing', stage: 'packages', files: 90, progress: 0.4 },
    ],
    ['finished', [...INSTALL, ['finished']], { state: 'installed', progress: 1, since: 12_000 }],
    ['sent to its disk', [...INSTALL, ['finished'], ['local-boot']], { state: 'local', progress: 1 }],
    [
      'late packets after the end change figures, not the state',
      [...INSTALL, ['finished'], ['installing', { files: 91, bytes: 7100 }]],
      { state: 'installed', files: 91 },
    ],
    [
      'a system runs from the network, without a figure',
      [
        ...START,
        ['assigned'],
        ['script'],
        ['kernel', { progress: 0.3 }],
        ['running', { files: 3, progress: 0.9 }],
      ],
      { state: 'running', stage: 'running', files: 3, progress: null },
    ],
    [
      'what a running system fetches later does not make it an installation',
      [...START, ['script'], ['running'], ['answers', { purpose: 'run' }], ['reported', { stage: 'up' }]],
      { state: 'running', stage: 'up' },
    ],
    [
      'it starts again, and is sent to its disk',
      [...START, ['script'], ['running'], ['script'], ['running'], ['local-boot'], ['running']],
      { state: 'local' },
    ],
    ['it failed', [...INSTALL, ['failed', { reason: 'no disk' }]], { state: 'failed', problem: 'no disk' }],
    [
      'installing again starts the figures at nothing',
      [...INSTALL, ['finished'], ['assigned'], ['script']],
      { state: 'booting', progress: 0, files: 0, bytes: 0 },
    ],
    [
      'its installer asks which disk to erase',
      [...INSTALL, ['reported', { stage: 'choose-disk' }]],
      { state: 'installing', stage: 'choose-disk', problem: expect.stringContaining('which one to erase') },
    ],
    [
      'and goes on when it was told',
      [...INSTALL, ['reported', { stage: 'choose-disk' }], ['reported', { stage: 'finishing' }]],
      { state: 'installing', stage: 'finishing', problem: null },
    ],
    [
      'its answers hold no password: it asks for one, as long as nothing shows that it was told',
      [...ASKS, ['installing', { stage: 'installer' }]],
      { state: 'installing', problem: expect.stringContaining('no password') },
    ],
    [
      'and goes on when it was told one',
      [...ASKS, ['installing', { stage: 'installer' }], ['reported', { stage: 'partitioning' }]],
      { state: 'installing', stage: 'partitioning', problem: null },
    ],
    [
      'and does not ask again while packages come',
      [...ASKS, ['reported', { stage: 'partitioning' }], ['installing', { stage: 'packages' }]],
      { state: 'installing', stage: 'packages', problem: null },
    ],
    [
      'its installer says that it failed',
      [...INSTALL, ['failed', { reason: 'no disk', by: 'installer' }]],
      { state: 'failed', failedBy: 'installer' },
    ],
    ['nothing could be started', [...START, ['failed', { reason: 'no medium' }]], { failedBy: 'plan' }],
    [
      'a report of failure after the end is not one',
      [...INSTALL, ['finished'], ['failed', { reason: 'late' }]],
      { state: 'installed', problem: null },
    ],
    [
      'it goes on after it was taken for failed',
      [...INSTALL, ['failed', { reason: 'x' }], ['installing', { stage: 'packages', files: 91 }]],
      { state: 'installing', problem: null },
    ],
    ['taken back', [...START, ['assigned'], ['unassigned']], { state: 'waiting' }],
    [
      'figures never go back',
      [...INSTALL, ['installing', { stage: 'packages', files: 80, bytes: 1, progress: 0.1 }]],
      { files: 90, bytes: 7000, progress: 0.4 },
    ],
  ])('%s', (_, steps, expected) => {
    expect(timelineOf(told(...steps))).toMatchObject(expected);
  });

  it('keeps the moment a state began while more of the same happens', () => {
    const timeline = timelineOf(told(...START, ['waiting'], ['offered']));
    expect(timeline).toMatchObject({ state: 'waiting', since: 5000 });
  });
});
