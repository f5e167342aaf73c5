import { describe, expect, test } from 'vitest';
import { type ClientInfo, describeClient } from '../../core/netboot/client.ts';
import type { Lease, LeaseDecision } from '../../core/netboot/leases.ts';
import { decideReply, type Reply, type ReplySettings } from '../../core/netboot/reply.ts';
import { parseCidr } from '../../core/wire/address.ts';
import { option } from '../../core/wire/dhcp/option.ts';
import { BOOT_FILE } from '../../core/wire/dhcp/options/plain.ts';
import { RELAY_AGENT } from '../../core/wire/dhcp/options/relay-agent.ts';
import { type DhcpPacket, encodePacket } from '../../core/wire/dhcp/packet.ts';
import { summary } from '../../core/wire/dhcp/summary.ts';
import { capture, requestPacket } from '../support/dhcp.ts';

const settings: ReplySettings = {
  server: parseCidr('10.77.0.1/24') ?? { address: 0, prefix: 0 },
  leaseSeconds: 3600,
  router: null,
  dns: [],
  domain: null,
  httpPort: 8080,
  laptopName: 'laptop-7',
};
const lease: Lease = {
  mac: '52:54:00:12:34:56',
  address: '10.77.0.100',
  hostname: null,
  state: 'bound',
  expiresAt: 0,
};
const offer: LeaseDecision = { kind: 'offer', lease, choice: 'never-used', fresh: true };
const ack: LeaseDecision = { kind: 'ack', lease, choice: 'offered' };

interface Changes {
  readonly settings?: Partial<ReplySettings>;
  readonly mayBoot?: boolean;
  readonly client?: Partial<ClientInfo>;
}

function replyTo(request: DhcpPacket, decision: LeaseDecision, changes: Changes = {}): Reply {
  const reply = decideReply(request, {
    client: { ...describeClient(request), ...changes.client },
    decision,
    settings: { ...settings, ...changes.settings },
    mayBoot: changes.mayBoot ?? true,
  });
  if (reply.kind === 'ignore') throw new Error(reply.reason);
  return reply;
}

/** The reply as lines of text. */
const lines = (...args: Parameters<typeof replyTo>) => summary(replyTo(...args).packet).split('\n');

describe('real clients are told what they need', () => {
  test('the PXE of OVMF: loader in header and options, siaddr, no class', () => {
    expect(lines(capture('ovmf-pxe-discover'), offer)).toEqual([
      'OFFER to 52:54:00:99:00:02, xid 0x387e7f2f, broadcast',
      '  client gets: 10.77.0.100',
      '  next server: 10.77.0.1',
      '  file: "/loaders/snponly.efi"',
      '  53 message type: OFFER',
      '  54 server identifier: 10.77.0.1',
      '  51 lease time: 3600 s',
      '  58 renewal time: 1800 s',
      '  59 rebinding time: 3150 s',
      '  1 subnet mask: 255.255.255.0',
      '  28 broadcast address: 10.77.0.255',
      '  66 TFTP server: "10.77.0.1"',
      '  67 boot file: "/loaders/snponly.efi"',
    ]);
  });

  test('the HTTP Boot of OVMF: a URL and its own class', () => {
    expect(lines(capture('ovmf-http-request'), ack).slice(1)).toEqual([
      '  client gets: 10.77.0.100',
      '  next server: 10.77.0.1',
      '  file: "http://10.77.0.1:8080/loaders/snponly.efi"',
      '  53 message type: ACK',
      '  54 server identifier: 10.77.0.1',
      '  51 lease time: 3600 s',
      '  58 renewal time: 1800 s',
      '  59 rebinding time: 3150 s',
      '  1 subnet mask: 255.255.255.0',
      '  28 broadcast address: 10.77.0.255',
      '  60 vendor class: "HTTPClient"',
      '  67 boot file: "http://10.77.0.1:8080/loaders/snponly.efi"',
    ]);
  });

  test('iPXE: the script, no waiting for ProxyDHCP, its identifier back', () => {
    expect(lines(capture('seabios-ipxe-request'), ack, { settings: { httpPort: 80 } }).slice(8)).toEqual([
      '  59 rebinding time: 3150 s',
      '  1 subnet mask: 255.255.255.0',
      '  28 broadcast address: 10.77.0.255',
      '  66 TFTP server: "10.77.0.1"',
      '  67 boot file: "http://10.77.0.1/boot.ipxe"',
      '  175 iPXE: no-pxedhcp',
      '  61 client identifier: type 1 52:54:00:99:00:01',
    ]);
  });

  test('an installer: a lease with router, DNS and domain where they are set, and no boot file', () => {
    const configured = { router: '10.77.0.254', dns: ['10.77.0.253', '10.77.0.252'], domain: 'rack.test' };
    expect(lines(capture('dhclient-request'), ack, { settings: configured })).toEqual([
      'ACK to 52:54:00:99:00:c1, xid 0xb05a9779',
      '  client gets: 10.77.0.100',
      '  53 message type: ACK',
      '  54 server identifier: 10.77.0.1',
      '  51 lease time: 3600 s',
      '  58 renewal time: 1800 s',
      '  59 rebinding time: 3150 s',
      '  1 subnet mask: 255.255.255.0',
      '  28 broadcast address: 10.77.0.255',
      '  3 router: 10.77.0.254',
      '  6 DNS server: 10.77.0.253, 10.77.0.252',
      '  15 domain name: "rack.test"',
    ]);
  });
});

