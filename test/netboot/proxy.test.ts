import { describe, expect, test } from 'vitest';
import {
  bootServerDestination,
  decideBootServerReply,
  isBootServerSearch,
  isCredibleRelay,
} from '../../core/netboot/boot-server.ts';
import { describeClient } from '../../core/netboot/client.ts';
import { bootRouteOf, decideProxyOffer, type ProxySettings } from '../../core/netboot/proxy.ts';
import type { Ignore, Reply } from '../../core/netboot/reply.ts';
import { parseCidr } from '../../core/wire/address.ts';
import { option } from '../../core/wire/dhcp/option.ts';
import { SERVER_ID, VENDOR_CLASS } from '../../core/wire/dhcp/options/plain.ts';
import { bootItemTag, PXE_VENDOR } from '../../core/wire/dhcp/options/pxe-vendor.ts';
import { RELAY_AGENT } from '../../core/wire/dhcp/options/relay-agent.ts';
import { type DhcpPacket, encodePacket } from '../../core/wire/dhcp/packet.ts';
import { summary } from '../../core/wire/dhcp/summary.ts';
import { capture, client, requestPacket } from '../support/dhcp.ts';

const settings: ProxySettings = {
  server: parseCidr('10.77.0.2/24') ?? { address: 0, prefix: 0 },
  httpPort: 8067,
};
const contextOf = (request: DhcpPacket, mayBoot = true) => ({
  client: describeClient(request),
  settings,
  mayBoot,
});
const offerTo = (request: DhcpPacket) => decideProxyOffer(request, contextOf(request));
const ackTo = (request: DhcpPacket) => decideBootServerReply(request, contextOf(request));

function lines(decided: Reply | Ignore): string[] {
  return decided.kind === 'ignore' ? [decided.reason] : summary(decided.packet).split('\n');
}

describe('the offer on port 67', () => {
  test('UEFI PXE: no address, no vendor options so that it asks port 4011, file in the header for shim', () => {
    expect(lines(offerTo(capture('ovmf-pxe-discover')))).toEqual([
      'OFFER to 52:54:00:99:00:02, xid 0x387e7f2f, broadcast',
      '  next server: 10.77.0.2',
      '  file: "/loaders/snponly.efi"',
      '  53 message type: OFFER',
      '  54 server identifier: 10.77.0.2',
      '  60 vendor class: "PXEClient"',
      '  97 client UUID: 11223344-5566-7788-99aa-bbccddeeff02',
      '  66 TFTP server: "10.77.0.2"',
      '  67 boot file: "/loaders/snponly.efi"',
    ]);
  });

  test('UEFI HTTP Boot: its class and a URL', () => {
    expect(lines(offerTo(capture('ovmf-http-discover')))).toEqual([
      'OFFER to 52:54:00:99:00:03, xid 0x0925150c, broadcast',
      '  next server: 10.77.0.2',
      '  file: "http://10.77.0.2:8067/loaders/snponly.efi"',
      '  53 message type: OFFER',
      '  54 server identifier: 10.77.0.2',
      '  97 client UUID: 11223344-5566-7788-99aa-bbccddeeff03',
      '  60 vendor class: "HTTPClient"',
      '  67 boot file: "http://10.77.0.2:8067/loaders/snponly.efi"',
    ]);
  });

  test('iPXE: the script, and not a word that would make it overlook us', () => {
    expect(lines(offerTo(capture('seabios-ipxe-discover')))).toEqual([
      'OFFER to 52:54:00:99:00:01, xid 0xde533d3d',
      '  next server: 10.77.0.2',
      '  file: "http://10.77.0.2:8067/boot.ipxe"',
      '  53 message type: OFFER',
      '  54 server identifier: 10.77.0.2',
      '  60 vendor class: "PXEClient"',
      '  97 client UUID: 11223344-5566-7788-99aa-bbccddeeff01',
      '  66 TFTP server: "10.77.0.2"',
      '  67 boot file: "http://10.77.0.2:8067/boot.ipxe"',
      '  61 client identifier: type 1 52:54:00:99:00:01',
    ]);
  });

  test('beside a server that names a boot file itself: iPXE takes ours first, UEFI the file of the offer', () => {
    const tagged = (name: Parameters<typeof capture>[0], code: string) => {
      const request = capture(name);
      const decided = decideProxyOffer(request, { ...contextOf(request), rival: true });
      return lines(decided).filter((line) => line.startsWith(`  ${code} `));
    };
    expect([tagged('seabios-ipxe-discover', '175'), tagged('ovmf-pxe-discover', '43')]).toEqual([
      ['  175 iPXE: priority=1'],
      ['  43 vendor options: discovery-control=8 prompt=0 s "PXE"'],
    ]);
  });

  test('BIOS PXE: take this file, no menu, no search, no prompt', () => {
    expect(lines(offerTo(biosDiscover()))).toEqual([
      'OFFER to 52:54:00:12:34:56, xid 0x12345678, broadcast',
      '  next server: 10.77.0.2',
      '  file: "/loaders/undionly.kpxe"',
      '  53 message type: OFFER',
      '  54 server identifier: 10.77.0.2',
      '  60 vendor class: "PXEClient"',
      '  43 vendor options: discovery-control=8 prompt=0 s "PXE"',
      '  97 client UUID: 00112233-4455-6677-8899-aabbccddeeff',
      '  66 TFTP server: "10.77.0.2"',
      '  67 boot file: "/loaders/undionly.kpxe"',
    ]);
  });

  test.each<[string, DhcpPacket, string]>([
    ['an installer', capture('udhcpc-discover'), 'an operating system asks, it needs no boot file'],
    [
      'a REQUEST',
      capture('ovmf-pxe-request'),
      'REQUEST is for the server that gives the addresses, not for us',
    ],
    ['a renewal', capture('udhcpc-renew'), 'REQUEST is for the server that gives the addresses, not for us'],
    [
      'a RELEASE',
      capture('dhclient-release'),
      'RELEASE is for the server that gives the addresses, not for us',
    ],
    [
      'BOOTP',
      { ...requestPacket('DISCOVER'), options: [] },
      'BOOTP is for the server that gives the addresses, not for us',
    ],
    [
      'a kind of machine without a loader',
      rom('PXEClient:Arch:00006:UNDI:003016'),
      'there is no loader for architecture 6 (x86 UEFI)',
    ],
  ])('%s is left to the other server', (_, request, reason) => {
    expect(offerTo(request)).toEqual({ kind: 'ignore', reason });
  });

  test('a machine that is not to boot from here is told nothing', () => {
    const request = capture('ovmf-pxe-discover');
    expect(decideProxyOffer(request, contextOf(request, false))).toEqual({
      kind: 'ignore',
      reason: 'this machine is not to boot from here',
    });
  });

  test('a relay’s option is the last one of the answer', () => {
    const relayed = option(RELAY_AGENT, [{ code: 1, data: Uint8Array.of(9) }]);
    const request = { ...biosDiscover(), giaddr: '10.77.0.254' };
    const decided = offerTo({ ...request, options: [...request.options, relayed] });
    expect(decided.kind === 'reply' && decided.packet.options.at(-1)).toEqual(relayed);
  });

  test('no offer is longer than the 548 bytes that every client takes', () => {
    for (const name of ['seabios-ipxe-discover', 'ovmf-http-discover', 'ovmf-pxe-discover']) {
      const decided = offerTo(capture(name));
      expect(decided.kind === 'reply' && encodePacket(decided.packet).length).toBeLessThanOrEqual(548);
    }
  });
});

