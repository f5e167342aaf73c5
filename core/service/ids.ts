/** Short, stable identifiers that can stand in URLs and be typed. */

/** `Web node (rack 4)` -> `web-node-rack-4`; never empty. */
export function slug(text: string): string {
  const words = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 60);
  return words || 'item';
}

/** `base`, or `base-2`, `base-3`, … : the first that is not taken. */
export function unusedId(base: string, taken: (id: string) => boolean): string {
  if (!taken(base)) return base;
  for (let n = 2; ; n++) if (!taken(`${base}-${n}`)) return `${base}-${n}`;
}
