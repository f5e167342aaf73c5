import { describe, expect, test } from 'vitest';
import { FieldbootError } from '../../core/errors.ts';
import { describeClient } from '../../core/netboot/client.ts';
import { bootFileFor } from '../../core/netboot/loaders.ts';
import { addTold, changedTold, moreSpecific, NOTHING_TOLD, readTold } from '../../core/netboot/told.ts';
import type { DhcpOption } from '../../core/wire/dhcp/packet.ts';
import { capture } from '../support/dhcp.ts';

const hex = (bytes: Uint8Array | null | undefined) => bytes && Buffer.from(bytes).toString('hex');
const encoded = (key: string, text: string) => hex([...readTold({ [key]: text }).options.values()][0]);

describe('a value is read by the form of its option, or by the type before it', () => {
  test.each<[string, string, string]>([
    ['router', '10.0.0.1', '0a000001'],
    ['3', '10.0.0.1, 10.0.0.2', '0a0000010a000002'],
    ['ntp', '10.0.0.1', '0a000001'],
    ['42', '10.0.0.1', '0a000001'],
    ['domain', 'rack.test', '7261636b2e74657374'],
    ['MTU', '9000', '2328'],
    ['209', 'pxelinux.cfg/rack', '7078656c696e75782e6366672f7261636b'],
    ['150', 'ip:10.0.0.9', '0a000009'],
    ['150', '10.0.0.9,10.0.0.8', '0a0000090a000008'],
    ['224', 'u8:255', 'ff'],
    ['224', 'u16:0x1234', '1234'],
    ['224', 'u32:4294967295', 'ffffffff'],
    ['224', 'hex:0a:0B 0c', '0a0b0c'],
    ['224', 'text:a=b:c', '613d623a63'],
  ])('%s=%s', (key, text, wanted) => {
    expect(encoded(key, text)).toBe(wanted);
  });

  test('"none" takes away, and the lease time is a number of its own', () => {
    const told = readTold({ router: 'none', lease: '600', 'next-server': '10.0.0.5', 'boot-file': 'none' });
    expect([...told.options]).toEqual([[3, null]]);
    expect(told).toMatchObject({ leaseSeconds: 600, nextServer: '10.0.0.5', bootFile: null });
  });
});

describe('what would break the protocol or the boot is refused, with the reason', () => {
  test.each<[string, string, string]>([
    ['53', 'u8:5', 'DHCP protocol itself'],
    ['61', 'hex:01', 'DHCP protocol itself'],
    ['1', '255.0.0.0', 'subnet mask'],
    ['43', 'hex:0601', 'boot instructions'],
    ['60', 'PXEClient', 'network boot'],
    ['67', 'pxelinux.0', 'set boot-file'],
    ['58', 'u32:1', 'set lease'],
    ['175', 'hex:00', 'iPXE'],
    ['255', 'u8:1', 'no option'],
    ['256', 'u8:1', '254'],
    ['gateway', '10.0.0.1', 'none of router'],
    ['constructor', '10.0.0.1', 'none of router'],
    ['224', 'something', 'type before the value'],
    ['42', 'pool.ntp.org', 'not an IPv4 address'],
    ['dns', '10.0.0.1,', 'not an IPv4 address'],
    ['mtu', '65536', '16 bits'],
    ['224', 'u8:', '8 bits'],
    ['224', 'hex:abc', 'hex'],
    ['224', 'text:', 'no value'],
    ['224', `text:${'x'.repeat(129)}`, '128 bytes'],
    ['lease', '10', '60 to'],
    ['boot-file', 'a b', 'plain characters'],
    ['next-server', 'laptop', 'not an IPv4 address'],
  ])('%s=%s', (key, text, words) => {
    let thrown: unknown;
    try {
      readTold({ [key]: text });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(FieldbootError);
    const { code, params } = (thrown as FieldbootError).problem;
    expect([code, params.option]).toEqual(['DHCP_OPTION_INVALID', key.toLowerCase()]);
    expect(params.detail).toContain(words);
  });
});

test('the more specific of two holds, each option for itself', () => {
  const serving = readTold({ router: '10.0.0.1', ntp: '10.0.0.2', lease: '600' });
  const machine = readTold({ ntp: 'none', dns: '10.0.0.3', 'boot-file': 'other.0' });
  const both = moreSpecific(serving, machine);
  expect([...both.options].map(([code, data]) => [code, hex(data)])).toEqual([
    [3, '0a000001'],
    [42, null],
    [6, '0a000003'],
  ]);
  expect(both).toMatchObject({ leaseSeconds: 600, bootFile: 'other.0' });
  expect(moreSpecific(serving, NOTHING_TOLD)).toBe(serving);
});

test('a change adds, replaces and takes back, and is refused as a whole', () => {
  expect(changedTold({ ntp: '10.0.0.1', dns: '10.0.0.2' }, { NTP: '10.0.0.3', dns: '' })).toEqual({
    ntp: '10.0.0.3',
  });
  expect(() => changedTold({}, { ntp: '10.0.0.1', '53': 'u8:1' })).toThrow('protocol itself');
});

test('what does not fit the 576 bytes of a client that says nothing is left out; the relay’s option stays last', () => {
  const ours: DhcpOption[] = [
    { code: 1, data: new Uint8Array(180) },
    { code: 82, data: new Uint8Array(10) },
  ];
  const told = readTold({
    '224': `text:${'x'.repeat(100)}`,
    '225': 'u8:1',
    '226': `text:${'x'.repeat(100)}`,
  });
  const room = 576 - 20 - 8 - 240;
  const { options, leftOut } = addTold(ours, told, room);
  expect([options.map(({ code }) => code), leftOut]).toEqual([[1, 224, 225, 82], [226]]);
});

describe('a boot file in place of ours', () => {
  const root = 'http://10.77.0.1:8067';
  const client = describeClient(capture('ovmf-pxe-discover'));
  const fileFor = (stage: typeof client.stage, texts: Record<string, string>) =>
    bootFileFor({ ...client, stage, ipxe: { features: ['http'], version: null } }, root, readTold(texts))
      .file;

  test('is for firmware, and a URL for HTTP Boot only', () => {
    expect(fileFor('rom', { 'boot-file': 'pxelinux.0' })).toBe('pxelinux.0');
    expect(fileFor('rom', { 'boot-file': 'http://10.0.0.9/x.efi' })).toBe('/loaders/snponly.efi');
    expect(fileFor('http-boot', { 'boot-file': 'http://10.0.0.9/x.efi' })).toBe('http://10.0.0.9/x.efi');
    expect(fileFor('http-boot', { 'boot-file': 'pxelinux.0' })).toBe(`${root}/loaders/snponly.efi`);
  });

  test('does not send an iPXE to itself again: what it boots is said by itself', () => {
    expect(fileFor('ipxe', { 'boot-file': 'ipxe.efi' })).toBe(`${root}/boot.ipxe`);
    expect(fileFor('ipxe', { 'boot-script': 'http://10.0.0.9/a.ipxe' })).toBe('http://10.0.0.9/a.ipxe');
    expect(fileFor('os', { 'boot-file': 'x', 'boot-script': 'y' })).toBeNull();
  });
});
