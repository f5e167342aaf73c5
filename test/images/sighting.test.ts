import { expect, it } from 'vitest';
import type { Machine } from '../../core/images/machine.ts';
import { afterSighting } from '../../core/images/sighting.ts';

const SEEN = {
  mac: '52:54:00:00:00:01',
  ...{ firstSeen: 5, lastSeen: 5, serial: 'A1', uuid: null, firmware: 'bios', address: '10.77.0.5' },
  identities: [{ serial: 'A1', uuid: null }],
} as unknown as Machine;

it.each<[string, Parameters<typeof afterSighting>[1], Partial<Machine>, boolean]>([
  ['the same again', { serial: 'A1', address: '10.77.0.5' }, {}, false],
  ['nothing of itself', { serial: null, firmware: 'unknown' }, {}, false],
  ['another address', { address: '10.77.0.6' }, { address: '10.77.0.6' }, true],
  [
    'another serial: a dock has moved',
    { serial: 'B2' },
    {
      serial: 'B2',
      identities: [
        { serial: 'A1', uuid: null },
        { serial: 'B2', uuid: null },
      ],
    },
    true,
  ],
])('a machine that says %s', (_, sighting, changed, news) => {
  expect(afterSighting(SEEN, sighting, 9)).toEqual({ after: { ...SEEN, lastSeen: 9, ...changed }, news });
});

it('a machine that is seen for the first time has been since now', () => {
  expect(afterSighting({ ...SEEN, firstSeen: 0 }, {}, 9).after).toMatchObject({ firstSeen: 9, lastSeen: 9 });
});