test.each([
  ['BIOS PXE', { stage: 'rom', firmware: 'bios' }, 'offer'],
  ['UEFI PXE', { stage: 'rom', firmware: 'uefi-x64' }, 'boot-server'],
  ['arm64 UEFI PXE', { stage: 'rom', firmware: 'uefi-arm64' }, 'boot-server'],
  ['UEFI HTTP Boot', { stage: 'http-boot', firmware: 'uefi-x64' }, 'offer'],
  ['iPXE on BIOS', { stage: 'ipxe', firmware: 'bios' }, 'offer'],
  ['iPXE on UEFI', { stage: 'ipxe', firmware: 'uefi-x64' }, 'offer'],
] as const)('%s finds its file in the %s', (_, facts, route) => {
  expect(bootRouteOf(client(facts))).toBe(route);
});

describe('the boot server on port 4011', () => {
  const asked = (fields: Partial<DhcpPacket> = {}) => ({
    ...capture('ovmf-pxe-boot-server-request'),
    ...fields,
  });

  test('UEFI PXE gets its file with the address it has', () => {
    expect(lines(ackTo(asked()))).toEqual([
      'ACK to 52:54:00:fb:00:05, xid 0x539858a9',
      '  client has: 10.77.0.39',
      '  next server: 10.77.0.2',
      '  file: "/loaders/snponly.efi"',
      '  53 message type: ACK',
      '  54 server identifier: 10.77.0.2',
      '  60 vendor class: "PXEClient"',
      '  97 client UUID: fb000000-0000-4000-8000-000000000005',
      '  66 TFTP server: "10.77.0.2"',
      '  67 boot file: "/loaders/snponly.efi"',
    ]);
  });

  test('the boot item that is asked for is repeated', () => {
    const item = option(PXE_VENDOR, [bootItemTag({ type: 0, layer: 0 })]);
    const request = asked();
    expect(lines(ackTo({ ...request, options: [...request.options, item] }))).toContain(
      '  43 vendor options: boot-item=00000000',
    );
  });

  test('an INFORM is answered as a REQUEST is', () => {
    const request = rom('PXEClient:Arch:00000:UNDI:002001', 'INFORM', { ciaddr: '10.77.0.150' });
    expect(lines(ackTo(request)).slice(0, 4)).toEqual([
      'ACK to 52:54:00:12:34:56, xid 0x12345678',
      '  client has: 10.77.0.150',
      '  next server: 10.77.0.2',
      '  file: "/loaders/undionly.kpxe"',
    ]);
  });

  test.each<[string, DhcpPacket, string]>([
    ['a DISCOVER', capture('ovmf-pxe-discover'), 'DISCOVER is no question to a boot server'],
    ['an operating system', capture('dhclient-request'), 'it is no boot firmware'],
    [
      'a question to another boot server',
      { ...asked(), options: [...asked().options, option(SERVER_ID, '10.77.0.9')] },
      'it asks another boot server (10.77.0.9)',
    ],
  ])('%s is not answered', (_, request, reason) => {
    expect(ackTo(request)).toEqual({ kind: 'ignore', reason });
  });

  test.each([
    ['to where the question came from', '10.77.0.150', 4011, '10.77.0.150', '10.77.0.150:4011'],
    ['behind a router as well', '192.168.9.9', 4011, '192.168.9.9', '192.168.9.9:4011'],
    ['to the address that the client names', '0.0.0.0', 68, '10.77.0.150', '10.77.0.150:68'],
    ['to everybody when it names a stranger', '0.0.0.0', 68, '8.8.8.8', '255.255.255.255:68'],
    ['to everybody when it names none', '0.0.0.0', 4011, '0.0.0.0', '255.255.255.255:4011'],
  ])('answers %s', (_, address, port, ciaddr, expected) => {
    const to = bootServerDestination(asked({ ciaddr }), { address, port }, settings);
    expect(`${to.address}:${to.port}`).toBe(expected);
  });
});

