import { expect, test } from 'vitest';
import type { ClientInfo } from '../../core/netboot/client.ts';
import { bootFileFor, httpRoot } from '../../core/netboot/loaders.ts';
import { client } from '../support/dhcp.ts';

const withHttp = { features: ['tftp', 'http'], version: '1.21.1' };
const withoutHttp = { features: ['tftp', 'https'], version: '1.0.0' };

test.each<[string, Partial<ClientInfo>, string | null]>([
  ['a BIOS ROM gets iPXE over UNDI', { stage: 'rom', firmware: 'bios' }, '/loaders/undionly.kpxe'],
  ['a UEFI ROM gets iPXE over SNP', { stage: 'rom', firmware: 'uefi-x64' }, '/loaders/snponly.efi'],
  ['a 64-bit ARM ROM gets its own', { stage: 'rom', firmware: 'uefi-arm64' }, '/loaders/snponly-arm64.efi'],
  ['a 32-bit UEFI ROM gets nothing', { stage: 'rom', firmware: 'uefi-ia32' }, null],
  ['an unknown ROM gets nothing', { stage: 'rom', firmware: 'unknown' }, null],
  [
    'HTTP Boot gets a URL',
    { stage: 'http-boot', firmware: 'uefi-x64' },
    'http://10.77.0.1:8080/loaders/snponly.efi',
  ],
  [
    'HTTP Boot of ARM gets a URL',
    { stage: 'http-boot', firmware: 'uefi-arm64' },
    'http://10.77.0.1:8080/loaders/snponly-arm64.efi',
  ],
  [
    'an iPXE with HTTP gets the script',
    { stage: 'ipxe', firmware: 'bios', ipxe: withHttp },
    'http://10.77.0.1:8080/boot.ipxe',
  ],
  [
    'an iPXE with HTTP on an unknown machine gets the script all the same',
    { stage: 'ipxe', firmware: 'unknown', ipxe: withHttp },
    'http://10.77.0.1:8080/boot.ipxe',
  ],
  [
    'an iPXE without HTTP gets our iPXE by TFTP',
    { stage: 'ipxe', firmware: 'bios', ipxe: withoutHttp },
    '/loaders/undionly.kpxe',
  ],
  ['an operating system gets nothing', { stage: 'os', firmware: 'bios' }, null],
])('%s', (_, facts, file) => {
  const boot = bootFileFor(client(facts), httpRoot('10.77.0.1', 8080));
  expect(boot.file).toBe(file);
  expect(boot.reason === null).toBe(file !== null);
});

test('the port is left out of a URL when it is 80', () => {
  expect([httpRoot('10.77.0.1', 80), httpRoot('10.77.0.1', 8080)]).toEqual([
    'http://10.77.0.1',
    'http://10.77.0.1:8080',
  ]);
});
