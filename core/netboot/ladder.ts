/**
 * The loader ladder: a machine that fetched a loader and was not heard of again gets the next one at its next try, and
 * what worked on one machine comes first on others like it.
 *
 * Nothing but a machine's requests tells how far it came: it was told a loader, it fetched it whole, it asked for what a
 * running loader asks for.
 */
import type { Firmware } from './client.ts';
import { ladderOf, type Rung } from './loaders.ts';

/** How far a machine came with one loader. */
export interface Attempt {
  readonly rung: Rung;
  readonly reached: 'told' | 'fetched' | 'running';
}

/** What to try, and what it follows. */
export interface Climb {
  readonly attempt: Attempt;
  /** The loader that was fetched and never ran; null: there was none. */
  readonly stuckOn: Rung | null;
}

/**
 * What a machine's firmware is told when it asks. Asking again before the loader was fetched means nothing (firmware
 * repeats itself, and asks DHCP twice); asking again after it has run is a new start with what worked. After the last
 * rung comes the first again.
 * @param order the rungs, best first; not empty.
 */
export function climb(before: Attempt | undefined, order: readonly [Rung, ...Rung[]]): Climb {
  if (before === undefined || !order.includes(before.rung))
    return { attempt: { rung: order[0], reached: 'told' }, stuckOn: null };
  if (before.reached !== 'fetched') return { attempt: { rung: before.rung, reached: 'told' }, stuckOn: null };
  const next = order[(order.indexOf(before.rung) + 1) % order.length] ?? order[0];
  return { attempt: { rung: next, reached: 'told' }, stuckOn: before.rung };
}

/** A loader that ran on a kind of machine. */
export interface Worked {
  /** As the machine's SMBIOS says them; null: it did not. */
  readonly manufacturer: string | null;
  readonly product: string | null;
  readonly firmware: Firmware;
  /** The first three bytes of its MAC, the maker's block: all that a machine tells before it has booted anything. */
  readonly block: string;
  readonly rung: Rung;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What is known of a machine when its firmware asks. */
export type Kind = Pick<Worked, 'manufacturer' | 'product' | 'firmware' | 'block'>;

/**
 * The rungs of a machine, best first. What worked on this maker's model comes first; a machine that is new has not told
 * its model yet, so what worked on every machine whose card is of the same maker's block counts for it.
 * @param first rung that the technician wants tried first; one that the firmware has not is passed over.
 */
export function orderFor(kind: Kind, worked: readonly Worked[], first: Rung | null): readonly Rung[] {
  const ladder = ladderOf(kind.firmware);
  const wanted = [first ?? workedOn(kind, worked)].filter((rung) => rung !== null && ladder.includes(rung));
  return [...new Set([...(wanted as Rung[]), ...ladder])];
}

function workedOn(kind: Kind, worked: readonly Worked[]): Rung | null {
  const same = worked.filter(({ firmware }) => firmware === kind.firmware);
  const known = kind.product !== null;
  const model = same.find((one) => known && isOfModel(one, kind));
  if (model !== undefined || known) return model?.rung ?? null;
  const rungs = new Set(same.filter(({ block }) => block === kind.block).map(({ rung }) => rung));
  return rungs.size === 1 ? ([...rungs][0] ?? null) : null;
}

const isOfModel = (one: Kind, other: Kind): boolean =>
  one.manufacturer === other.manufacturer && one.product === other.product;

/** Most kinds of machines that are remembered; the oldest are forgotten first. */
const MOST = 500;

/** The list with one more kind of machine, newest first; what it says of that kind is replaced. */
export function remember(worked: readonly Worked[], one: Worked): readonly Worked[] {
  const isSame = (other: Worked) =>
    other.firmware === one.firmware && isOfModel(other, one) && other.block === one.block;
  return [one, ...worked.filter((other) => !isSame(other))].slice(0, MOST);
}
