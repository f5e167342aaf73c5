import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNetascii } from '../../core/wire/netascii.ts';
import { decodeTftp, encodeTftp, type TftpPacket, writeDataHeader } from '../../core/wire/tftp.ts';

const bytes = (text: string): Uint8Array =>
  Uint8Array.from([...text].map((character) => character.charCodeAt(0)));

describe('a TFTP packet is read', () => {
  const rows: [string, string, unknown][] = [
    [
      'the size probe of EDK2',
      '\0\x01loaders/snponly.efi\0octet\0tsize\x000\0blksize\x001468\0windowsize\x004\0',
      {
        kind: 'read',
        name: 'loaders/snponly.efi',
        mode: 'octet',
        options: [
          { name: 'tsize', value: '0' },
          { name: 'blksize', value: '1468' },
          { name: 'windowsize', value: '4' },
        ],
      },
    ],
    [
      'a plain request of RFC 1350, with the mode in capitals',
      '\0\x01a\0OCTET\0',
      { kind: 'read', name: 'a', mode: 'octet', options: [] },
    ],
    ['a write request', '\0\x02a\0octet\0', { kind: 'write', name: 'a', mode: 'octet', options: [] }],
    [
      'a repeated option keeps its first value, one without a value is left out',
      '\0\x01a\0octet\0blksize\x00512\0BLKSIZE\x001024\0tsize\0',
      { kind: 'read', name: 'a', mode: 'octet', options: [{ name: 'blksize', value: '512' }] },
    ],
    ['a request without a mode', '\0\x01name\0', { kind: 'malformed', reason: 'a request without a mode' }],
    [
      'a request without zeros',
      '\0\x01nameoctet',
      { kind: 'malformed', reason: 'a request without a file name' },
    ],
    [
      'a request for nothing',
      '\0\x01\0octet\0',
      { kind: 'malformed', reason: 'a request without a file name' },
    ],
    ['an ACK of block 65535', '\0\x04\xff\xff', { kind: 'ack', block: 65535 }],
    ['an ACK with bytes after it', '\0\x04\0\x07junk', { kind: 'ack', block: 7 }],
    ['an empty last block', '\0\x03\0\x02', { kind: 'data', block: 2, bytes: new Uint8Array(0) }],
    ['an error', '\0\x05\0\x08User aborted\0', { kind: 'error', code: 8, message: 'User aborted' }],
    ['an error whose text is not ended', '\0\x05\0\0stop', { kind: 'error', code: 0, message: 'stop' }],
    ['an error without text', '\0\x05\0\0', { kind: 'error', code: 0, message: '' }],
    ['an OACK', '\0\x06tsize\x0012\0', { kind: 'oack', options: [{ name: 'tsize', value: '12' }] }],
    ['an unknown opcode', '\0\x09abc', { kind: 'malformed', reason: 'unknown opcode 9' }],
    ['three bytes', '\0\x04\0', { kind: 'malformed', reason: 'only 3 bytes' }],
    ['nothing', '', { kind: 'malformed', reason: 'only 0 bytes' }],
  ];
  it.each(rows)('%s', (_name, wire, expected) => {
    expect(decodeTftp(bytes(wire))).toEqual(expected);
  });

  it('looks at no more than 16 options', () => {
    const many = Array.from({ length: 40 }, (_, at) => `o${at}\0v\0`).join('');
    const packet = decodeTftp(bytes(`\0\x01a\0octet\0${many}`));
    expect(packet.kind === 'read' && packet.options.length).toBe(16);
  });

  it('at an offset of a bigger buffer', () => {
    const big = bytes('....\0\x04\0\x09');
    expect(decodeTftp(big.subarray(4))).toEqual({ kind: 'ack', block: 9 });
  });
});

it('an OACK is written with its options in the order given', () => {
  const options = [
    { name: 'tsize', value: '35' },
    { name: 'blksize', value: '1428' },
  ];
  expect(encodeTftp({ kind: 'oack', options })).toEqual(bytes('\0\x06tsize\x0035\0blksize\x001428\0'));
});

it('a data header wraps to 16 bits', () => {
  const block = new Uint8Array(4);
  writeDataHeader(block, 65536 + 3);
  expect(block).toEqual(bytes('\0\x03\0\x03'));
});

const word = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((text) => !text.includes('\0'));
const options = fc.uniqueArray(fc.record({ name: word, value: word }), {
  maxLength: 16,
  selector: (option) => option.name.toLowerCase(),
});
const block = fc.nat(65535);
const packets: fc.Arbitrary<TftpPacket> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('read' as const, 'write' as const),
    name: word,
    mode: fc.constantFrom('octet', 'netascii'),
    options,
  }),
  fc.record({ kind: fc.constant('data' as const), block, bytes: fc.uint8Array({ maxLength: 600 }) }),
  fc.record({ kind: fc.constant('ack' as const), block }),
  fc.record({ kind: fc.constant('error' as const), code: block, message: word }),
  fc.record({ kind: fc.constant('oack' as const), options: options.filter((list) => list.length > 0) }),
);

it('every packet that is written is read back the same', () => {
  fc.assert(
    fc.property(packets, (packet) => {
      expect(decodeTftp(encodeTftp(packet))).toEqual(packet);
    }),
  );
});

it('hostile bytes are a packet or malformed, and never throw', () => {
  const hostile = fc
    .tuple(fc.nat(7), fc.uint8Array({ maxLength: 1600 }))
    .map(([opcode, rest]) => Uint8Array.of(0, opcode, ...rest));
  fc.assert(
    fc.property(hostile, (datagram) => {
      const packet = decodeTftp(datagram);
      if (packet.kind !== 'malformed') encodeTftp(packet);
    }),
    { numRuns: 500 },
  );
});

describe('netascii', () => {
  it.each([
    ['a UNIX line end becomes CR LF', 'a\nb\n', 'a\r\nb\r\n'],
    ['a DOS line end stays one', 'a\r\nb', 'a\r\nb'],
    ['a bare CR is followed by NUL', 'a\rb\r', 'a\r\0b\r\0'],
    ['empty lines', '\n\n', '\r\n\r\n'],
    ['nothing', '', ''],
  ])('%s', (_name, text, expected) => {
    expect(toNetascii(bytes(text))).toEqual(bytes(expected));
  });
});
