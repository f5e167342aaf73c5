/** `fieldboot serve` where other DHCP servers answer, or come to: the real program, in network namespaces of its own. */
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { CLI, events, read, serve, serveAsNobody, status, until } from '../support/served.ts';
import { clientScript, layWire, obstacle, type Wire } from '../support/wire.ts';

const RANGE = '--dhcp-range=10.77.0.50,10.77.0.60,1h';

const wires: Wire[] = [];
function lay(): Wire {
  const wire = layWire('10.77.0.1/24');
  wires.push(wire);
  return wire;
}
afterAll(() => Promise.all(wires.map((wire) => wire.close())));

/** A machine that is switched on: asks until it has a lease, and answers are to be broadcast. */
const switchOn = (wire: Wire) =>
  wire.start(
    'machine',
    'udhcpc',
    '-f',
    '-q',
    '-B',
    '-i',
    'eth0',
    '-s',
    clientScript(wire),
    '-t',
    '9',
    '-T',
    '1',
  );

const reason = obstacle('/usr/sbin/dnsmasq', '/usr/sbin/udhcpc', '/usr/bin/curl');

describe
  .skipIf(reason !== null)
  .concurrent(`serving${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
    test('is refused where another server answers, until the technician insists; then it is listed', async () => {
      const wire = lay();
      wire.plug('router', '10.77.0.254/24');
      await wire.dnsmasq('router', RANGE, '--no-ping');
      const refused = await serve(wire);
      expect(refused.said).toMatchObject({ code: 'OTHER_DHCP_SERVER', params: { name: 'cable' } });
      expect(refused.said.sentence).toContain('10.77.0.254 (');
      const insisted = await serve(wire, '--insist', '--other-dhcp', 'stop');
      expect(insisted.said).toMatchObject({ ready: true });
      const { otherServers } = await until(
        () => status(wire, insisted),
        (now) => now.otherServers.length > 0,
      );
      expect(otherServers).toMatchObject([{ address: '10.77.0.254', kind: 'dhcp', mac: expect.any(String) }]);
      expect(await status(wire, insisted)).toMatchObject({ serving: { interface: 'cable' }, stopped: null });
    });

    test('is refused on the way to the internet', async () => {
      const wire = lay();
      wire.ip('route add default via 10.77.0.254 dev cable');
      expect((await serve(wire)).said).toMatchObject({ code: 'INTERFACE_DEFAULT_ROUTE' });
      expect((await serve(wire, '--insist')).said).toMatchObject({ ready: true });
    });

    test('ends again when a server that was there takes 3 s to answer', async () => {
      const wire = lay();
      wire.plug('router', '10.77.0.254/24');
      await wire.dnsmasq('router', RANGE);
      const served = await serve(wire);
      expect(served.said).toMatchObject({ ready: true });
      expect(await served.lastWords).toMatchObject({ code: 'OTHER_DHCP_SERVER' });
    });

    test('does so without rights too, and there hears itself no more than with them', async () => {
      const [slow, free] = [lay(), lay()];
      slow.plug('router', '10.77.0.254/24');
      await slow.dnsmasq('router', RANGE);
      const [late, alone] = await Promise.all([serveAsNobody(slow), serveAsNobody(free)]);
      expect([late.said, alone.said]).toMatchObject([{ ready: true }, { ready: true }]);
      expect(await late.lastWords).toMatchObject({ code: 'OTHER_DHCP_SERVER' });
      expect(await status(free, alone)).toMatchObject({ otherServers: [], stopped: null });
      expect(await read(free, alone.said, 'leases')).toEqual([]);
      expect((await events(free, alone)).map(({ kind }) => kind)).toEqual(['serving']);
      const before = performance.now();
      alone.child.kill('SIGTERM');
      await once(alone.child, 'exit');
      expect(performance.now() - before).toBeLessThan(15_000);
    });

    /** Serves long enough that the question at the start is over, then lets a server and a machine come. */
    async function serveAndAppear(...words: string[]) {
      const wire = lay();
      wire.plug('router', '10.77.0.254/24');
      wire.plug('machine');
      const served = await serve(wire, ...words);
      await wait(12_200);
      expect((await events(wire, served)).map(({ kind }) => kind)).toEqual(['serving']);
      await wire.dnsmasq('router', RANGE, '--no-ping');
      switchOn(wire);
      return { wire, served };
    }

    test('says at once that a server has appeared, and goes on', async () => {
      const { wire, served } = await serveAndAppear();
      const told = await until(
        () => events(wire, served),
        (all) => all.some(({ kind }) => kind === 'other-dhcp'),
      );
      expect(told.find(({ kind }) => kind === 'other-dhcp')?.detail).toMatchObject({
        address: '10.77.0.254',
        kind: 'dhcp',
      });
      expect(await status(wire, served)).toMatchObject({
        serving: { interface: 'cable' },
        otherServers: [{ address: '10.77.0.254' }],
      });
    });

    test('ends when a server has appeared, where that was chosen', async () => {
      const { served } = await serveAndAppear('--other-dhcp', 'stop');
      expect(await served.lastWords).toMatchObject({ code: 'OTHER_DHCP_APPEARED' });
    });

    test('tells boot files only from then on, where that was chosen, with every other door open all along', async () => {
      const { wire, served } = await serveAndAppear('--other-dhcp', 'proxy');
      const now = await until(
        () => status(wire, served),
        ({ serving }) => serving?.mode === 'proxy-dhcp',
      );
      expect(now).toMatchObject({
        serving: { mode: 'proxy-dhcp', range: { first: '0.0.0.0' } },
        leases: null,
        stopped: null,
        otherServers: [{ address: '10.77.0.254' }],
        warnings: [{ code: 'OTHER_DHCP_PROXY' }],
      });
      // A machine that comes now has its address from the other server, whoever answers first.
      wire.plug('late');
      const late = wire.start(
        'late',
        'udhcpc',
        '-f',
        '-q',
        '-B',
        '-i',
        'eth0',
        '-s',
        '/bin/true',
        '-t',
        '9',
        '-T',
        '1',
      );
      let said = '';
      late.stderr?.on('data', (part) => {
        said += part;
      });
      await once(late, 'close');
      expect(said).toContain('obtained from 10.77.0.254');
      const told = await events(wire, served);
      expect(told.filter(({ kind }) => kind === 'serving').map(({ detail }) => detail.mode)).toEqual([
        'full-dhcp',
        'proxy-dhcp',
      ]);
      expect(told.some(({ kind }) => kind === 'stopped')).toBe(false);
      // After a kill it goes on as a proxy.
      served.child.kill('SIGKILL');
      await once(served.child, 'close');
      const again = wire.start('laptop', process.execPath, CLI, 'window', '--resume', '--data', wire.folder);
      const [line] = await once(again.stdout ?? again, 'data');
      expect(await status(wire, { ...served, said: JSON.parse(String(line)) })).toMatchObject({
        serving: { mode: 'proxy-dhcp' },
      });
    }, 300_000);

    test('is not disturbed by its own question, and takes no other laptop’s for a machine', async () => {
      const wire = lay();
      const served = await serve(wire);
      wire.plug('colleague', '10.77.0.2/24');
      const second = wire.start(
        'colleague',
        process.execPath,
        CLI,
        'preflight',
        '--interface',
        'eth0',
        '--json',
        '--data',
        join(wire.folder, 'second'),
      );
      let out = '';
      second.stdout?.on('data', (part) => {
        out += part;
      });
      await once(second, 'close');
      expect(JSON.parse(out)).toMatchObject({
        proposal: { mode: 'proxy-dhcp' },
        servers: [{ address: '10.77.0.1', kind: 'dhcp' }],
      });
      expect(await read(wire, served.said, 'machines')).toEqual([]);
      expect(await status(wire, served)).toMatchObject({ otherServers: [], stopped: null });
    });
  });
