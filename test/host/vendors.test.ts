import { expect, test } from 'vitest';
import { findVendor, vendorOf } from '../../core/host/vendors.ts';

const MAC = 'a8:57:4e:00:00:01';

test.each([
  ['udev', 'OUI:A8574D*\n ID_OUI_FROM_DATABASE=Other\n\nOUI:A8574E*\n ID_OUI_FROM_DATABASE=TP-Link Ltd\n'],
  ['IEEE', 'A8-57-4E   (hex)\t\tTP-Link Ltd\nA8574E     (base 16)\t\tTP-Link Ltd\n\t\t\t\tShenzhen\n'],
  ['nmap', 'A8574D Other\nA8574E TP-Link Ltd\n'],
])('a maker is found in the registry as %s has it', (_, registry) => {
  expect(findVendor(registry, MAC)).toBe('TP-Link Ltd');
});

test.each([
  ['an empty registry', ''],
  ['a registry without it', 'A8574D Other\n'],
  ['a prefix in the middle of a line', 'OUI of A8574E TP-Link\n'],
])('no maker is found in %s', (_, registry) => {
  expect(findVendor(registry, MAC)).toBeNull();
});

test('made-up addresses are nobody’s, but for those made up by convention', async () => {
  expect([await vendorOf('52:54:00:12:34:56'), await vendorOf('fe:01:02:03:04:05')]).toEqual([
    'QEMU or libvirt',
    null,
  ]);
});
