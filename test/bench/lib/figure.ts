/** The arithmetic of a figure: medians, ratio by rounds, whether the aim is reached. */

import type { Figure } from './row.ts';

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** A figure as it is kept and shown. */
export interface Judged {
  readonly what: string;
  readonly unit: string;
  readonly ours: Spread;
  readonly peers: readonly (Spread & { readonly name: string })[];
  /** The peer with the best median; null without peers. */
  readonly best: string | null;
  /** Median over the rounds of ours divided by the best peer's; null without peers. */
  readonly ratio: number | null;
  readonly aim: string;
  /** null: there is no aim, or nothing to hold against it. */
  readonly reached: boolean | null;
  readonly note?: string;
}

/** Median of the values; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

export function spread(values: readonly number[]): Spread {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) };
}

/**
 * Rounds are compared one by one and the median of the ratios counts: what disturbed a round disturbed both sides of
 * it, so this is steadier on a busy machine than the ratio of the medians.
 */
export function judge(figure: Figure): Judged {
  const best = bestPeer(figure);
  const ratio = best === undefined ? null : ratioByRounds(figure.ours, best.values);
  return {
    what: figure.what,
    unit: figure.unit,
    ours: spread(figure.ours),
    peers: figure.peers.map(({ name, values }) => ({ name, ...spread(values) })),
    best: best?.name ?? null,
    ratio,
    aim: aimInWords(figure),
    reached: reached(figure, ratio),
    ...(figure.note === undefined ? {} : { note: figure.note }),
  };
}

function bestPeer({ peers, better }: Figure): Figure['peers'][number] | undefined {
  const worth = (values: readonly number[]) => (better === 'more' ? median(values) : -median(values));
  return [...peers].sort((a, b) => worth(b.values) - worth(a.values))[0];
}

function ratioByRounds(ours: readonly number[], theirs: readonly number[]): number {
  return median(ours.flatMap((value, round) => (theirs[round] === undefined ? [] : value / theirs[round])));
}

function reached({ aim, better, ours }: Figure, ratio: number | null): boolean | null {
  if (aim === null) return null;
  const [value, bound] = 'times' in aim ? [ratio, aim.times] : [median(ours), aim.limit];
  if (value === null) return null;
  return better === 'more' ? value >= bound : value <= bound;
}

function aimInWords({ aim, better, unit }: Figure): string {
  if (aim === null) return '';
  const sign = better === 'more' ? '≥' : '≤';
  return 'times' in aim ? `${sign} ${aim.times} ×` : `${sign} ${aim.limit} ${unit}`;
}
