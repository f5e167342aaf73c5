import { expect, test } from 'vitest';
import type { BlockSource } from '../../../core/media/source.ts';
import { patchedMedium } from '../../../core/tree/overlay/patched.ts';

const source: BlockSource = {
  size: 1000,
  read: async () => 0,
  placeNow: (offset) => ({ fd: 7, position: offset, length: 1000 - offset }),
  close: async () => {},
};
const patch = (offset: number, length: number) => ({ offset, bytes: new Uint8Array(length) });

test.each([
  ['before a patch', 50, { fd: 7, position: 50, length: 50 }],
  ['inside of a patch', 105, null],
  ['at the last byte of a patch', 109, null],
  ['between two', 110, { fd: 7, position: 110, length: 390 }],
  ['after the last', 510, { fd: 7, position: 510, length: 490 }],
])('bytes %s', (_, offset, place) => {
  expect(patchedMedium(source, [patch(100, 10), patch(500, 10)]).placeNow(offset)).toEqual(place);
});

test('without patches all are the medium’s own', () => {
  expect(patchedMedium(source).placeNow(0)).toEqual({ fd: 7, position: 0, length: 1000 });
});
