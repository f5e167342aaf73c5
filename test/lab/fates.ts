/** What becomes of the frames on a bad cable: pure, and the same again for the same seed. */

export type Fate = 'passed' | 'lost' | 'twice' | 'late';

/** Shares of all frames, 0 to 1 together. */
export interface Harm {
  readonly loss: number;
  readonly duplicate: number;
  readonly late: number;
  /** How late, milliseconds. */
  readonly lateMs: number;
}

/** The fate of one frame after another. */
export function fatesOf({ loss, duplicate, late }: Harm, seed: number): () => Fate {
  const chance = chancesOf(seed);
  return () => {
    const drawn = chance();
    if (drawn < loss) return 'lost';
    if (drawn < loss + duplicate) return 'twice';
    return drawn < loss + duplicate + late ? 'late' : 'passed';
  };
}

/** Numbers from 0 to 1, evenly (xorshift, Marsaglia 2003, 32 bits). */
function chancesOf(seed: number): () => number {
  let state = (seed * 2_654_435_769) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}
