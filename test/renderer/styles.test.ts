import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../renderer');

describe('the style sheets', () => {
  test('say start and end, never left and right, so that a language written from the right fits', () => {
    const sides = /^\s*((?:[a-z-]+-)?(?:left|right)\b[a-z-]*:|text-align: (?:left|right))/;
    const found = globSync('**/*.css', { cwd: ROOT }).flatMap((file) =>
      readFileSync(join(ROOT, file), 'utf8')
        .split('\n')
        .filter((line) => sides.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
    expect(found).toEqual([]);
  });
});
