/** Settings that are lists. */

/** Words of a setting that has spaces between. */
export const words = (value: string | undefined): string[] => (value ?? '').split(/\s+/).filter(Boolean);

/** Lines of a setting that has one thing on each; empty ones are left out. */
export const linesOf = (value: string | undefined): string[] =>
  (value ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
