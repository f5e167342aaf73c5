import { describe, expect, test } from 'vitest';
import { type ClientInfo, describeClient, isEthernet } from '../../core/netboot/client.ts';
import { option } from '../../core/wire/dhcp/option.ts';
import { CLIENT_ARCH } from '../../core/wire/dhcp/options/client-arch.ts';
import { CLIENT_UUID } from '../../core/wire/dhcp/options/client-uuid.ts';
import { IPXE } from '../../core/wire/dhcp/options/ipxe.ts';
import { HOST_NAME, VENDOR_CLASS } from '../../core/wire/dhcp/options/plain.ts';
import { USER_CLASS } from '../../core/wire/dhcp/options/user-class.ts';
import type { DhcpOption } from '../../core/wire/dhcp/packet.ts';
import { capture, client, MAC, requestPacket } from '../support/dhcp.ts';

const describing = (...options: DhcpOption[]): ClientInfo =>
  describeClient(requestPacket('DISCOVER', { options }));

describe('real clients', () => {
  test.each<[string, string, ClientInfo]>([
    [
      'iPXE in the option ROM of a BIOS machine',
      'seabios-ipxe-discover',
      {
        mac: '52:54:00:99:00:01',
        uuid: '11223344-5566-7788-99aa-bbccddeeff01',
        arch: [0],
        firmware: 'bios',
        stage: 'ipxe',
        ipxe: {
          version: '1.0.0',
          features: [
            'dns',
            'elf',
            'http',
            'iscsi',
            'menu',
            'multiboot',
            'nfs',
            'pxeext',
            'pxe',
            'tftp',
            'bzimage',
            'aoe',
          ],
        },
        hostName: null,
        vendorClass: 'PXEClient:Arch:00000:UNDI:002001',
        userClass: 'iPXE',
      },
    ],
    [
      'iPXE loaded by a UEFI machine',
      'snponly-ipxe-request',
      {
        mac: '52:54:00:99:00:02',
        uuid: '11223344-5566-7788-99aa-bbccddeeff02',
        arch: [7],
        firmware: 'uefi-x64',
        stage: 'ipxe',
        ipxe: { version: '1.0.0', features: ['dns', 'efi', 'http', 'iscsi', 'menu', 'nfs', 'tftp', 'aoe'] },
        hostName: null,
        vendorClass: 'PXEClient:Arch:00007:UNDI:003010',
        userClass: 'iPXE',
      },
    ],
    [
      'the PXE of OVMF',
      'ovmf-pxe-discover',
      client({
        mac: '52:54:00:99:00:02',
        uuid: '11223344-5566-7788-99aa-bbccddeeff02',
        arch: [7],
        firmware: 'uefi-x64',
        stage: 'rom',
        vendorClass: 'PXEClient:Arch:00007:UNDI:003000',
      }),
    ],
    [
      'the HTTP Boot of OVMF',
      'ovmf-http-request',
      client({
        mac: '52:54:00:99:00:03',
        uuid: '11223344-5566-7788-99aa-bbccddeeff03',
        arch: [16],
        firmware: 'uefi-x64',
        stage: 'http-boot',
        vendorClass: 'HTTPClient:Arch:00016:UNDI:003000',
      }),
    ],
    [
      'udhcpc of an installer',
      'udhcpc-discover',
      client({ mac: '52:54:00:99:00:c1', hostName: 'bench-pc', vendorClass: 'udhcp 1.35.0' }),
    ],
    [
      'dhclient of an installed system',
      'dhclient-release',
      client({ mac: '52:54:00:99:00:c1', hostName: 'lab-host' }),
    ],
  ])('%s is described', (_, name, expected) => {
    expect(describeClient(capture(name))).toEqual(expected);
  });
});

