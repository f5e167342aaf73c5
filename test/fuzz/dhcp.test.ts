import { expect, test } from 'vitest';
import { encodePacket } from '../../core/wire/dhcp/packet.ts';
import { capture, captureBytes } from '../support/dhcp.ts';
import { fuzzDhcp } from './dhcp.ts';
import { brokenRules, Holders, type Served } from './dhcp-rules.ts';

/** `npm run fuzz` makes a million. */
test('ten thousand made-up packets break no rule of the RFCs', { timeout: 300_000 }, async () => {
  const report = await fuzzDhcp(10_000, 7);
  expect(report.broken).toEqual([]);
  expect(report.heapGrowth).toBeLessThan(16);
  // Conversations came about, and not only noise.
  for (const kind of ['offered', 'acked', 'nak', 'informed', 'declined', 'conflict'])
    expect(report.told[kind] ?? 0, kind).toBeGreaterThan(0);
});

const network = { address: 0x0a4d0001, prefix: 24 };
const served: Served = {
  server: '10.77.0.1',
  ranges: [{ network, first: '10.77.0.100', last: '10.77.0.120' }],
  configured: [1, 51],
};

/** An answer of dnsmasq to udhcpc, as it was captured, and the question made to fit. */
const ack = capture('dnsmasq-ack');
const question = { ...capture('udhcpc-request'), xid: ack.xid, chaddr: ack.chaddr, flags: ack.flags };

test.each([
  ['xid is not echoed', { xid: 1 }],
  ['chaddr is not echoed', { chaddr: new Uint8Array(16) }],
  ['giaddr is not echoed', { giaddr: '10.77.0.9' }],
  ['op is not BOOTREPLY', { op: 'request' as const }],
  ['10.77.0.7 is in no range', { yiaddr: '10.77.0.7' }],
  ['the server identifier is not ours', { options: ack.options.filter(({ code }) => code !== 54) }],
  ['null answers REQUEST', { options: ack.options.filter(({ code }) => code !== 53) }],
])('the checker sees that %s', (rule, wrong) => {
  const reply = { ...ack, yiaddr: '10.77.0.100', ...wrong };
  const answer = { bytes: encodePacket(reply), address: '255.255.255.255', port: 68 };
  expect(brokenRules(encodePacket(question), [answer], served)).toContain(rule);
});

test('the checker sees an address that is acknowledged to two machines', () => {
  const holders = new Holders();
  const answerTo = (chaddr: Uint8Array) => [
    { bytes: encodePacket({ ...ack, chaddr, yiaddr: '10.77.0.100' }), address: '', port: 68 },
  ];
  const other = ack.chaddr.map((byte, at) => (at === 5 ? byte ^ 1 : byte));
  expect(holders.note(captureBytes('udhcpc-request'), answerTo(ack.chaddr), 0)).toBeNull();
  expect(holders.note(captureBytes('udhcpc-request'), answerTo(other), 1000)).toContain('while');
});
