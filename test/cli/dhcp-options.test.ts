/** What DHCP tells beyond the network itself: the real program, asked by a real client, in network namespaces. */
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CLI, serve } from '../support/served.ts';
import { layWire, obstacle, type Wire } from '../support/wire.ts';

const wires: Wire[] = [];
afterAll(() => Promise.all(wires.map((wire) => wire.close())));

const MAC = '52:54:00:98:00:07';

/** Asks once by dhclient; what it was told, by the names dhclient has for it. */
async function ask(wire: Wire): Promise<Record<string, string>> {
  const script = join(wire.folder, 'script');
  const config = join(wire.folder, 'cf');
  writeFileSync(script, `#!/bin/sh\nenv | grep ^new_ >"${wire.folder}/told"\nexit 0\n`, { mode: 0o755 });
  writeFileSync(
    config,
    'option pxe-servers code 150 = array of ip-address;\nrequest subnet-mask, routers, ntp-servers, domain-name, dhcp-lease-time, pxe-servers;\ninitial-interval 1;\ntimeout 50;\n',
  );
  const files = ['-lf', `${wire.folder}/lf`, '-pf', `${wire.folder}/pf`, '-cf', config, '-sf', script];
  const child = wire.start('machine', 'dhclient', '-4', '-1', '-d', ...files, 'eth0');
  const answered = new Promise<void>((resolve) => {
    child.stderr?.on('data', (part) => (String(part).includes('bound to') ? resolve() : undefined));
  });
  await Promise.race([answered, once(child, 'close')]);
  child.kill('SIGKILL');
  await once(child, 'close').catch(() => {});
  writeFileSync(`${wire.folder}/lf`, '');
  const lines = readFileSync(`${wire.folder}/told`, 'latin1').trim().split('\n');
  return Object.fromEntries(lines.map((line) => line.replace(/^new_/, '').split('=')));
}

async function fieldboot(wire: Wire, ...words: string[]): Promise<string> {
  const child = wire.start('laptop', process.execPath, CLI, ...words, '--data', wire.folder);
  let out = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (part) => {
      out += part;
    });
  await once(child, 'close');
  return out.trim();
}

const reason = obstacle('/usr/sbin/dhclient', '/usr/bin/curl');

describe.skipIf(reason !== null)(`DHCP options${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  test('are told to every machine, and one machine’s own come before them, at once and after a restart', async () => {
    const wire = layWire('10.77.0.1/24');
    wires.push(wire);
    wire.plug('machine');
    wire.ipOf('machine', `link set eth0 address ${MAC}`);
    const options = ['ntp=10.77.0.9', '150=10.77.0.8,10.77.0.7', 'router=10.77.0.254', 'domain=rack.test'];
    const words = options.flatMap((one) => ['--dhcp', one]);
    const first = await serve(wire, '--insist', ...words);
    expect(first.said).toMatchObject({ ready: true });
    const everybody = {
      subnet_mask: '255.255.255.0',
      ntp_servers: '10.77.0.9',
      pxe_servers: '10.77.0.8 10.77.0.7',
      routers: '10.77.0.254',
      domain_name: 'rack.test',
      dhcp_lease_time: '43200',
    };
    expect(await ask(wire)).toMatchObject(everybody);

    expect(
      await fieldboot(wire, 'dhcp', '--machine', MAC, 'router=none', 'lease=600', '150=10.77.0.6'),
    ).toContain('router=none');
    const own: Record<string, string | undefined> = await ask(wire);
    expect(own).toMatchObject({ ntp_servers: '10.77.0.9', pxe_servers: '10.77.0.6', dhcp_lease_time: '600' });
    expect(own.routers).toBeUndefined();

    expect(await fieldboot(wire, 'dhcp', '--machine', MAC, '53=u8:2')).toMatch(
      /^DHCP_OPTION_INVALID: .* protocol/,
    );
    first.child.kill('SIGKILL');
    await once(first.child, 'close');
    const second = await serve(wire, '--insist', ...words);
    expect(second.said).toMatchObject({ ready: true });
    expect(await ask(wire)).toMatchObject({ pxe_servers: '10.77.0.6', dhcp_lease_time: '600' });
    expect(await fieldboot(wire, 'dhcp', '--machine', MAC, 'router=', 'lease=', '150=')).toBe(
      'nothing of its own',
    );
    expect(await ask(wire)).toMatchObject(everybody);
  }, 300_000);

  test('that would break the protocol keep serving from starting, with the reason', async () => {
    const wire = layWire('10.77.0.1/24');
    wires.push(wire);
    expect((await serve(wire, '--dhcp', '54=10.0.0.1')).said).toMatchObject({
      code: 'DHCP_OPTION_INVALID',
      params: { option: '54', detail: 'it belongs to the DHCP protocol itself' },
    });
  }, 300_000);
});
