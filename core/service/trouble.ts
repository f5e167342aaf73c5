/** Trouble with keeping facts, a full disk above all: machines are answered all the same, and the status says it. */
import { asFieldbootError, type Problem } from '../errors.ts';

export class Trouble {
  readonly #changed: () => void;
  #problem: Problem | null = null;

  /** @param changed called when there is another trouble than before. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** What went wrong last; null when the latest attempt went well. */
  get problem(): Problem | null {
    return this.#problem;
  }

  /** Does something that may fail; never throws. */
  survive(work: () => void): void {
    try {
      work();
      this.#problem = null;
    } catch (thrown) {
      const { problem } = asFieldbootError(thrown);
      const news = this.#problem?.code !== problem.code;
      this.#problem = problem;
      if (news) this.#changed();
    }
  }
}
