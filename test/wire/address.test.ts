import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as address from '../../core/wire/address.ts';

const network = (text: string): address.Ipv4Network => address.parseCidr(text) ?? { address: 0, prefix: 0 };

test.each([
  ['0.0.0.0', 0],
  ['10.77.0.1', 0x0a4d0001],
  ['255.255.255.255', 0xffff_ffff],
  ['256.0.0.1', null],
  ['10.77.0', null],
  ['10.77.0.1.2', null],
  ['010.77.0.1', null],
  ['10.77.0.1 ', null],
  ['', null],
])('%j is the address %j', (text, number) => {
  expect(address.parseIpv4(text)).toBe(number);
});

test('every address survives being written and read', () => {
  fc.assert(
    fc.property(fc.nat(0xffff_ffff), (number) => {
      expect(address.parseIpv4(address.formatIpv4(number))).toBe(number);
    }),
  );
});

test.each([
  ['10.77.0.1/24', { address: 0x0a4d0001, prefix: 24 }],
  ['10.77.0.1/0', { address: 0x0a4d0001, prefix: 0 }],
  ['10.77.0.1/32', { address: 0x0a4d0001, prefix: 32 }],
  ['10.77.0.1/33', null],
  ['10.77.0.1/024', null],
  ['10.77.0.1/', null],
  ['10.77.0.1', null],
])('%j is the network %j', (text, expected) => {
  expect(address.parseCidr(text)).toEqual(expected);
});

describe('a network', () => {
  test.each([
    ['10.77.5.9/24', '10.77.5.0', '10.77.5.255', '255.255.255.0'],
    ['10.77.5.9/16', '10.77.0.0', '10.77.255.255', '255.255.0.0'],
    ['10.77.5.9/0', '0.0.0.0', '255.255.255.255', '0.0.0.0'],
    ['10.77.5.9/32', '10.77.5.9', '10.77.5.9', '255.255.255.255'],
  ])('%s begins at %s, ends at %s and has the mask %s', (text, first, last, mask) => {
    const parsed = network(text);
    expect([
      address.formatIpv4(address.networkOf(parsed)),
      address.formatIpv4(address.broadcastOf(parsed)),
      address.formatIpv4(address.maskOf(parsed.prefix)),
      `${address.formatIpv4(parsed.address)}/${parsed.prefix}`,
    ]).toEqual([first, last, mask, text]);
  });

  test.each([
    ['10.77.0.1/24', '10.77.0.2', true],
    ['10.77.0.1/24', '10.77.0.0', false],
    ['10.77.0.1/24', '10.77.0.255', false],
    ['10.77.0.1/24', '10.77.1.2', false],
    ['10.77.0.0/31', '10.77.0.0', true],
    ['10.77.0.0/31', '10.77.0.1', true],
  ])('of %s a machine can have %s: %s', (text, host, expected) => {
    expect(address.isHostOf(network(text), address.parseIpv4(host) ?? 0)).toBe(expected);
  });
});

test.each([
  ['52:54:00:AB:cd:ef', '52:54:00:ab:cd:ef'],
  ['52-54-00-ab-cd-ef', '52:54:00:ab:cd:ef'],
  ['5254.00ab.cdef', '52:54:00:ab:cd:ef'],
  ['525400abcdef', '52:54:00:ab:cd:ef'],
  ['52:54:00:ab:cd', null],
  ['52:54:00:ab:cd:eg', null],
  ['52:54-00:ab:cd:ef ', null],
])('%j is the MAC address %j', (text, expected) => {
  expect(address.parseMac(text)).toBe(expected);
});

test('a MAC address survives being bytes', () => {
  expect(address.formatMac(address.macBytes('52:54:00:ab:cd:0f'))).toBe('52:54:00:ab:cd:0f');
});
