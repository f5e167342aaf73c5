import { expect, test } from 'vitest';
import { macPattern } from '../../core/netboot/admission.ts';

test.each([
  ['52:54:00:12:34:56', '52:54:00:12:34:56'],
  ['52-54-00-AB-CD-EF', '52:54:00:ab:cd:ef'],
  ['52:54:00', '52:54:00'],
  ['52:54:00:*', '52:54:00'],
  ['', null],
  ['52:54:0', null],
  ['52:54:00:12:34:56:78', null],
  ['everybody', null],
])('the pattern "%s" is %s', (text, pattern) => {
  expect(macPattern(text)).toBe(pattern);
});
