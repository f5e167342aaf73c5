import { describe, expect, it } from 'vitest';
import { XdrReader, XdrWriter, xdrPadding } from '../../core/wire/xdr.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));

describe('writing XDR', () => {
  it.each([
    ['an unsigned integer', (w: XdrWriter) => w.u32(0xdeadbeef), 'deadbeef'],
    ['a hyper above 32 bits', (w: XdrWriter) => w.u64(2 ** 40 + 5), '0000010000000005'],
    ['a boolean', (w: XdrWriter) => w.bool(true).bool(false), '0000000100000000'],
    ['the string of RFC 4506 section 4.11', (w: XdrWriter) => w.string('silly'), '0000000573696c6c79000000'],
    ['a string that needs no filling', (w: XdrWriter) => w.string('four'), '00000004666f7572'],
    ['an empty string', (w: XdrWriter) => w.string(''), '00000000'],
    ['fixed bytes, filled up', (w: XdrWriter) => w.fixed(Uint8Array.of(1)), '01000000'],
  ])('%s', (_name, write, expected) => {
    expect(hex(write(new XdrWriter()).finish())).toBe(expected);
  });

  it('more than the limit is a fault, not a longer result', () => {
    const writer = new XdrWriter(8).u64(1).u32(2);
    expect([writer.fault, writer.finish().length]).toEqual(['more than 8 bytes', 8]);
  });
});

describe('reading XDR', () => {
  it('reads back what was written', () => {
    const writer = new XdrWriter()
      .u32(7)
      .u64(2 ** 41 + 9)
      .bool(true)
      .string('ünï')
      .opaque(bytes('0102'))
      .fixed(bytes('aabbcc'));
    const reader = new XdrReader(writer.finish());
    const values = [
      reader.u32(),
      reader.u64(),
      reader.bool(),
      reader.string(20),
      hex(reader.opaque(8)),
      hex(reader.fixed(3)),
    ];
    expect(values).toEqual([7, 2 ** 41 + 9, true, 'ünï', '0102', 'aabbcc']);
    expect([reader.remaining, reader.fault]).toEqual([0, null]);
  });

  it.each([
    ['a length above what may be', 'ffffffff', '4294967295 bytes where at most 16 may be'],
    ['a length above what is there', '00000008 0102', 'cut short at byte 4: 8 bytes wanted, 2 left'],
    ['missing filling', '00000001 01', 'cut short at byte 5: 3 bytes wanted, 0 left'],
  ])('%s is a fault', (_name, input, fault) => {
    const reader = new XdrReader(bytes(input));
    reader.opaque(16);
    expect(reader.fault).toBe(fault);
  });

  it('after a fault there is nothing left', () => {
    const reader = new XdrReader(bytes('ffffffff 00000001'));
    reader.opaque(4);
    expect([reader.u32(), reader.remaining]).toEqual([0, 0]);
  });

  it('fills up to whole words', () => {
    expect([0, 1, 2, 3, 4, 5].map(xdrPadding)).toEqual([0, 3, 2, 1, 0, 3]);
  });
});
