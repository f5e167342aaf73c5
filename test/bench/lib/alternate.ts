/** Paired runs: in every round each contender runs once, so that all meet the same machine. */

/** One who does the work; `run` does it once and says what was measured, by name. */
export interface Contender<Measured extends string> {
  readonly name: string;
  run(): Promise<Readonly<Record<Measured, number>>>;
}

/** Values by contender and by what was measured, in the order of the rounds. */
export type Rounds<Measured extends string> = ReadonlyMap<string, Readonly<Record<Measured, number[]>>>;

/**
 * Runs the contenders in turn, `rounds` times, after a first round that does not count (files come into memory,
 * code is compiled; `warm: false` leaves it out). Who comes first changes from round to round.
 */
export async function alternate<Measured extends string>(
  contenders: readonly Contender<Measured>[],
  rounds: number,
  { warm = true } = {},
): Promise<Rounds<Measured>> {
  const values = new Map<string, Record<Measured, number[]>>();
  if (warm) for (const contender of contenders) await contender.run();
  for (let round = 0; round < rounds; round++)
    for (let turn = 0; turn < contenders.length; turn++) {
      const contender = contenders[(round + turn) % contenders.length];
      if (contender !== undefined) note(values, contender.name, await contender.run());
    }
  return values;
}

function note<Measured extends string>(
  values: Map<string, Record<Measured, number[]>>,
  name: string,
  measured: Readonly<Record<Measured, number>>,
): void {
  const kept = values.get(name) ?? ({} as Record<Measured, number[]>);
  for (const what of Object.keys(measured) as Measured[]) {
    const before = kept[what] ?? [];
    kept[what] = [...before, measured[what]];
  }
  values.set(name, kept);
}

/** What a figure wants: our values and the peers', for one thing that was measured. `us` is our contender's name. */
export function compare<Measured extends string>(
  rounds: Rounds<Measured>,
  measured: Measured,
  us = 'fieldboot',
): { ours: number[]; peers: { name: string; values: number[] }[] } {
  const peers = [...rounds].filter(([name]) => name !== us);
  return {
    ours: rounds.get(us)?.[measured] ?? [],
    peers: peers.map(([name, values]) => ({ name, values: values[measured] })),
  };
}
