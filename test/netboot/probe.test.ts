import { describe, expect, test } from 'vitest';
import { describeClient } from '../../core/netboot/client.ts';
import { makeProber, probePacket, readServer } from '../../core/netboot/probe.ts';
import { option } from '../../core/wire/dhcp/option.ts';
import { MESSAGE_TYPE, type MessageType } from '../../core/wire/dhcp/options/message-type.ts';
import {
  BOOT_FILE,
  DOMAIN_NAME,
  ROUTER,
  SERVER_ID,
  VENDOR_CLASS,
} from '../../core/wire/dhcp/options/plain.ts';
import { type DhcpOption, type DhcpPacket, decodePacket, encodePacket } from '../../core/wire/dhcp/packet.ts';
import { summary } from '../../core/wire/dhcp/summary.ts';
import { capture } from '../support/dhcp.ts';

const prober = makeProber(Uint8Array.of(0xff, 1, 2, 3, 4, 5, 0xde, 0xad, 0xbe, 0xef));

describe('the question', () => {
  test('comes from a made-up machine of its own', () => {
    expect(prober).toEqual({ mac: 'fe:01:02:03:04:05', xid: 0xdeadbeef });
  });

  test('asks for broadcast answers as a PXE client does, and survives the wire', () => {
    const packet = probePacket(prober, 0);
    expect(decodePacket(encodePacket(packet))).toEqual({ ok: true, packet });
    expect(summary(packet)).toBe(
      [
        'DISCOVER from fe:01:02:03:04:05, xid 0xdeadbeef, broadcast',
        '  53 message type: DISCOVER',
        '  55 parameter list: 1 3 6 15 43 54 60 66 67 128 129 130 131 132 133 134 135',
        '  12 host name: "fieldboot-preflight"',
        '  60 vendor class: "PXEClient:Arch:00007:UNDI:003016"',
        '  93 client architecture: 7 (x64 UEFI)',
        '  94: 010310',
        '  97 client UUID: 00000000-0000-4000-8000-fe0102030405',
      ].join('\n'),
    );
    expect(describeClient(packet)).toMatchObject({ stage: 'rom', firmware: 'uefi-x64' });
  });
});

const FROM = { address: '192.168.1.1', mac: 'a8:57:4e:00:00:01' };

function answer(type: MessageType, fields: Partial<DhcpPacket>, ...options: DhcpOption[]): DhcpPacket {
  const packet = probePacket(prober, 0);
  return { ...packet, op: 'reply', ...fields, options: [option(MESSAGE_TYPE, type), ...options] };
}

const id = option(SERVER_ID, '192.168.1.9');
const silent = { vendor: null, router: null, bootFile: null };

test.each([
  [
    'an offer with an address',
    answer('OFFER', { yiaddr: '192.168.1.50' }, id, option(ROUTER, ['192.168.1.1'])),
    {
      ...silent,
      address: '192.168.1.9',
      kind: 'dhcp',
      mac: FROM.mac,
      offered: '192.168.1.50',
      router: '192.168.1.1',
    },
  ],
  [
    'an offer without a server identifier is known by its sender',
    answer('OFFER', { yiaddr: '192.168.1.50', file: 'pxelinux.0' }),
    {
      ...silent,
      address: '192.168.1.1',
      kind: 'dhcp',
      mac: FROM.mac,
      offered: '192.168.1.50',
      bootFile: 'pxelinux.0',
    },
  ],
  [
    'an offer without an address is a proxy DHCP’s',
    answer('OFFER', {}, id, option(VENDOR_CLASS, 'PXEClient'), option(BOOT_FILE, 'snponly.efi')),
    {
      ...silent,
      address: '192.168.1.9',
      kind: 'pxe',
      mac: FROM.mac,
      offered: null,
      bootFile: 'snponly.efi',
    },
  ],
  [
    'an acknowledgement to somebody else',
    answer('ACK', { yiaddr: '192.168.1.51' }, id, option(DOMAIN_NAME, 'fritz.box')),
    {
      ...silent,
      address: '192.168.1.9',
      kind: 'dhcp',
      mac: FROM.mac,
      offered: '192.168.1.51',
      vendor: 'FRITZ!Box',
    },
  ],
  [
    'control characters in a boot file',
    answer('OFFER', { yiaddr: '192.168.1.50', file: '\x1b[31m' }, id),
    {
      ...silent,
      address: '192.168.1.9',
      kind: 'dhcp',
      mac: FROM.mac,
      offered: '192.168.1.50',
      bootFile: '\u{fffd}[31m',
    },
  ],
  [
    'iVentoy by its loader',
    answer('OFFER', { yiaddr: '192.168.1.50', file: 'iventoy_loader_16000' }, id),
    {
      ...silent,
      address: '192.168.1.9',
      kind: 'dhcp',
      mac: FROM.mac,
      offered: '192.168.1.50',
      vendor: 'iVentoy',
      bootFile: 'iventoy_loader_16000',
    },
  ],
  ['a refusal tells nothing', answer('NAK', {}, id), null],
  ['a question is no answer', probePacket(prober, 0), null],
])('what a server tells: %s', (_, packet, expected) => {
  expect(readServer(packet, FROM)).toEqual(expected);
});

test('nobody’s address is nobody', () => {
  expect(readServer(answer('OFFER', {}), { address: '0.0.0.0', mac: null })).toBeNull();
});

test('a real dnsmasq’s acknowledgement is a DHCP server’s', () => {
  expect(readServer(capture('dnsmasq-ack'), FROM)).toMatchObject({ kind: 'dhcp', mac: FROM.mac });
});
