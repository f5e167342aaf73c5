/** Our own set of hostile media: refused in words or read without harm, quickly, and within 64 MiB. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildIso } from '../support/iso.ts';
import { HOSTILE } from './support/hostile.ts';

interface Outcome {
  readonly outcome: string | readonly string[];
  readonly milliseconds: number;
}

let folder = '';
let outcomes: Outcome[] = [];
let grewMiB = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fieldboot-hostile-'));
  const place = (name: string, bytes: Uint8Array) => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  const warm = place('warm.iso', buildIso({ label: 'WARM', joliet: true, files: { 'a/b': 'c' } }));
  const paths = HOSTILE.map(({ make }, index) => place(`${index}.iso`, make()));
  const script = join(import.meta.dirname, 'support/hostile-process.ts');
  // Young garbage that waits to be collected is not what a medium takes, and how much of it waits is chance.
  const flags = ['--expose-gc', '--max-semi-space-size=4'];
  const out = execFileSync(process.execPath, [...flags, script, warm, ...paths], { encoding: 'utf8' });
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Outcome & { grewMiB: number });
  grewMiB = lines.pop()?.grewMiB ?? Number.NaN;
  outcomes = lines;
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('hostile media', () => {
  test.each(HOSTILE.map(({ name, outcome }, index) => ({ name, outcome, index })))(
    '$name',
    ({ outcome, index }) => {
      const found = outcomes[index];
      if (outcome instanceof RegExp) expect(found?.outcome).toMatch(outcome);
      else expect(found?.outcome).toEqual(outcome);
      expect(found?.milliseconds).toBeLessThan(20_000);
    },
  );

  test('one after the other they take no more than 64 MiB', () => {
    console.log(`grew by ${grewMiB} MiB; slowest ${Math.max(...outcomes.map((one) => one.milliseconds))} ms`);
    expect(grewMiB).toBeLessThan(64);
  });
});
