/** `fieldboot serve` where other DHCP servers answer, or come to: the real program, in network namespaces of its own. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import type { EventView, Status } from '../../core/api/contract.ts';
import { clientScript, layWire, obstacle, type Wire } from '../support/wire.ts';

const CLI = join(import.meta.dirname, '../../core/cli.ts');
const RANGE = '--dhcp-range=10.77.0.50,10.77.0.60,1h';

const wires: Wire[] = [];
function lay(): Wire {
  const wire = layWire('10.77.0.1/24');
  wires.push(wire);
  return wire;
}
afterAll(() => Promise.all(wires.map((wire) => wire.close())));

interface Served {
  readonly child: ChildProcess;
  /** What it said last, when it has ended. */
  readonly lastWords: Promise<Record<string, unknown>>;
  /** The ready line, or the problem. */
  readonly said: Record<string, unknown>;
}

const SERVE = [CLI, 'serve', '--interface', 'cable', '--json', '--data'];

const serve = (wire: Wire, ...words: string[]): Promise<Served> =>
  firstWords(wire.start('laptop', process.execPath, ...SERVE, wire.folder, ...words));

const serveAsNobody = (wire: Wire): Promise<Served> =>
  firstWords(wire.startAsNobody(process.execPath, ...SERVE, join(wire.folder, 'data')));

async function firstWords(child: ChildProcess): Promise<Served> {
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (part) => {
      said += part;
    });
  const closed = once(child, 'close');
  while (!said.includes('\n')) await wait(20);
  const line = (at: number) => JSON.parse(said.trim().split('\n').at(at) ?? '');
  return { child, said: line(0), lastWords: closed.then(() => line(-1)) };
}

async function status(wire: Wire, { said }: Served): Promise<Status> {
  // The control API listens in the laptop's namespace; its local socket lies in the data folder.
  return read(wire, said, 'status') as Promise<Status>;
}
const events = (wire: Wire, { said }: Served) => read(wire, said, 'events') as Promise<EventView[]>;

async function read(wire: Wire, said: Record<string, unknown>, what: string): Promise<unknown> {
  const words = ['-s', '-H', `Authorization: Bearer ${said.token}`, `${said.control}/api/v1/${what}`];
  const child = wire.start('laptop', 'curl', ...words);
  let out = '';
  child.stdout?.on('data', (part) => {
    out += part;
  });
  await once(child, 'close');
  return JSON.parse(out);
}

async function until<T>(ask: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 600; tries++) {
    const value = await ask();
    if (holds(value)) return value;
    await wait(100);
  }
  return ask();
}

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
