import { describe, expect, it } from 'vitest';
import { measured, patienceOf, type RoundTrip } from '../../core/netboot/round-trip.ts';

const seen = (...took: number[]): RoundTrip =>
  took.reduce<RoundTrip | undefined>((before, ms) => measured(before, ms), undefined) as RoundTrip;

describe('the round trip', () => {
  it('begins with the first one seen and half of it (RFC 6298, 2.2)', () => {
    expect(seen(80)).toEqual({ smoothed: 80, deviation: 40 });
    expect(patienceOf(seen(80))).toBe(240);
  });
  it('follows the next ones by an eighth, and their spread by a quarter (2.3)', () => {
    expect(seen(80, 160)).toEqual({ smoothed: 90, deviation: 50 });
  });
  it('of a client that is even comes to what it takes and the grain of the clock', () => {
    expect(patienceOf(seen(...Array<number>(50).fill(300)))).toBe(320);
  });
  it('is never waited for less than a tenth of a second', () => {
    expect(patienceOf(seen(0.2, 0.1, 0.3))).toBe(100);
  });
});
