import { describe, expect, test } from 'vitest';
import type { OptionCodec } from '../../../core/wire/dhcp/option.ts';
import { CLIENT_ARCH } from '../../../core/wire/dhcp/options/client-arch.ts';
import { CLIENT_ID } from '../../../core/wire/dhcp/options/client-id.ts';
import { CLIENT_UUID } from '../../../core/wire/dhcp/options/client-uuid.ts';
import { IPXE, ipxeFeatures, ipxeVersion } from '../../../core/wire/dhcp/options/ipxe.ts';
import { MAX_MESSAGE_SIZE } from '../../../core/wire/dhcp/options/max-message-size.ts';
import { MESSAGE_TYPE } from '../../../core/wire/dhcp/options/message-type.ts';
import { PARAMETER_LIST } from '../../../core/wire/dhcp/options/parameter-list.ts';
import * as plain from '../../../core/wire/dhcp/options/plain.ts';
import { bootItemOf, bootItemTag, PXE_VENDOR } from '../../../core/wire/dhcp/options/pxe-vendor.ts';
import { RELAY_AGENT } from '../../../core/wire/dhcp/options/relay-agent.ts';
import { USER_CLASS } from '../../../core/wire/dhcp/options/user-class.ts';

const text = (value: string): number[] => [...new TextEncoder().encode(value)];

interface Row {
  readonly what: string;
  readonly data: readonly number[];
  readonly value: unknown;
  readonly says: string;
}

/** Every good row is read, written back to the same bytes, and described. */
function option<T>(
  codec: OptionCodec<T>,
  rows: readonly Row[],
  bad: Readonly<Record<string, readonly number[]>>,
) {
  describe(`option ${codec.code}, ${codec.name}`, () => {
    test.each(rows)('$what', ({ data, value, says }) => {
      const read = codec.decode(Uint8Array.from(data));
      expect(read).toEqual(value);
      if (read === null) return;
      expect([...codec.encode(read)]).toEqual([...data]);
      expect(codec.describe(read)).toBe(says);
    });
    test.each(Object.entries(bad))('%s is malformed', (_, data) => {
      expect(codec.decode(Uint8Array.from(data))).toBeNull();
    });
  });
}

option(
  MESSAGE_TYPE,
  [
    { what: 'the first', data: [1], value: 'DISCOVER', says: 'DISCOVER' },
    { what: 'the last of RFC 2132', data: [8], value: 'INFORM', says: 'INFORM' },
    { what: 'a lease query', data: [10], value: 'LEASEQUERY', says: 'LEASEQUERY' },
    { what: 'the last we know', data: [13], value: 'LEASEACTIVE', says: 'LEASEACTIVE' },
  ],
  { 'type 0': [0], 'type 14': [14], nothing: [], 'two bytes': [1, 1] },
);
option(
  plain.SUBNET_MASK,
  [{ what: 'one address', data: [255, 255, 255, 0], value: '255.255.255.0', says: '255.255.255.0' }],
  { 'three bytes': [255, 255, 255], 'five bytes': [255, 255, 255, 0, 0], nothing: [] },
);
option(
  plain.DNS_SERVER,
  [
    {
      what: 'two addresses in order',
      data: [10, 0, 0, 2, 10, 0, 0, 1],
      value: ['10.0.0.2', '10.0.0.1'],
      says: '10.0.0.2, 10.0.0.1',
    },
  ],
  { 'an address and a half': [10, 0, 0, 1, 10, 0], nothing: [] },
);
option(plain.LEASE_TIME, [{ what: 'seconds', data: [0, 0, 14, 16], value: 3600, says: '3600 s' }], {
  'two bytes': [14, 16],
});
option(plain.HOST_NAME, [{ what: 'text with quotes', data: text('a"b'), value: 'a"b', says: '"a\\"b"' }], {
  nothing: [],
});
option(PARAMETER_LIST, [{ what: 'codes in order', data: [3, 1, 6], value: [3, 1, 6], says: '3 1 6' }], {
  nothing: [],
});
option(MAX_MESSAGE_SIZE, [{ what: 'bytes', data: [5, 192], value: 1472, says: '1472 bytes' }], {
  'one byte': [5],
});
option(
  CLIENT_ID,
  [
    {
      what: 'an Ethernet address',
      data: [1, 0x52, 0x54, 0, 1, 2, 3],
      value: { type: 1, id: Uint8Array.of(0x52, 0x54, 0, 1, 2, 3) },
      says: 'type 1 52:54:00:01:02:03',
    },
    {
      what: 'a DUID',
      data: [255, 9, 8],
      value: { type: 255, id: Uint8Array.of(9, 8) },
      says: 'type 255 0908',
    },
  ],
  { 'a type alone': [1], nothing: [] },
);
option(
  USER_CLASS,
  [
    {
      what: "iPXE's plain text",
      data: text('iPXE'),
      value: { form: 'plain', classes: ['iPXE'] },
      says: '"iPXE"',
    },
    {
      what: 'counted classes (RFC 3004)',
      data: [4, ...text('iPXE'), 2, ...text('ab')],
      value: { form: 'counted', classes: ['iPXE', 'ab'] },
      says: '"iPXE" "ab"',
    },
    {
      what: "FreeBSD's loader, one counted class",
      data: [7, ...text('FreeBSD')],
      value: { form: 'counted', classes: ['FreeBSD'] },
      says: '"FreeBSD"',
    },
  ],
  { nothing: [] },
);
option(
  CLIENT_ARCH,
  [
    { what: 'one type', data: [0, 7], value: [7], says: '7 (x64 UEFI)' },
    {
      what: 'several types, best first',
      data: [0, 11, 3, 231],
      value: [11, 999],
      says: '11 (arm 64-bit UEFI), 999 (unknown)',
    },
  ],
  { 'half a type': [0, 7, 0], nothing: [] },
);
option(
  CLIENT_UUID,
  [
    {
      what: "SMBIOS bytes, presented as the machine's label does",
      data: [
        0, 0x44, 0x33, 0x22, 0x11, 0x66, 0x55, 0x88, 0x77, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff, 0x01,
      ],
      value: '11223344-5566-7788-99aa-bbccddeeff01',
      says: '11223344-5566-7788-99aa-bbccddeeff01',
    },
  ],
  { 'a type that is not 0': [1, ...new Array(16).fill(1)], '15 bytes': [0, ...new Array(15).fill(1)] },
);
option(
  RELAY_AGENT,
  [
    {
      what: 'circuit and remote',
      data: [1, 2, 0xab, 0xcd, 2, 1, 7],
      value: [
        { code: 1, data: Uint8Array.of(0xab, 0xcd) },
        { code: 2, data: Uint8Array.of(7) },
      ],
      says: 'circuit=abcd remote=07',
    },
  ],
  { 'a sub-option cut short': [1, 9, 0] },
);
option(
  IPXE,
  [
    {
      what: 'features and version',
      data: [0xeb, 3, 1, 21, 1, 0x13, 1, 1, 0x27, 1, 0],
      value: [
        { code: 0xeb, data: Uint8Array.of(1, 21, 1) },
        { code: 0x13, data: Uint8Array.of(1) },
        { code: 0x27, data: Uint8Array.of(0) },
      ],
      says: 'version=1.21.1 http menu=00',
    },
  ],
  { 'a sub-option cut short': [0x13, 1] },
);