describe('firmware', () => {
  test.each([
    [[0], 'bios'],
    [[6], 'uefi-ia32'],
    [[7], 'uefi-x64'],
    [[9], 'uefi-x64'],
    [[11], 'uefi-arm64'],
    [[15], 'uefi-ia32'],
    [[16], 'uefi-x64'],
    [[19], 'uefi-arm64'],
    ...[10, 18, 20, 22, 25, 27, 41].map((type): [number[], string] => [[type], 'unknown']),
    [[999, 11], 'uefi-arm64'],
  ])('of architecture %j is %s', (types, firmware) => {
    expect(describing(option(CLIENT_ARCH, types)).firmware).toBe(firmware);
  });

  test('is taken from the vendor class when a ROM sends no option 93', () => {
    const info = describing(option(VENDOR_CLASS, 'PXEClient:Arch:00009:UNDI:003016'));
    expect([info.arch, info.firmware]).toEqual([[9], 'uefi-x64']);
  });

  test('of a Raspberry Pi ROM is unknown although it calls itself an x86 BIOS', () => {
    const options = [option(CLIENT_ARCH, [0]), option(VENDOR_CLASS, 'PXEClient:Arch:00000:UNDI:002001')];
    expect(describeClient(requestPacket('DISCOVER', { options }, 'dc:a6:32:00:00:01')).firmware).toBe(
      'unknown',
    );
    expect(describeClient(requestPacket('DISCOVER', { options })).firmware).toBe('bios');
  });
});

test('Etherboot is of PC BIOS, although it says nothing of it', () => {
  expect(describing(option(VENDOR_CLASS, 'Etherboot-5.4')).firmware).toBe('bios');
});

describe('stage', () => {
  const ipxeOptions = option(IPXE, [{ code: 0x13, data: Uint8Array.of(1) }]);
  test.each<[string, DhcpOption[], string]>([
    ['a PXE ROM', [option(VENDOR_CLASS, 'PXEClient:Arch:00000:UNDI:002001')], 'rom'],
    ['HTTP Boot', [option(VENDOR_CLASS, 'HTTPClient:Arch:00016:UNDI:003001')], 'http-boot'],
    ['Windows', [option(VENDOR_CLASS, 'MSFT 5.0')], 'os'],
    ['a client that tells nothing', [], 'os'],
    ['iPXE by its plain user class', [option(USER_CLASS, { form: 'plain', classes: ['iPXE'] })], 'ipxe'],
    [
      'iPXE by a counted user class',
      [option(USER_CLASS, { form: 'counted', classes: ['x', 'iPXE'] })],
      'ipxe',
    ],
    [
      'iPXE by its own options only',
      [option(VENDOR_CLASS, 'PXEClient:Arch:00000:UNDI:002001'), ipxeOptions],
      'ipxe',
    ],
    [
      'gPXE, which has the options of iPXE and cannot read its scripts',
      [
        option(VENDOR_CLASS, 'PXEClient:Arch:00000:UNDI:002001'),
        option(USER_CLASS, { form: 'plain', classes: ['gPXE'] }),
        ipxeOptions,
      ],
      'rom',
    ],
    ['Etherboot', [option(VENDOR_CLASS, 'Etherboot-5.4')], 'rom'],
    ['another user class', [option(USER_CLASS, { form: 'plain', classes: ['iPXElike'] })], 'os'],
  ])('of %s', (_, options, stage) => {
    expect(describing(...options).stage).toBe(stage);
  });
});

test.each([
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '03000200-0400-0500-0006-000700080009',
])('the placeholder UUID %s names no machine', (uuid) => {
  expect(describing(option(CLIENT_UUID, uuid)).uuid).toBeNull();
});

test('text from the wire loses its control characters and its tail', () => {
  expect(describing(option(HOST_NAME, `a\u001b[2J\n\u202eb${'x'.repeat(300)}`)).hostName).toBe(
    `a\u{fffd}[2J\u{fffd}\u{fffd}b${'x'.repeat(120)}…`,
  );
});

test('only Ethernet addresses of six bytes are Ethernet', () => {
  const packets = [{}, { htype: 32, hlen: 0 }, { hlen: 5 }].map((fields) =>
    requestPacket('DISCOVER', fields),
  );
  expect(packets.map(isEthernet)).toEqual([true, false, false]);
  expect(describing().mac).toBe(MAC);
});
