/** What a rendered file has that its template has not, line by line. */

export interface DifferenceLine {
  /** `same` in both, only in the `template`, or only `rendered`. */
  readonly side: 'same' | 'template' | 'rendered';
  readonly text: string;
  /** Line of each file, from 1; null where it has none. */
  readonly templateLine: number | null;
  readonly line: number | null;
}

/** Beyond this many pairs of lines the middle counts as wholly different: it costs time and tells nobody anything. */
const MOST_PAIRS = 4_000_000;

/** The longest common run of lines kept, everything else as taken out and put in. */
export function difference(template: string, rendered: string): DifferenceLine[] {
  const [a, b] = [template.trimEnd().split('\n'), rendered.trimEnd().split('\n')];
  const keep = a.length * b.length > MOST_PAIRS ? null : commonLengths(a, b);
  const lines: DifferenceLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (left !== undefined && left === right)
      lines.push({ side: 'same', text: left, templateLine: ++i, line: ++j });
    else if (left !== undefined && (right === undefined || keeps(keep, i + 1, j) >= keeps(keep, i, j + 1)))
      lines.push({ side: 'template', text: left, templateLine: ++i, line: null });
    else lines.push({ side: 'rendered', text: right ?? '', templateLine: null, line: ++j });
  }
  return lines;
}

type Lengths = readonly Uint16Array[];

/** Length of the longest common subsequence of what is left from each pair of places on. */
function commonLengths(a: readonly string[], b: readonly string[]): Lengths {
  const rows = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      at(rows, i)[j] =
        a[i] === b[j]
          ? keeps(rows, i + 1, j + 1) + 1
          : Math.max(keeps(rows, i + 1, j), keeps(rows, i, j + 1));
  return rows;
}

const at = (rows: Lengths, i: number): Uint16Array => rows[i] ?? new Uint16Array();
const keeps = (rows: Lengths | null, i: number, j: number): number => rows?.[i]?.[j] ?? 0;