describe('a search for boot servers by broadcast', () => {
  const item = option(PXE_VENDOR, [bootItemTag({ type: 0, layer: 0 })]);
  test.each<[string, DhcpPacket, boolean]>([
    ['names a boot item', rom('PXEClient:Arch:00000', 'REQUEST', { ciaddr: '10.77.0.9' }, [item]), true],
    [
      'is no answer to an offer',
      rom('PXEClient:Arch:00000', 'REQUEST', {}, [option(SERVER_ID, '10.77.0.1'), item]),
      false,
    ],
    ['is no renewal', rom('PXEClient:Arch:00000', 'REQUEST', { ciaddr: '10.77.0.9' }), false],
    ['is no DISCOVER', rom('PXEClient:Arch:00000', 'DISCOVER', { ciaddr: '10.77.0.9' }, [item]), false],
  ])('%s', (_, request, expected) => {
    expect(isBootServerSearch(request)).toBe(expected);
  });
});

test.each([
  ['none', '0.0.0.0', '0.0.0.0', true],
  ['one of our network', '10.77.0.254', '10.9.9.9', true],
  ['one that the datagram came from', '10.88.0.1', '10.88.0.1', true],
  ['one that somebody made up', '8.8.8.8', '10.77.0.66', false],
])('a relay is believed: %s', (_, giaddr, address, expected) => {
  expect(isCredibleRelay(requestPacket('DISCOVER', { giaddr }), { address, port: 67 }, settings)).toBe(
    expected,
  );
});

/** A BIOS ROM that is no iPXE, after Intel's Boot Agent. */
function biosDiscover(): DhcpPacket {
  const asks = {
    code: 55,
    data: Uint8Array.of(1, 2, 3, 5, 6, 11, 12, 13, 15, 16, 17, 18, 43, 54, 60, 66, 67, 128),
  };
  const uuid = {
    code: 97,
    data: Uint8Array.of(
      0,
      0x33,
      0x22,
      0x11,
      0,
      0x55,
      0x44,
      0x77,
      0x66,
      0x88,
      0x99,
      0xaa,
      0xbb,
      0xcc,
      0xdd,
      0xee,
      0xff,
    ),
  };
  const arch = { code: 93, data: Uint8Array.of(0, 0) };
  return rom('PXEClient:Arch:00000:UNDI:002001', 'DISCOVER', { flags: 0x8000 }, [asks, uuid, arch]);
}

function rom(
  vendorClass: string,
  type: Parameters<typeof requestPacket>[0] = 'DISCOVER',
  fields: Partial<DhcpPacket> = {},
  options: DhcpPacket['options'] = [],
): DhcpPacket {
  return requestPacket(type, { ...fields, options: [option(VENDOR_CLASS, vendorClass), ...options] });
}
