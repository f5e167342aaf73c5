import { describe, expect, test } from 'vitest';
import {
  decideRescue,
  ignoresSplitOffers,
  type SplitOfferWatch,
  watchDiscover,
} from '../../core/netboot/rescue.ts';

/** DISCOVERs as `seconds since the first: xid, secs`. */
function heard(...discovers: readonly (readonly [number, number, number])[]): SplitOfferWatch | undefined {
  let watch: SplitOfferWatch | undefined;
  for (const [at, xid, secs] of discovers) watch = watchDiscover(watch, { xid, secs }, at * 1000);
  return watch;
}

describe('a machine ignores split offers', () => {
  test.each<[string, SplitOfferWatch | undefined, boolean]>([
    [
      'after two attempts of the HP notebook: one xid, secs 0, 4, 12, 28, and the same again',
      heard([0, 1, 0], [4, 1, 4], [12, 1, 12], [28, 1, 28], [120, 2, 0], [124, 2, 4]),
      true,
    ],
    [
      'as soon as the second attempt has its second DISCOVER',
      heard([0, 1, 0], [4, 1, 4], [40, 2, 0], [44, 2, 4]),
      true,
    ],
    [
      'also when each DISCOVER has an xid of its own',
      heard([0, 1, 0], [4, 2, 4], [40, 3, 0], [44, 4, 4]),
      true,
    ],
    ['not in its first attempt, however long', heard([0, 1, 0], [4, 1, 4], [12, 1, 12], [28, 1, 28]), false],
    ['not when the second attempt has just begun', heard([0, 1, 0], [4, 1, 4], [40, 2, 0]), false],
    [
      'not when it asks once and is gone, again and again',
      heard([0, 1, 0], [100, 2, 0], [200, 3, 0], [300, 4, 0]),
      false,
    ],
    [
      'not when an attempt between was a single question',
      heard([0, 1, 0], [4, 1, 4], [99, 2, 0], [199, 3, 0], [203, 3, 4]),
      false,
    ],
  ])('%s', (_, watch, expected) => {
    expect(watch !== undefined && ignoresSplitOffers(watch)).toBe(expected);
  });
});

describe('what is done about it', () => {
  const stuck = heard([0, 1, 0], [4, 1, 4], [40, 2, 0], [44, 2, 4]);
  const fine = heard([0, 1, 0]);
  test.each([
    ['nothing while all is well', fine, 'auto', false, 'none'],
    ['a question to the technician', stuck, 'ask', false, 'propose'],
    ['a complete lease by policy', stuck, 'auto', false, 'rescue'],
    ['a complete lease when the technician has said so', fine, 'ask', true, 'rescue'],
    ['a complete lease before anything was heard, when he said so', undefined, 'ask', true, 'rescue'],
    ['a word, but no lease, when there is no range for it', stuck, null, true, 'propose'],
  ] as const)('%s', (_, watch, policy, allowed, expected) => {
    expect(decideRescue({ watch, policy, allowed })).toBe(expected);
  });
});
