import { expect, test } from 'vitest';
import { knownVendor, loadVendors, vendorOf } from '../../core/host/vendors.ts';

test('a maker is found in the registry of IEEE, by name alone', async () => {
  expect(await vendorOf('a8:57:4e:00:00:01')).toMatch(/^TP-?LINK/i);
  expect(await vendorOf('00:00:0c:00:00:01')).toBe('Cisco Systems, Inc');
});

test('is there at once when the registry has been read', async () => {
  await loadVendors();
  expect(knownVendor('00:00:0c:00:00:01')).toBe('Cisco Systems, Inc');
});

test('a prefix that nobody has registered is nobody’s', async () => {
  expect(await vendorOf('00:ff:fe:00:00:01')).toBeNull();
});

test('made-up addresses are nobody’s, but for those made up by convention', async () => {
  expect([await vendorOf('52:54:00:12:34:56'), await vendorOf('fe:01:02:03:04:05')]).toEqual([
    'QEMU or libvirt',
    null,
  ]);
});
