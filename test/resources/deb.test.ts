import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { licenceWord, readArchiveMember } from '../../resources/deb.ts';

const folder = mkdtempSync(join(tmpdir(), 'fieldboot-deb-'));
afterAll(() => rmSync(folder, { recursive: true }));

function archive(...members: [name: string, text: string][]): string {
  const parts = members.map(([name, text]) => {
    const header = `${name.padEnd(16)}${'0'.padEnd(32)}${String(text.length).padEnd(10)}\`\n`;
    return header + text + (text.length % 2 === 1 ? '\n' : '');
  });
  const file = join(folder, 'x.deb');
  writeFileSync(file, `!<arch>\n${parts.join('')}`);
  return file;
}

test('finds a member after one of odd length', () => {
  const file = archive(['debian-binary', '2.0'], ['control.tar.xz/', 'abcd'], ['data.tar.xz', 'payload']);
  const member = readArchiveMember(file, 'data.tar');
  expect(member?.name).toBe('data.tar.xz');
  expect(Buffer.from(member?.bytes ?? []).toString()).toBe('payload');
});

test.each([
  ['a text file', 'hello'],
  ['an empty file', ''],
  ['a header cut short', '!<arch>\ndata.tar.xz'],
  ['a header without a size', `!<arch>\n${'data.tar.xz'.padEnd(60, 'x')}`],
])('finds nothing in %s', (_, text) => {
  const file = join(folder, 'bad.deb');
  writeFileSync(file, text);
  expect(readArchiveMember(file, 'data.tar')).toBeNull();
});

test.each([
  [
    'the licence of all files',
    'Format: x\n\nFiles: debian/*\nLicense: MIT\n\nFiles: *\nLicense: GPL-2+\n',
    'GPL-2+',
  ],
  ['the first one where none is for all', 'Files: a\nLicense: BSD-2-Clause\n text', 'BSD-2-Clause'],
  ['unknown where prose is all there is', 'This package was debianized by hand.', 'unknown'],
])('names %s', (_, text, word) => {
  expect(licenceWord(text)).toBe(word);
});
