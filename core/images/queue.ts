/** Whose turn it is when only so many may install at a time. Pure. */

export interface Turn {
  readonly mac: string;
  /** When it first asked, milliseconds since 1970. */
  readonly asked: number;
}

/**
 * How many must be done, or come before it, until a machine may begin; 0: it may.
 *
 * @param running machines that are being installed; one that runs already is let through.
 * @param waiting those that have asked and wait, itself among them.
 * @param most at a time; null: as many as there are.
 */
export function ahead(
  mac: string,
  { running, waiting, most }: { running: ReadonlySet<string>; waiting: readonly Turn[]; most: number | null },
): number {
  if (most === null || running.has(mac)) return 0;
  const order = [...waiting].sort((a, b) => a.asked - b.asked || a.mac.localeCompare(b.mac));
  const place = order.findIndex((turn) => turn.mac === mac);
  const before = place < 0 ? order.length : place;
  return Math.max(0, running.size + before - Math.max(most, 1) + 1);
}
