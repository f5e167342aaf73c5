/** Debian's package index: stanzas of fields, and what they depend on. */

/** One package of an index, with its text as Debian wrote it. */
export interface Stanza {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  /** Path in the archive. */
  readonly filename: string;
  readonly text: string;
}

/** The value of a single-line field. */
export function field(text: string, name: string): string | undefined {
  return new RegExp(`^${name}: *(.*)$`, 'm').exec(text)?.[1];
}

/** Every stanza of a `Packages` or `status` file. */
export function parseIndex(index: string): Stanza[] {
  return index.split(/\n\n+/).flatMap((raw) => {
    const text = raw.trim();
    const [name, version] = [field(text, 'Package'), field(text, 'Version')];
    if (!name || !version) return [];
    const architecture = field(text, 'Architecture') ?? '';
    return [{ name, version, architecture, filename: field(text, 'Filename') ?? '', text }];
  });
}

/** Names that a package gives: its own and what it provides. */
export function namesOf({ name, text }: Stanza): string[] {
  return [name, ...alternatives(field(text, 'Provides')).flat()];
}

/** `a (>= 1) | b, c` as [[a, b], [c]]. */
export function alternatives(value: string | undefined): string[][] {
  const groups = (value ?? '').split(',').map((group) =>
    group
      .split('|')
      .map((one) => one.trim().replace(/[ (:[].*$/, ''))
      .filter(Boolean),
  );
  return groups.filter((group) => group.length > 0);
}

/**
 * Leaves out packages that need something which is neither in the list nor in `present`, and then those that needed
 * them: the installer stops at a package whose needs it cannot meet.
 */
export function withMetNeeds(packages: readonly Stanza[], present: ReadonlySet<string>): Stanza[] {
  for (let kept = [...packages]; ; ) {
    const have = new Set([...present, ...kept.flatMap(namesOf)]);
    const met = (one: Stanza) =>
      alternatives(field(one.text, 'Depends')).every((group) => group.some((name) => have.has(name)));
    const next = kept.filter(met);
    if (next.length === kept.length) return kept;
    kept = next;
  }
}
