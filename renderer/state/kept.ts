/** Small choices that the browser keeps for the next time, where it allows that. */

/** What was kept; null: nothing, or nothing of that shape. */
export function readKept<T>(key: string, isOne: (value: unknown) => value is T): T | null {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    return isOne(value) ? value : null;
  } catch {
    return null;
  }
}

export function writeKept(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Private windows may keep nothing; the choice then holds until the window closes.
  }
}
