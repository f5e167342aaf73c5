/** What installations needed, learned as they end, and what that says of one that runs. */
import { estimateProgress } from '../images/families/index.ts';
import type { Family } from '../images/family.ts';
import type { Usual } from '../progress/diagnosis/case.ts';
import type { BootEvent } from '../progress/events.ts';
import { type Expected, expectedOf, learn, shareDone, timeLeft } from '../progress/learned.ts';
import type { Timeline } from '../progress/timeline.ts';
import type { Store } from '../store/store.ts';
import type { Hub } from './hub.ts';
import type { Machines } from './machines.ts';

/** How far an installation is, and how long it takes yet. */
export interface Forecast {
  /** 0 to 1; null: nothing can be said. */
  readonly progress: number | null;
  /** Seconds; null: this profile was never installed to its end, so nobody knows. */
  readonly secondsLeft: number | null;
}

export class Learning {
  readonly #store: Store;
  readonly #machines: Machines;
  readonly #clock: () => number;
  readonly #expected = new Map<string, Expected | null>();

  constructor(store: Store, hub: Hub, machines: Machines, clock: () => number) {
    this.#store = store;
    this.#machines = machines;
    this.#clock = clock;
    hub.listen({ event: (event) => event.kind === 'finished' && this.#learn(event) });
  }

  /** What a machine with this profile may be expected to need; null: it was never installed to its end. */
  expected(profile: string): Expected | null {
    const known = this.#expected.get(profile);
    if (known !== undefined) return known;
    const learned = this.#store.learned.get(profile);
    const expected = learned === undefined ? null : expectedOf(learned);
    this.#expected.set(profile, expected);
    return expected;
  }

  /** Times that are usual for a profile; null: nothing was learned. */
  usual(profile: string): Usual | null {
    const expected = this.expected(profile);
    return expected && { toAnswers: expected.toAnswers, quiet: expected.quiet };
  }

  /**
   * Share that is done with these figures: by what was learned, and no less than by the family's rough curve, which knows
   * when everything was fetched. On that rests that a finished system is not installed over (`afterReturn`).
   */
  estimate(mac: string, family: Family, served: { files: number; bytes: number }): number | null {
    const expected = this.#expectedOf(mac);
    const startedAt = this.#machines.timeline(mac).run?.startedAt;
    const rough = estimateProgress(family, served);
    if (expected === null || startedAt === undefined) return rough;
    const elapsed = this.#clock() - startedAt;
    return Math.max(shareDone(expected, { bytes: served.bytes, elapsed }), rough ?? 0);
  }

  /** How far a machine is at this moment. */
  forecast(mac: string): Forecast {
    const { state, progress, run, bytes }: Timeline = this.#machines.timeline(mac);
    const expected = this.#expectedOf(mac);
    const underWay = state === 'booting' || state === 'installing';
    if (!underWay || expected === null || run === undefined || run.finishedAt !== null)
      return { progress, secondsLeft: null };
    const elapsed = this.#clock() - run.startedAt;
    const share = Math.max(progress ?? 0, shareDone(expected, { bytes, elapsed }));
    return { progress: share, secondsLeft: Math.round(timeLeft(expected, { share, elapsed }) / 1000) };
  }

  #expectedOf(mac: string): Expected | null {
    const profile = this.#machines.assignment(mac)?.profile;
    return profile === undefined ? null : this.expected(profile);
  }

  #learn({ mac, detail }: BootEvent): void {
    if (mac === null) return;
    const { run, bytes, files } = this.#machines.timeline(mac);
    const profile = String(detail.profile ?? '');
    if (run === undefined || profile === '') return;
    const before = this.#store.learned.get(profile) ?? { profile, runs: [] };
    this.#store.learned.put(learn(before, run, { bytes, files }));
    this.#expected.delete(profile);
  }
}
