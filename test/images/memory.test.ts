import { expect, it } from 'vitest';
import { readMemory } from '../../core/images/memory.ts';

it.each<[string, string, string, number | null]>([
  ['one module of 16 GiB', '0040', '', 16384],
  ['two of 4 GiB among empty sockets', '0010.0000.0010.', '...', 8192],
  ['64 GiB modules need the extended size', 'ff7f.ff7f', '00000100.00000100', 131072],
  ['a module counted in KiB', '0084', '', 1],
  ['a size that the firmware does not know', 'ffff', '', null],
  ['nothing told', '', '', null],
  ['not hexadecimal', '../..;rm', 'zz', null],
])('%s', (_, sizes, extended, expected) => {
  expect(readMemory(sizes, extended)).toBe(expected);
});
