/**
 * Ways of starting one installer: by HTTP into memory, by NFS, … Each says how much memory it needs, and the machine's
 * own figure decides. A machine that has too little for all of them is told so before it tries.
 */
import type { BlockedPlan, Forecast, LinuxPlan } from './boot-plan.ts';

export interface Way {
  /** Short word: `http`, `nfs`. The setting `boot_way` names it. */
  readonly id: string;
  /** How, after "It starts": `by HTTP into memory`. */
  readonly title: string;
  /** Memory the machine must have, MiB. */
  readonly needsMiB: number;
  /** What takes the memory, after "because": `the whole medium lies in memory`. */
  readonly takes: string;
  /** Why it cannot be used now, in one sentence; absent: it can. */
  readonly shut?: string;
}

/** What a machine said, and what the technician insists on; an empty `wanted` leaves the choice to us. */
export interface WayQuestion {
  readonly memoryMiB: number | null;
  readonly wanted?: string | undefined;
}

/**
 * Firmware and integrated graphics keep some of the memory that the sockets hold: a machine of 4 GiB shows its system
 * 3.7 or so. So much less than needed is no reason to refuse.
 */
const KEPT_BY_FIRMWARE = 0.07;

/**
 * The first of the ways, best first, that the machine has memory for; the first that is open when it did not say how
 * much it has. What the technician named is taken as it is. Returns why there is none otherwise.
 */
export function chooseWay<T extends Way>(
  ways: readonly T[],
  { memoryMiB, wanted = '' }: WayQuestion,
): { readonly way: T; readonly forecast: Forecast } | { readonly none: string } {
  const named = ways.find(({ id }) => id === wanted);
  if (named) return taken(named, memoryMiB, 'The profile says so.');
  const open = ways.filter(({ shut }) => shut === undefined);
  const way = open.find(({ needsMiB }) => memoryMiB === null || enough(memoryMiB, needsMiB));
  if (way === undefined) return { none: noneFits(ways, memoryMiB) };
  return taken(way, memoryMiB, because(way, ways, memoryMiB));
}

/** The plan of the way that suits a machine, with its forecast; or the sentence that says why none does. */
export function planBest(
  ways: readonly (Way & { plan(): LinuxPlan })[],
  question: WayQuestion,
): LinuxPlan | BlockedPlan {
  const choice = chooseWay(ways, question);
  if ('none' in choice) return { kind: 'blocked', sentence: choice.none };
  return { ...choice.way.plan(), forecast: choice.forecast };
}

const enough = (has: number, needs: number): boolean => has >= needs * (1 - KEPT_BY_FIRMWARE);

const taken = <T extends Way>(way: T, hasMiB: number | null, because: string) => ({
  way,
  forecast: { way: way.id, title: way.title, needsMiB: way.needsMiB, hasMiB, because },
});

function because(way: Way, ways: readonly Way[], has: number | null): string {
  const passed = ways.slice(0, ways.indexOf(way)).map((other) => whyNot(other, has));
  if (passed.length > 0) return passed.join(' ');
  if (has === null)
    return `The machine did not say how much memory it has; this way needs ${mib(way.needsMiB)}.`;
  return `It needs ${mib(way.needsMiB)}, because ${way.takes}; the machine has ${mib(has)}.`;
}

function noneFits(ways: readonly Way[], has: number | null): string {
  return `No way to start it suits this machine. ${ways.map((way) => whyNot(way, has)).join(' ')}`;
}

function whyNot({ title, shut, needsMiB, takes }: Way, has: number | null): string {
  if (shut !== undefined) return `Not ${title}: ${shut}`;
  return `Not ${title}: that needs ${mib(needsMiB)}, because ${takes}, and the machine has ${mib(has ?? 0)}.`;
}

const mib = (value: number): string => `${Math.round(value)} MiB`;
