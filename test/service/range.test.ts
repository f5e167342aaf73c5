import { describe, expect, it } from 'vitest';
import { FieldbootError } from '../../core/errors.ts';
import {
  exhausted,
  rangeSize,
  rangeText,
  readRange,
  readRanges,
  suggestRange,
  suggestRescueRange,
} from '../../core/service/range.ts';
import { parseCidr } from '../../core/wire/address.ts';

function network(text: string) {
  const parsed = parseCidr(text);
  if (parsed === null) throw new Error(text);
  return parsed;
}

describe('the range of addresses', () => {
  it.each([
    ['10.77.0.1/24', '10.77.0.100', '10.77.0.199', 100],
    ['10.77.5.1/16', '10.77.5.100', '10.77.5.199', 100],
    ['192.168.0.1/29', '192.168.0.4', '192.168.0.6', 3],
  ])('that %s would be given is %s to %s', (server, first, last, size) => {
    const range = suggestRange(network(server));
    expect([range, rangeSize([range])]).toEqual([{ first, last }, size]);
  });

  it.each(['10.77.0.9', '10.77.0.9-10.77.0.8', '10.77.1.1-10.77.1.9', '10.77.0.0-10.77.0.9', 'x-y', '1-2-3'])(
    'is not %s',
    (text) => {
      expect(() => readRange(text, network('10.77.0.1/24'))).toThrow(FieldbootError);
    },
  );

  it('is exhausted when every address is in use, and not while nothing is given', () => {
    const ranges = readRanges('10.77.0.100-10.77.0.101, 10.77.0.200-10.77.0.200', network('10.77.0.1/24'));
    expect(rangeSize(ranges)).toBe(3);
    expect(exhausted(ranges, null)).toBeNull();
    expect(exhausted(ranges, { used: 2, size: 3 })).toBeNull();
    expect(exhausted(ranges, { used: 3, size: 3 })?.sentence).toBe(
      'Every address of the range 10.77.0.100-10.77.0.101, 10.77.0.200-10.77.0.200 is taken.',
    );
  });
});

describe('the addresses beside another server', () => {
  it.each([
    ['192.168.1.40/24', [], '192.168.1.246-192.168.1.253'],
    ['192.168.1.250/24', [], '192.168.1.238-192.168.1.245'],
    ['192.168.1.40/24', ['192.168.1.253', '192.168.1.240'], '192.168.1.230-192.168.1.237'],
    ['10.77.5.1/16', [], '10.77.5.246-10.77.5.253'],
    ['192.168.0.1/28', [], '192.168.0.6-192.168.0.13'],
  ])(
    'that %s would have for machines that need both in one, where %j are taken, are %s',
    (server, taken, range) => {
      const suggested = suggestRescueRange(network(server), taken);
      expect(suggested && rangeText(suggested)).toBe(range);
    },
  );

  it('are none where the network is too small', () => {
    expect(suggestRescueRange(network('192.168.0.1/29'), [])).toBeNull();
  });
});
