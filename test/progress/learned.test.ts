import { describe, expect, it } from 'vitest';
import type { BootEvent, EventKind } from '../../core/progress/events.ts';
import { expectedOf, type Learned, learn, shareDone, timeLeft } from '../../core/progress/learned.ts';
import { advanceRun, type Run } from '../../core/progress/run.ts';
import { rateOf, type Speed, served } from '../../core/progress/speed.ts';

const event = (at: number, kind: EventKind, detail: BootEvent['detail'] = {}): BootEvent => ({
  id: at,
  at,
  mac: 'm',
  kind,
  detail,
});

function runOf(events: readonly BootEvent[]): Run | null {
  let run: Run | null = null;
  for (const one of events) run = advanceRun(run, one);
  return run;
}

/** A run of 100 s that ends with 40 s in which nothing is fetched; `pace` stretches it. */
const story = (pace = 1): BootEvent[] => [
  event(0, 'assigned'),
  event(1000, 'script'),
  event(1000 + 2000 * pace, 'kernel', { bytes: 10 }),
  event(1000 + 4000 * pace, 'initrd', { bytes: 50 }),
  event(1000 + 20_000 * pace, 'answers', { bytes: 50 }),
  event(1000 + 30_000 * pace, 'installing', { bytes: 100 }),
  event(1000 + 60_000 * pace, 'installing', { bytes: 200 }),
  event(1000 + 100_000 * pace, 'finished'),
];

const NOTHING: Learned = { profile: 'web', runs: [] };
const learnt = (...paces: number[]): Learned =>
  paces.reduce((known, pace) => {
    const run = runOf(story(pace));
    return run === null ? known : learn(known, run, { bytes: 200, files: 9 });
  }, NOTHING);

describe('a run', () => {
  it('has its beginning, its silences and its bytes over time', () => {
    expect(runOf(story())).toEqual({
      startedAt: 1000,
      lastAt: 101_000,
      loadedAt: 5000,
      toAnswers: 16_000,
      quiet: 40_000,
      samples: [
        { after: 2000, bytes: 10 },
        { after: 4000, bytes: 50 },
        { after: 30_000, bytes: 100 },
        { after: 60_000, bytes: 200 },
      ],
      finishedAt: 101_000,
    });
  });

  it('keeps its shape in few samples however long it is', () => {
    const many = Array.from({ length: 5000 }, (_, n) =>
      event(2000 + n * 1000, 'installing', { bytes: n + 1 }),
    );
    const run = runOf([event(1000, 'script'), ...many]);
    expect(run?.samples.length).toBeLessThanOrEqual(48);
    expect(run?.samples.at(-1)).toEqual({ after: 5_000_000, bytes: 5000 });
  });

  it('begins anew with a new script, and what comes after its end changes nothing', () => {
    const late = runOf([...story(), event(500_000, 'installing', { bytes: 999 })]);
    expect(late?.quiet).toBe(40_000);
    expect(runOf([...story(), event(900_000, 'script')])?.startedAt).toBe(900_000);
  });
});

describe('what was learned', () => {
  it('is nothing the first time', () => {
    expect(expectedOf(NOTHING)).toBeNull();
  });

  it('is the middle of the last runs, and the longest of their silences', () => {
    expect(expectedOf(learnt(1, 3, 2))).toMatchObject({
      from: 3,
      took: 200_000,
      quiet: 120_000,
      toAnswers: 48_000,
      bytes: 200,
      files: 9,
    });
  });

  it('keeps five runs', () => {
    expect(learnt(1, 1, 1, 1, 1, 9, 9).runs.map(({ took }) => took / 100_000)).toEqual([1, 1, 1, 9, 9]);
  });

  it('learns nothing of a run that did not end', () => {
    const run = runOf(story().slice(0, -1));
    expect(run && learn(NOTHING, run, { bytes: 1, files: 1 })).toEqual(NOTHING);
  });

  it.each([
    ['nothing served', 0, 0, 0],
    ['half of the packages', 100, 30_000, 0.3],
    ['a slower machine stands where its bytes are', 100, 55_000, 0.55],
    ['and not past the next sample', 100, 500_000, 0.6],
    ['a faster one too', 200, 20_000, 0.6],
    ['while nothing is fetched, time moves it on', 200, 80_000, 0.8],
    ['to the brink of the end, and no further', 200, 900_000, 0.98],
  ])('%s', (_, bytes, elapsed, share) => {
    const expected = expectedOf(learnt(1));
    expect(expected && shareDone(expected, { bytes, elapsed })).toBe(share);
  });

  it('leaves the time of a slower machine longer, the more so the further it is', () => {
    const expected = expectedOf(learnt(1));
    expect(expected && timeLeft(expected, { share: 0.5, elapsed: 50_000 })).toBe(50_000);
    expect(expected && timeLeft(expected, { share: 0.5, elapsed: 150_000 })).toBe(100_000);
    expect(expected && timeLeft(expected, { share: 0, elapsed: 0 })).toBe(100_000);
  });
});

describe('a speed', () => {
  it('is that of steady transfers, and fades when they end', () => {
    let speed: Speed | undefined;
    for (let at = 0; at <= 60_000; at += 100) speed = served(speed, 1000, at);
    const rate = rateOf(speed, 60_000);
    expect(rate).toBeGreaterThan(9_800);
    expect(rate).toBeLessThan(10_200);
    expect(rateOf(speed, 65_000)).toBe(Math.round(rate / 2));
    expect(rateOf(undefined, 0)).toBe(0);
  });
});
