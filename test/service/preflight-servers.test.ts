/** Preflight against real DHCP servers, in network namespaces of its own. Needs root. */
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import type { PreflightView } from '../../core/api/contract.ts';
import { clientScript, layWire, obstacle, type Wire } from '../support/wire.ts';

const RUN = join(import.meta.dirname, '../support/preflight-run.ts');
const RANGE = '--dhcp-range=192.168.44.50,192.168.44.60,1h';

const wires: Wire[] = [];
function lay(address?: string): Wire {
  const wire = layWire(address);
  wires.push(wire);
  return wire;
}
afterAll(() => Promise.all(wires.map((wire) => wire.close())));

const preflight = async (wire: Wire) => (await wire.script(RUN, 'cable')) as PreflightView;

/** What matters of it: how to serve, why, and who was heard. */
const gist = ({ proposal, servers, checks }: PreflightView) => ({
  mode: proposal.mode,
  because: proposal.because?.code ?? null,
  heard: servers.map(({ kind, address, bootFile }) => [kind, address, bootFile]),
  doubts: checks.flatMap(({ ok, code }) => (ok || code === 'INTERFACE_VIRTUAL' ? [] : [code])),
});

const reason = obstacle('/usr/sbin/dnsmasq', '/usr/sbin/dhclient');

describe
  .skipIf(reason !== null)
  .concurrent(`preflight hears${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
    test('nobody on a free cable, and a dnsmasq that first pings for 3 s on another', async () => {
      const [free, slow] = [lay('10.77.0.1/24'), lay()];
      slow.plug('router', '192.168.44.1/24');
      await slow.dnsmasq('router', RANGE);
      const [nobody, found] = await Promise.all([preflight(free), preflight(slow)]);
      expect(gist(nobody)).toEqual({ mode: 'full-dhcp', because: null, heard: [], doubts: [] });
      expect(gist(found)).toEqual({
        mode: 'proxy-dhcp',
        because: 'OTHER_DHCP_SERVER',
        heard: [['dhcp', '192.168.44.1', null]],
        doubts: ['INTERFACE_NO_ADDRESS', 'OTHER_DHCP_SERVER'],
      });
    });

    test('a dnsmasq of a network of its own that names a boot file, with its hardware address, and leaves no lease', async () => {
      const wire = lay('10.77.0.1/24');
      wire.plug('router', '192.168.44.1/24');
      await wire.dnsmasq('router', RANGE, '--no-ping', '--dhcp-boot=pxelinux.0');
      const found = await preflight(wire);
      expect(found.listenedMs).toBeLessThan(3900);
      expect(found.servers).toEqual([
        {
          address: '192.168.44.1',
          kind: 'dhcp',
          mac: expect.stringMatching(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/),
          vendor: null,
          offered: expect.stringMatching(/^192\.168\.44\.(5\d|60)$/),
          router: '192.168.44.1',
          bootFile: 'pxelinux.0',
          seenAt: expect.any(Number),
        },
      ]);
      expect(gist(found).doubts).toEqual(['OTHER_DHCP_SERVER', 'OTHER_PXE_SERVER']);
      expect(readFileSync(join(wire.folder, 'leases'), 'utf8')).toBe('');
    });

    test('a dnsmasq as proxy DHCP, and beside it a udhcpd', async () => {
      const [alone, both] = [lay('192.168.44.2/24'), lay('192.168.44.2/24')];
      for (const wire of [alone, both]) {
        wire.plug('proxy', '192.168.44.9/24');
        await wire.dnsmasq(
          'proxy',
          '--dhcp-range=192.168.44.0,proxy',
          '--pxe-service=X86-64_EFI,Boot,boot.efi',
        );
      }
      const udhcpd = await startUdhcpd(both);
      const [proxy, two] = await Promise.all([preflight(alone), preflight(both)]);
      expect(gist(proxy)).toEqual({
        mode: 'full-dhcp',
        because: null,
        heard: [['pxe', '192.168.44.9', null]],
        doubts: ['OTHER_PXE_SERVER'],
      });
      if (!udhcpd) return;
      expect(two.servers.map(({ kind, address }) => `${kind} ${address}`).toSorted()).toEqual([
        'dhcp 192.168.44.1',
        'pxe 192.168.44.9',
      ]);
      expect(two.proposal).toMatchObject({ mode: 'proxy-dhcp', because: { code: 'OTHER_DHCP_SERVER' } });
    });

    test('a server while the laptop’s own dhclient uses port 68, which gets its lease all the same', async () => {
      const wire = lay();
      wire.plug('router', '192.168.44.1/24');
      await wire.dnsmasq('router', RANGE, '--no-ping');
      const files = ['cf', 'lf', 'pf'].flatMap((kind) => [`-${kind}`, join(wire.folder, `dhclient.${kind}`)]);
      writeFileSync(join(wire.folder, 'dhclient.cf'), 'initial-interval 1;\n');
      wire.start('laptop', 'dhclient', '-4', '-d', '-sf', clientScript(wire), ...files, 'cable');
      const first = await preflight(wire);
      const log = join(wire.folder, 'client.log');
      while (!existsSync(log) || !readFileSync(log, 'utf8').includes('BOUND')) await wait(50);
      const second = (await wire.scriptOfNobody(RUN, 'cable')) as PreflightView;
      expect([gist(first).heard, gist(second).heard]).toEqual([
        [['dhcp', '192.168.44.1', null]],
        [['dhcp', '192.168.44.1', null]],
      ]);
      expect(readFileSync(join(wire.folder, 'leases'), 'utf8').trim().split('\n').length).toBe(1);
    });

    test('less without rights where the kernel drops packets of foreign networks, and says so', async () => {
      const wire = lay('10.77.0.1/24');
      wire.plug('router', '192.168.44.1/24');
      await wire.dnsmasq('router', RANGE, '--no-ping');
      const open = (await wire.scriptOfNobody(RUN, 'cable')) as PreflightView;
      await once(wire.start('laptop', 'sysctl', '-q', '-w', 'net.ipv4.conf.cable.rp_filter=2'), 'exit');
      const [deaf, rightful] = await Promise.all([wire.scriptOfNobody(RUN, 'cable'), preflight(wire)]);
      expect(gist(open).heard).toEqual([['dhcp', '192.168.44.1', null]]);
      expect(gist(deaf as PreflightView)).toEqual({
        mode: 'full-dhcp',
        because: null,
        heard: [],
        doubts: ['LISTENING_PARTIAL'],
      });
      expect(gist(rightful).heard).toEqual([['dhcp', '192.168.44.1', null]]);
    });
  });

/** BusyBox's server, which on Debian is in few builds of BusyBox: false where there is none. */
async function startUdhcpd(wire: Wire): Promise<boolean> {
  wire.plug('router', '192.168.44.1/24');
  const config = join(wire.folder, 'udhcpd.conf');
  writeFileSync(join(wire.folder, 'udhcpd.leases'), '');
  writeFileSync(
    config,
    `start 192.168.44.50\nend 192.168.44.60\ninterface eth0\nlease_file ${wire.folder}/udhcpd.leases\npidfile ${wire.folder}/udhcpd.pid\n`,
  );
  const child = wire.start('router', 'busybox', 'udhcpd', '-f', config);
  await wait(200);
  return child.exitCode === null;
}
