import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { externalConfigs } from '../../core/netboot/external-config.ts';
import { parseCidr } from '../../core/wire/address.ts';

const facts = {
  server: parseCidr('10.77.0.2/24') ?? { address: 0, prefix: 0 },
  httpPort: 8067,
  interface: 'eth0',
};
const golden = (server: string) => new URL(`../golden/external/${server}.txt`, import.meta.url);

test('there are lines for six kinds of server', () => {
  expect(externalConfigs(facts).map(({ server, title }) => `${server}: ${title}`)).toEqual([
    'isc: ISC dhcpd',
    'kea: Kea',
    'dnsmasq: dnsmasq',
    'windows: Windows Server (2012 or later)',
    'mikrotik: MikroTik RouterOS 7',
    'cisco: Cisco IOS',
  ]);
});

test.each(externalConfigs(facts))(
  'the lines for $title are those that were looked at',
  ({ server, text }) => {
    expect(text).toBe(readFileSync(golden(server), 'utf8'));
  },
);

test('on port 80 no URL has a port', () => {
  for (const { text } of externalConfigs({ ...facts, httpPort: 80 })) expect(text).not.toContain(':80');
});

const DNSMASQ = '/usr/sbin/dnsmasq';
test.skipIf(!existsSync(DNSMASQ))('dnsmasq itself takes its lines', () => {
  const checked = spawnSync(DNSMASQ, ['--test', '-C', fileURLToPath(golden('dnsmasq'))], {
    encoding: 'utf8',
  });
  expect(checked.stderr.trim()).toBe('dnsmasq: syntax check OK.');
});
