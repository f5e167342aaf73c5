/** What did not change stays the very same object: what draws it has nothing to do. Pure. */

/** The new list, with the old members where they are equal; the old list where all are. Members are told apart by `key`. */
export function keepSame<T extends object>(
  before: readonly T[] | undefined,
  now: readonly T[],
  key: (one: T) => string,
): readonly T[] {
  if (before === undefined) return now;
  const known = new Map(before.map((one) => [key(one), one]));
  const kept = now.map((one) => {
    const old = known.get(key(one));
    return old !== undefined && isSame(old, one) ? old : one;
  });
  return isSameList(before, kept) ? before : kept;
}

/** Whether two lists hold the very same members in the same order. */
export const isSameList = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a.length === b.length && a.every((one, index) => Object.is(one, b[index]));

/** Whether two values of JSON say the same. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  for (const key of keys) if (!(key in right) || !isSame(left[key], right[key])) return false;
  return true;
}
