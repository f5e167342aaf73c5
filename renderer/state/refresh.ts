/** How often a list is read again while it changes all the time: the first change at once, the rest together. */

/**
 * Makes `ask()`, which runs `read` soon: at once when it is quiet; while a reading is under way, or less than `gap`
 * milliseconds after it, once more afterwards. A reading is never broken off for the next, so a slow one arrives.
 */
export function coalesce(read: () => Promise<unknown>, gap: number): () => void {
  let busy = false;
  let again = false;
  const run = async () => {
    busy = true;
    try {
      await read();
    } catch {
      // What could not be read is told by its query.
    }
    setTimeout(() => {
      busy = false;
      if (!again) return;
      again = false;
      void run();
    }, gap);
  };
  return () => {
    if (busy) again = true;
    else void run();
  };
}
