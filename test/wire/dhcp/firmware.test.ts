/** Whole conversations of the lab's firmware, as tcpdump saw them; `node test/lab/capture.ts` makes them. */

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeClient } from '../../../core/netboot/client.ts';
import { decodePacket, encodePacket } from '../../../core/wire/dhcp/packet.ts';
import { datagramsOf, twinOf } from '../../support/pcap.ts';

const FOLDER = new URL('../../golden/firmware/', import.meta.url);
const names = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.pcap'))
  .map((name) => name.slice(0, -5));
const conversation = (name: string) =>
  datagramsOf(new Uint8Array(readFileSync(new URL(`${name}.pcap`, FOLDER))));

test.each(names)('every packet of %s is written back byte for byte', (name) => {
  for (const { payload } of conversation(name)) {
    const decoded = decodePacket(payload);
    if (!decoded.ok) throw new Error(decoded.reason);
    expect(encodePacket(decoded.packet)).toEqual(payload);
  }
});

test.each(names)('%s reads as its text twin', (name) => {
  expect(twinOf(conversation(name))).toBe(readFileSync(new URL(`${name}.txt`, FOLDER), 'utf8'));
});

test.each([
  ['seabios-ipxe-then-undionly', [['ipxe', 'bios']]],
  [
    'ovmf-pxe-then-snponly',
    [
      ['rom', 'uefi-x64'],
      ['ipxe', 'uefi-x64'],
    ],
  ],
  ['ovmf-http-boot', [['http-boot', 'uefi-x64']]],
])('the machine of %s is known for what it is, stage by stage', (name, expected) => {
  const clients = conversation(name).flatMap(({ payload }) => {
    const decoded = decodePacket(payload);
    return decoded.ok && decoded.packet.op === 'request' ? [describeClient(decoded.packet)] : [];
  });
  const stages = new Map(clients.map(({ stage, firmware }) => [stage, firmware]));
  expect([...stages]).toEqual(expected);
});
