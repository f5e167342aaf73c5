import { describe, expect, it } from 'vitest';
import { tftpPath } from '../../core/servers/tftp-path.ts';

describe('a path asked by TFTP', () => {
  it.each([
    ['no leading slash', 'loaders/undionly.kpxe', '/loaders/undionly.kpxe'],
    ['one leading slash', '/loaders/undionly.kpxe', '/loaders/undionly.kpxe'],
    ['two leading slashes (EDK2 with some servers)', '//loaders//x', '/loaders/x'],
    ['backslashes (Windows boot manager)', '\\Boot\\BCD', '/Boot/BCD'],
    ['the byte 255 of an unended option 67', 'pxelinux.0\uFFFD', '/pxelinux.0'],
    ['dots that stay', './a/./b.', '/a/b.'],
    ['the root', '', '/'],
    ['a climb', '../etc/passwd', null],
    ['a climb with backslashes', 'a\\..\\..\\etc', null],
    ['a climb that would stay inside', '/a/../b', null],
    ['a name with a line end', '/a\nb', null],
    ['three dots are a name', '/.../x', '/.../x'],
  ])('%s', (_name, asked, expected) => {
    expect(tftpPath(asked)).toBe(expected);
  });
});