test('a ROM that does not ask for options 66 and 67 finds everything in the header', () => {
  const { packet } = replyTo(requestPacket('DISCOVER'), offer, {
    client: { stage: 'rom', firmware: 'bios' },
  });
  expect([packet.siaddr, packet.file, packet.options.map(({ code }) => code)]).toEqual([
    '10.77.0.1',
    '/loaders/undionly.kpxe',
    [53, 54, 51, 58, 59, 1, 28],
  ]);
});

test('a machine that may not boot gets its lease, no file, and the reason is known', () => {
  const reply = replyTo(capture('ovmf-pxe-discover'), offer, { mayBoot: false });
  expect([reply.packet.yiaddr, reply.packet.siaddr, reply.packet.file, reply.boot]).toEqual([
    '10.77.0.100',
    '0.0.0.0',
    '',
    { file: null, reason: 'this machine is not to boot from here' },
  ]);
  expect(reply.packet.options.some(({ code }) => code === BOOT_FILE.code)).toBe(false);
});

test('an ACK repeats the address the client uses, an OFFER does not (RFC 2131, table 3)', () => {
  const request = requestPacket('REQUEST', { ciaddr: '10.77.0.100', secs: 9, hops: 1 });
  expect(replyTo(request, ack).packet).toMatchObject({
    ciaddr: '10.77.0.100',
    secs: 0,
    hops: 0,
    op: 'reply',
  });
  expect(replyTo(request, offer).packet.ciaddr).toBe('0.0.0.0');
});

test('INFORM is answered without an address, times or a boot file', () => {
  const { packet, type } = replyTo(capture('ovmf-pxe-discover'), { kind: 'inform' });
  expect([type, packet.yiaddr, packet.file, packet.options.map(({ code }) => code)]).toEqual([
    'ACK',
    '0.0.0.0',
    '',
    [53, 54, 1, 28],
  ]);
});

test('a NAK says who refuses and why, and nothing else', () => {
  expect(lines(capture('udhcpc-renew'), { kind: 'nak', reason: 'not here' })).toEqual([
    'NAK to 52:54:00:99:00:c1, xid 0x1e67aa6e',
    '  53 message type: NAK',
    '  54 server identifier: 10.77.0.1',
    '  56 message: "laptop-7: not here"',
    '  61 client identifier: type 1 52:54:00:99:00:c1',
  ]);
});

test('a NAK through a relay asks the relay to broadcast it', () => {
  const request = requestPacket('REQUEST', { giaddr: '10.77.0.9' });
  expect(replyTo(request, { kind: 'nak', reason: '' }).packet.flags).toBe(0x8000);
});

test("a relay's option goes back to it untouched, as the last one", () => {
  const relayed = option(RELAY_AGENT, [{ code: 1, data: Uint8Array.of(1, 2, 3) }]);
  const request = requestPacket('DISCOVER', { giaddr: '10.77.0.9', options: [relayed] });
  expect(replyTo(request, offer).packet.options.at(-1)).toEqual(relayed);
});

test.each<[string, LeaseDecision, string]>([
  ['an empty pool', { kind: 'exhausted' }, 'every address of the range is taken'],
  ['an ignored request', { kind: 'ignore', reason: 'so it is' }, 'so it is'],
  ['a DECLINE', { kind: 'declined', address: '10.77.0.100' }, 'DECLINE and RELEASE have no answer'],
])('%s is silence with a reason', (_, decision, reason) => {
  const request = requestPacket('DISCOVER');
  const context = { client: describeClient(request), decision, settings, mayBoot: true };
  expect(decideReply(request, context)).toEqual({ kind: 'ignore', reason });
});

test('replies stay below the 548 bytes that every client takes', () => {
  const configured = {
    router: '10.77.0.254',
    dns: ['1.1.1.1', '2.2.2.2', '3.3.3.3'],
    domain: 'a'.repeat(60),
  };
  for (const name of ['seabios-ipxe-request', 'ovmf-http-request', 'ovmf-pxe-request']) {
    const { packet } = replyTo(capture(name), ack, { settings: configured });
    expect(encodePacket(packet).length).toBeLessThanOrEqual(548);
  }
});
