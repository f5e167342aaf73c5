/** What `verify` and `copy` say at their end, to people and to scripts. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { debianMedium } from '../support/engine.ts';

const CLI = join(import.meta.dirname, '../../core/cli.js');
const folder = mkdtempSync(join(tmpdir(), 'fieldboot-cli-media-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...words: string[]) =>
  spawnSync(process.execPath, [CLI, ...words, '--data', join(folder, 'data'), '--json'], {
    encoding: 'utf8',
  });

it('a check that finds harm and a copy that fails are errors', { timeout: 240_000 }, () => {
  const iso = join(folder, 'debian.iso');
  writeFileSync(iso, debianMedium());
  const { id } = JSON.parse(run('import', iso).stdout) as { id: string };

  writeFileSync(join(folder, 'SHA256SUMS'), `${'0'.repeat(64)}  debian.iso\n`);
  const bad = run('verify', id);
  expect([bad.status, JSON.parse(bad.stderr).code]).toEqual([1, 'MEDIUM_CORRUPT']);

  // Something else lies where the library's folder should be.
  const library = join(folder, 'data/library');
  rmSync(library, { recursive: true, force: true });
  writeFileSync(library, '');
  const failed = run('copy', id);
  expect([failed.status, failed.stdout]).toEqual([1, '']);
  expect(JSON.parse(failed.stderr).sentence).toContain('EEXIST');

  rmSync(library);
  const copied = run('copy', id);
  expect([copied.status, JSON.parse(copied.stdout).path]).toEqual([0, join(library, `${id}.iso`)]);
});
