import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeClient } from '../../../core/netboot/client.ts';
import { decodePacket, encodePacket } from '../../../core/wire/dhcp/packet.ts';
import { summary } from '../../../core/wire/dhcp/summary.ts';
import { capture, captureBytes } from '../../support/dhcp.ts';

const FOLDER = new URL('../../golden/dhcp/', import.meta.url);

const names = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.bin'))
  .map((name) => name.slice(0, -4));

test.each(names)('%s is written back byte for byte', (name) => {
  expect(encodePacket(capture(name))).toEqual(captureBytes(name));
});

test.each(names)('%s can be read again and again from the Buffer of a socket', (name) => {
  const decoded = decodePacket(Buffer.from(captureBytes(name)));
  if (!decoded.ok) throw new Error(decoded.reason);
  const texts = [describeClient(decoded.packet).uuid, summary(decoded.packet), summary(decoded.packet)];
  expect(texts).toEqual([describeClient(capture(name)).uuid, summary(capture(name)), summary(capture(name))]);
});

/** UPDATE_GOLDEN=1 rewrites the twin and still fails once, so that a person looks at the difference. */
test.each(names)('%s reads as its text twin', (name) => {
  const twin = new URL(`${name}.txt`, FOLDER);
  const text = `${summary(capture(name))}\n`;
  const expected = existsSync(twin) ? readFileSync(twin, 'utf8') : '';
  if (process.env.UPDATE_GOLDEN === '1' && text !== expected) writeFileSync(twin, text);
  expect(text).toBe(expected);
});
