import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeCpio } from '../../../core/tree/overlay/cpio.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const file = (name: string, content = '', mode = 0o644) => ({ name, mode, content: bytes(content) });

describe('writeCpio', () => {
  it('writes a header, the name, the content and a trailer, each on a multiple of four', () => {
    const text = new TextDecoder().decode(writeCpio([file('a', 'hello', 0o755)]));
    const header = (inode: string, mode: string, links: string, size: string, name: string) =>
      `070701${inode}${mode}${'0'.repeat(16)}${links}${'0'.repeat(8)}${size}${'0'.repeat(32)}${name}${'0'.repeat(8)}`;
    expect(text).toBe(
      `${header('00000001', '000081ed', '00000001', '00000005', '00000002')}a\0hello\0\0\0` +
        `${header('00000002', '00000000', '00000001', '00000000', '0000000b')}TRAILER!!!\0\0\0\0`,
    );
  });

  it('is the same for the same members', () => {
    expect(writeCpio([file('a', 'b')])).toEqual(writeCpio([file('a', 'b')]));
  });

  it.each(['', '/etc/passwd', 'a\0b', '/'])('refuses the name %j', (name) => {
    expect(() => writeCpio([file(name)])).toThrow(RangeError);
  });

  it.runIf(existsSync('/usr/bin/cpio'))('is unpacked by cpio, folders and modes included', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cpio-'));
    const archive = writeCpio([
      { name: 'new/', mode: 0o750, content: new Uint8Array() },
      file('new/run', '#!/bin/sh\n', 0o755),
      file('new/empty'),
      file('top', 'x'.repeat(4097), 0o600),
    ]);
    execFileSync('cpio', ['-i', '--quiet'], { cwd: folder, input: archive });
    const seen = ['new', 'new/run', 'new/empty', 'top'].map((name) => {
      const stat = statSync(join(folder, name));
      return [name, (stat.mode & 0o777).toString(8), stat.isFile() ? stat.size : 'folder', stat.mtimeMs];
    });
    expect(readFileSync(join(folder, 'new/run'), 'utf8')).toBe('#!/bin/sh\n');
    rmSync(folder, { recursive: true });
    expect(seen.map(([name, mode, size]) => [name, mode, size])).toEqual([
      ['new', '750', 'folder'],
      ['new/run', '755', 10],
      ['new/empty', '644', 0],
      ['top', '600', 4097],
    ]);
  });
});
