/** The script that registers a machine, run by a real shell with package managers that only say what they were told. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { renderAnswers } from '../../../core/images/answers.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fieldboot-register-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const SNIPPET = readFileSync(
  new URL('../../../resources/answers/snippets/register.liquid', import.meta.url),
  'utf8',
);

/** What `get salt-minion salt-minion` runs where only these programs are. */
function gets(...programs: string[]): string {
  for (const program of programs) {
    const path = join(folder, program);
    writeFileSync(path, `#!/bin/sh\necho ${program} "$@"\n`);
    chmodSync(path, 0o755);
  }
  const rendered = renderAnswers(SNIPPET, { registration: { kind: 'salt', master: 'salt.lab' } }, 'test');
  const [, get = ''] = /^(get\(\) \{\n[\s\S]*?\n\})$/m.exec(rendered) ?? [];
  const script = `set -e\n${get}\nget salt-minion salt-minion\n`;
  return execFileSync('/bin/sh', ['-c', script], { env: { PATH: folder }, encoding: 'utf8' });
}

test.each([
  [['apt-get'], 'apt-get update -q\napt-get install -y -q salt-minion\n'],
  [['zypper'], 'zypper -n install salt-minion\n'],
  [['dnf'], 'dnf -y install salt-minion\n'],
  [['yum'], 'yum -y install salt-minion\n'],
])('%s fetches what is not there', (programs, told) => {
  expect(gets(...programs)).toBe(told);
});
