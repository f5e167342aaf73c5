/** Names in rack order, written as short as a technician would: `node-{07..40}`. Pure. */

/** Names that count up become a range in braces; what does not stays as it is. */
export function shortNames(names: readonly string[]): string {
  const runs: string[][] = [];
  for (const name of names) {
    const run = runs.at(-1);
    if (run !== undefined && follows(run.at(-1) ?? '', name)) run.push(name);
    else runs.push([name]);
  }
  return runs.flatMap((run) => (run.length < 3 ? run : [rangeOf(run)])).join(', ');
}

/** The last number of a name and what stands around it. */
const split = (name: string) => /^(.*?)(\d+)(\D*)$/.exec(name);

/** The next name is the same with the number one higher, written as wide. */
function follows(name: string, next: string): boolean {
  const [, before = '', digits = '', after = ''] = split(name) ?? [];
  if (digits === '') return false;
  return next === `${before}${String(Number(digits) + 1).padStart(digits.length, '0')}${after}`;
}

function rangeOf(run: readonly string[]): string {
  const [, before = '', first = '', after = ''] = split(run[0] ?? '') ?? [];
  const [, , last = ''] = split(run.at(-1) ?? '') ?? [];
  return `${before}{${first}..${last}}${after}`;
}
