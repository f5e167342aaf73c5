import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

const SUBNET = '10.77.0.0';
/** Lets a server judge a whole configuration with our lines in it. @returns its exit status and what it complained of */
function judged(program: string, words: readonly string[], config: string): [number | null, string] {
  const folder = mkdtempSync(join(tmpdir(), 'fieldboot-lines-'));
  const file = join(folder, 'config');
  writeFileSync(file, config);
  const { status, stdout, stderr } = spawnSync(program, [...words, file], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  const complaints = `${stdout}${stderr}`.split('\n').filter((line) => /\berror\b|warn|line \d+/i.test(line));
  return [status, complaints.join('\n')];
}
const lines = (server: string): string => readFileSync(golden(server), 'utf8');

const DHCPD = '/usr/sbin/dhcpd';
test.skipIf(!existsSync(DHCPD))('ISC dhcpd itself takes its lines', () => {
  const config = `${lines('isc')}\nsubnet ${SUBNET} netmask 255.255.255.0 { range 10.77.0.100 10.77.0.110; }\n`;
  expect(judged(DHCPD, ['-t', '-lf', '/dev/null', '-cf'], config)).toEqual([0, '']);
});

const KEA = '/usr/sbin/kea-dhcp4';
test.skipIf(!existsSync(KEA))('Kea itself takes its lines', () => {
  const rest = {
    'valid-lifetime': 600,
    'lease-database': { type: 'memfile', persist: false },
    'interfaces-config': { interfaces: [] },
    subnet4: [{ subnet: `${SUBNET}/24`, pools: [{ pool: '10.77.0.100-10.77.0.110' }] }],
  };
  const Dhcp4 = { ...rest, ...JSON.parse(`{${lines('kea')}}`) };
  expect(judged(KEA, ['-t'], JSON.stringify({ Dhcp4 }))).toEqual([0, '']);
});
