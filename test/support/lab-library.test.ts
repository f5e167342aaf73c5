/** The parts of the lab that can be wrong without any machine running. */

import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { parseIndex, withMetNeeds } from '../lab/iso/stanza.ts';
import { timings, timingTable } from '../lab/report.ts';
import { ppmToPng } from '../lab/screen.ts';

test('a screen dump becomes a PNG with the same pixels', () => {
  const pixels = Buffer.from([255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9]);
  const png = ppmToPng(Buffer.concat([Buffer.from('P6\n2 2\n255\n'), pixels]));
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2, 2]);
  const data = png.indexOf('IDAT');
  const rows = inflateSync(png.subarray(data + 4, data + 4 + png.readUInt32BE(data - 4)));
  expect([...rows]).toEqual([0, 255, 0, 0, 0, 255, 0, 0, 0, 0, 255, 9, 9, 9]);
});

test('something else than a screen dump is refused', () => {
  expect(() => ppmToPng(Buffer.from('GIF89a'))).toThrow('not a PPM');
});

const stanza = (name: string, more = '') => `Package: ${name}\nVersion: 1\nArchitecture: amd64\n${more}`;

test('packages whose needs are not met go, and those that needed them; what is present or provided counts', () => {
  const index = [
    stanza('a', 'Depends: b (>= 2), present | absent'),
    stanza('b', 'Depends: virtual'),
    stanza('c', 'Provides: virtual'),
    stanza('d', 'Depends: missing'),
    stanza('e', 'Depends: d'),
  ].join('\n\n');
  const kept = withMetNeeds(parseIndex(index), new Set(['present']));
  expect(kept.map((one) => one.name)).toEqual(['a', 'b', 'c']);
});

test('the table has a column for each step that somebody reached, with its first time', () => {
  const event = (id: number, kind: 'acked' | 'waiting', at: number) => ({
    id,
    at,
    mac: null,
    kind,
    detail: {},
  });
  const rows = new Map([
    ['one', timings([event(1, 'acked', 3000), event(2, 'waiting', 9000), event(3, 'acked', 9900)], 1000)],
  ]);
  expect(timingTable(rows.set('two', new Map([['acked', 12]])), ['acked', 'loader', 'waiting'])).toBe(
    ['seconds  acked  waiting', 'one      2      8      ', 'two      12     -      '].join('\n'),
  );
});
