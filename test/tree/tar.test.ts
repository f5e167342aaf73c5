import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TarMember, writeTar } from '../../core/tree/overlay/tar.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tar-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const bytes = (text: string) => new TextEncoder().encode(text);
const MEMBERS: TarMember[] = [
  { name: 'etc/', mode: 0o755, content: new Uint8Array() },
  { name: 'etc/empty', mode: 0o644, content: new Uint8Array() },
  { name: 'etc/local.d/one.start', mode: 0o755, content: bytes('#!/bin/sh\n'.repeat(100)) },
  { name: 'etc/runlevels/default/local', mode: 0o777, content: { link: '/etc/init.d/local' } },
];

describe('a tar archive', () => {
  // Debian has both; busybox is what Alpine's RAM disk unpacks with.
  it.each([
    ['GNU tar', ['tar', '-x']],
    ['busybox', ['busybox', 'tar', '-x']],
  ])('is unpacked by %s', (_, [command = '', ...args]) => {
    const into = mkdtempSync(join(folder, 'into-'));
    execFileSync(command, [...args, '-C', into], { input: writeTar(MEMBERS) });
    expect(readFileSync(join(into, 'etc/local.d/one.start'), 'utf8')).toBe('#!/bin/sh\n'.repeat(100));
    expect(statSync(join(into, 'etc/local.d/one.start')).mode & 0o777).toBe(0o755);
    expect(statSync(join(into, 'etc/empty')).size).toBe(0);
    expect(readlinkSync(join(into, 'etc/runlevels/default/local'))).toBe('/etc/init.d/local');
  });

  it('has no name that it cannot hold', () => {
    expect(() => writeTar([{ name: 'x'.repeat(101), mode: 0, content: bytes('') }])).toThrow(RangeError);
  });
});
