import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { InstallerLogs } from '../../core/service/installer-logs.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'logs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('keeps the newest five of a machine, for their owner alone, named by what they are', () => {
  let now = Date.UTC(2026, 0, 1);
  const logs = new InstallerLogs(join(folder, 'logs'), () => now);
  const keep = (content: number[]) => {
    now += 1000;
    return logs.keep('52:54:00:00:00:01', Uint8Array.from(content));
  };
  const first = keep([0x1f, 0x8b, 1]);
  expect(first).toMatch(/logs\/52-54-00-00-00-01\/2026-01-01T00-00-01-000Z\.tar\.gz$/);
  expect([...readFileSync(first)]).toEqual([0x1f, 0x8b, 1]);
  expect(statSync(first).mode & 0o777).toBe(0o600);
  for (let n = 0; n < 5; n++) expect(keep([65])).toMatch(/\.txt$/);
  expect(readdirSync(join(folder, 'logs/52-54-00-00-00-01'))).toHaveLength(5);
});