test("iPXE's features are those that are switched on, and its version is read", () => {
  const subOptions = IPXE.decode(Uint8Array.of(0xeb, 3, 1, 21, 1, 0x13, 1, 1, 0x27, 1, 0, 0x24, 1, 2)) ?? [];
  expect([ipxeFeatures(subOptions), ipxeVersion(subOptions)]).toEqual([['http', 'efi'], '1.21.1']);
});

test('trailing NULs of a text option are no part of the text', () => {
  expect(plain.BOOT_FILE.decode(Uint8Array.of(...text('a.efi'), 0, 0))).toBe('a.efi');
});

test('bytes that are no text become replacement characters', () => {
  expect(plain.HOST_NAME.decode(Uint8Array.of(0xff, 0x41))).toBe('\u{fffd}A');
});
option(
  PXE_VENDOR,
  [
    {
      what: 'discovery control and a prompt, as a proxy sends them',
      data: [6, 1, 8, 10, 4, 0, ...text('PXE'), 255],
      value: [
        { code: 6, data: Uint8Array.of(8) },
        { code: 10, data: Uint8Array.of(0, ...text('PXE')) },
      ],
      says: 'discovery-control=8 prompt=0 s "PXE"',
    },
    {
      what: 'the boot item a client asks for',
      data: [71, 4, 0, 0, 0, 0, 255],
      value: [{ code: 71, data: Uint8Array.of(0, 0, 0, 0) }],
      says: 'boot-item=00000000',
    },
    {
      what: 'a list of boot servers, in which 255 is no end',
      data: [8, 7, 255, 255, 1, 10, 77, 0, 1, 255],
      value: [{ code: 8, data: Uint8Array.of(255, 255, 1, 10, 77, 0, 1) }],
      says: 'boot-servers=65535:10.77.0.1',
    },
    { what: 'nothing but the end', data: [255], value: [], says: '' },
  ],
  { 'a tag cut short': [6, 4, 8], 'a tag without a length': [6] },
);

test('vendor options without their end tag are read all the same', () => {
  expect(PXE_VENDOR.decode(Uint8Array.of(6, 1, 8))).toEqual([{ code: 6, data: Uint8Array.of(8) }]);
});

test.each([
  ['type and layer', [0x80, 0x01, 0, 2], { type: 0x8001, layer: 2 }],
  ['one that is cut short', [0x80], null],
])('a boot item: %s', (_, data, item) => {
  expect(bootItemOf([{ code: 71, data: Uint8Array.from(data) }])).toEqual(item);
  if (item !== null) expect(bootItemOf([bootItemTag(item)])).toEqual(item);
});
