import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joined, RecordReader, recordMark } from '../../../core/wire/nfs/record.ts';

const LIMITS = { bytes: 1000, fragments: 4 };
const fragment = (bytes: Uint8Array, last: boolean): Uint8Array => {
  const mark = recordMark(bytes.length);
  if (!last) mark[0] = (mark[0] ?? 0) & 0x7f;
  return joined([mark, bytes]);
};
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
const bytes = (value: string): Uint8Array => new Uint8Array(Buffer.from(value));

describe('records of a stream', () => {
  it('come out whole, however the stream is cut', () => {
    const cuts = fc.array(fc.nat(30), { minLength: 1, maxLength: 30 });
    const records = fc.array(fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 3 }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(records, cuts, (wanted, sizes) => {
        const stream = joined(
          wanted.flatMap((parts) => parts.map((part, at) => fragment(part, at === parts.length - 1))),
        );
        const reader = new RecordReader(LIMITS);
        const found: Uint8Array[] = [];
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const size = Math.max(1, sizes[turn % sizes.length] ?? 1);
          found.push(...reader.push(stream.subarray(at, at + size)));
          at += size;
        }
        expect(found.map((one) => [...one])).toEqual(wanted.map((parts) => [...joined(parts)]));
        expect(reader.fault).toBeNull();
      }),
    );
  });

  it('a length above the limit is a fault at once, without waiting for the bytes', () => {
    const reader = new RecordReader(LIMITS);
    expect(reader.push(recordMark(1001))).toEqual([]);
    expect(reader.fault).toBe('a record of over 1000 bytes');
  });

  it('fragments add up against the limit', () => {
    const reader = new RecordReader(LIMITS);
    reader.push(fragment(new Uint8Array(600), false));
    reader.push(fragment(new Uint8Array(600), true));
    expect(reader.fault).toBe('a record of over 1000 bytes');
  });

  it('empty fragments without end are a fault', () => {
    const reader = new RecordReader(LIMITS);
    for (let n = 0; n < 9; n++) reader.push(fragment(new Uint8Array(0), false));
    expect(reader.fault).toBe('a record of over 4 fragments');
  });

  it('after a fault nothing comes out any more', () => {
    const reader = new RecordReader(LIMITS);
    reader.push(recordMark(5000));
    expect(reader.push(fragment(bytes('honest'), true))).toEqual([]);
  });

  it('two records in one piece', () => {
    const reader = new RecordReader(LIMITS);
    const found = reader.push(joined([fragment(bytes('one'), true), fragment(bytes('two'), true)]));
    expect(found.map(text)).toEqual(['one', 'two']);
  });

  it('random bytes never throw', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 }), (chunks) => {
        const reader = new RecordReader(LIMITS);
        for (const chunk of chunks) reader.push(chunk);
      }),
    );
  });
});
