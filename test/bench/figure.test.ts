import { describe, expect, it } from 'vitest';
import { alternate, compare } from './lib/alternate.ts';
import { judge, median } from './lib/figure.ts';
import { table } from './lib/results.ts';

describe('a figure', () => {
  it('takes the ratio of each round to the best peer, and the median of these', () => {
    const judged = judge({
      what: 'pinned',
      unit: 'MB/s',
      better: 'more',
      // The second round was disturbed on both sides.
      ours: [120, 30, 110],
      peers: [
        { name: 'slow', values: [50, 10, 50] },
        { name: 'fast', values: [100, 25, 100] },
      ],
      aim: { times: 1.2 },
    });
    expect([judged.best, judged.ratio, judged.reached]).toEqual(['fast', 1.2, true]);
    expect(judged.ours).toEqual({ median: 110, least: 30, most: 120 });
  });

  it('has the smallest peer as the best where less is better', () => {
    const base = { what: '', unit: 's', better: 'less' } as const;
    const peers = [
      { name: 'a', values: [4] },
      { name: 'b', values: [2] },
    ];
    expect(judge({ ...base, ours: [3], peers, aim: { times: 1 } })).toMatchObject({
      best: 'b',
      reached: false,
    });
    expect(judge({ ...base, ours: [3], peers: [], aim: { limit: 3 } })).toMatchObject({
      best: null,
      ratio: null,
      reached: true,
    });
    expect(judge({ ...base, ours: [3], peers: [], aim: { times: 1 } }).reached).toBe(null);
  });

  it('has a median of even counts too', () => {
    expect([median([4, 1, 2, 3]), median([5])]).toEqual([2.5, 5]);
  });
});

it('runs contenders in turn, the first of a round changing, and does not count the first time', async () => {
  const order: string[] = [];
  const contender = (name: string) => ({
    name,
    run: async () => {
      order.push(name);
      return { runs: order.length };
    },
  });
  const rounds = await alternate([contender('fieldboot'), contender('peer')], 2);
  expect(order.join(' ')).toBe('fieldboot peer fieldboot peer peer fieldboot');
  expect(compare(rounds, 'runs')).toEqual({ ours: [3, 6], peers: [{ name: 'peer', values: [4, 5] }] });
});

it('the table has a line for each figure, and says what was skipped', () => {
  const figure = judge({
    what: 'pinned',
    unit: 'MB/s',
    better: 'more',
    ours: [150.123],
    peers: [{ name: 'dnsmasq', values: [100] }],
    aim: { times: 2 },
    note: 'why not',
  });
  const kept = { work: 'TFTP', aim: 'twice', figures: [figure], skipped: ['atftpd'], machine: '', date: '' };
  const text = table({ tftp: kept });
  expect(text).toContain(
    '| pinned, MB/s | 150 (150–150) | dnsmasq 100 (100–100) | 1.5 × dnsmasq | ≥ 2 × | **no** |',
  );
  expect(text).toContain('- pinned: why not\n- skipped, not installed: atftpd');
});
