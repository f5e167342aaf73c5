/** What `namespace.test.ts` runs inside the laptop's network namespace: `scenario rack stranger`, JSON to stdout. */

import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { FieldbootError } from '../../../core/errors.ts';
import { addressInUse } from '../../../core/host/address-in-use.ts';
import { giveAddress } from '../../../core/host/addresses.ts';
import { listInterfaces } from '../../../core/host/interfaces.ts';
import { checkRights } from '../../../core/host/rights.ts';
import { listenTcp, openUdpPort } from '../../../core/host/sockets.ts';

const [, , name = '', rack = '', stranger = ''] = process.argv;
const run = promisify(execFile);

/** Runs a piece of JavaScript in another namespace. */
const inSpace = async (space: string, code: string): Promise<string> =>
  (await run('ip', ['netns', 'exec', space, process.execPath, '-e', code], { timeout: 30_000 })).stdout;

const sayUdp = (to: string, text: string): string => `
  const s = require('dgram').createSocket('udp4');
  s.bind(() => { s.setBroadcast(true); s.send('${text}', 6767, '${to}', () => s.close()); });`;

const listenUdp = `
  const s = require('dgram').createSocket('udp4');
  const done = (text) => { process.stdout.write(text); process.exit(); };
  s.on('message', (bytes) => done(String(bytes)));
  s.bind(6868, () => setTimeout(done, 800, ''));`;

const callTcp = (to: string): string => `
  const s = require('net').connect(8080, '${to}');
  s.on('data', (bytes) => { process.stdout.write(String(bytes)); process.exit(); });
  s.on('error', (error) => { process.stdout.write(error.code === 'ECONNREFUSED' ? 'refused' : error.code); process.exit(); });
  setTimeout(() => { process.stdout.write('silence'); process.exit(); }, 1500);`;

const codeOf = async (opening: Promise<unknown>): Promise<FieldbootError['problem'] | string> => {
  try {
    await opening;
    return 'open';
  } catch (error) {
    return error instanceof FieldbootError ? error.problem : String(error);
  }
};
const codeAndAdvice = (problem: FieldbootError['problem'] | string) =>
  typeof problem === 'string' ? problem : [problem.code, problem.advice];

const scenarios: Record<string, () => Promise<unknown>> = {
  async udp() {
    const port = await openUdpPort({
      interface: 'east',
      address: '0.0.0.0',
      port: 6767,
      door: 'DHCP',
      broadcast: true,
    });
    const heard: string[] = [];
    port.onMessage((bytes, from) => heard.push(`${from.address} ${Buffer.from(bytes)}`));
    for (const space of [stranger, rack]) {
      await inSpace(space, sayUdp('255.255.255.255', 'broadcast'));
      await inSpace(space, sayUdp(space === rack ? '10.98.1.255' : '10.98.2.255', 'subnet'));
      await inSpace(space, sayUdp(space === rack ? '10.98.1.1' : '10.98.2.1', 'unicast'));
    }
    await inSpace(stranger, sayUdp('10.98.1.1', 'unicast to the other address'));
    await wait(50);
    await port.close();
    return { heard };
  },

  async broadcast() {
    const port = await openUdpPort({
      interface: 'east',
      address: '0.0.0.0',
      port: 6767,
      door: 'DHCP',
      broadcast: true,
    });
    const listeners = [inSpace(rack, listenUdp), inSpace(stranger, listenUdp)];
    for (let times = 0; times < 10; times++) {
      await wait(100);
      await port.send(new TextEncoder().encode('offer'), '255.255.255.255', 6868);
    }
    const [atRack, atStranger] = await Promise.all(listeners);
    await port.close();
    return { rack: atRack, stranger: atStranger };
  },

  async tcp() {
    const server = createServer((socket) => socket.end('hello'));
    await listenTcp(server, { interface: 'east', address: '0.0.0.0', port: 8080, door: 'HTTP' });
    const [fromRack, ...fromStranger] = await Promise.all([
      inSpace(rack, callTcp('10.98.1.1')),
      inSpace(stranger, callTcp('10.98.2.1')),
      inSpace(stranger, callTcp('10.98.1.1')),
    ]);
    server.close();
    return { rack: fromRack, stranger: fromStranger };
  },

  async errors() {
    const holder = spawn(process.execPath, [
      '-e',
      "require('dgram').createSocket('udp4').bind(69, () => console.log('up'))",
    ]);
    await once(holder.stdout, 'data');
    const at = { interface: 'east', address: '10.98.1.1', port: 69, door: 'TFTP' };
    const busy = await codeOf(openUdpPort(at));
    const unknown = await codeOf(openUdpPort({ ...at, interface: 'none' }));
    const address = await codeOf(openUdpPort({ ...at, address: '10.98.7.7' }));
    holder.kill();
    return {
      busy: typeof busy === 'object' && [busy.code, busy.params.hint === `node, process ${holder.pid}`],
      unknown: codeAndAdvice(unknown),
      address: typeof address === 'object' && [address.code, address.sentence.includes('east')],
    };
  },

  async forbidden() {
    execFileSync('sysctl', ['-q', '-w', 'net.ipv4.ip_unprivileged_port_start=1024']);
    process.setgid?.(65534);
    process.setuid?.(65534);
    const at = { interface: 'east', address: '10.98.1.1', port: 69, door: 'TFTP' };
    const { missing } = await checkRights();
    const high = await openUdpPort({ ...at, port: 6969 });
    await high.close();
    return {
      udp: codeAndAdvice(await codeOf(openUdpPort(at))),
      tcp: codeAndAdvice(await codeOf(listenTcp(createServer(), { ...at, port: 80, door: 'HTTP' }))),
      missing: missing.map(({ params }) => params.port),
      high: 'open',
    };
  },

  async neighbours() {
    const shown = execFileSync('ip', ['-n', rack, '-json', 'link', 'show', 'dev', 'peer'], {
      encoding: 'utf8',
    });
    const mac = String(JSON.parse(shown)[0].address);
    return {
      taken: await addressInUse('east', '10.98.1.2', '52:54:00:00:00:01'),
      ownMac: await addressInUse('east', '10.98.1.2', mac),
      free: await addressInUse('east', '10.98.1.50', mac),
      otherCable: await addressInUse('east', '10.98.2.2', '52:54:00:00:00:01'),
    };
  },

  async address() {
    execFileSync('ip', ['link', 'add', 'name', 'spare', 'type', 'veth', 'peer', 'name', 'end']);
    execFileSync('ip', ['link', 'set', 'dev', 'end', 'up']);
    const entries = new Map<number, unknown>();
    const journal = {
      record: (change: unknown) => entries.set(entries.size + 1, change).size,
      forget: (id: number) => void entries.delete(id),
      list: () => [...entries].map(([id, change]) => ({ id, change })),
    };
    const find = async () => (await listInterfaces()).find((one) => one.name === 'spare');
    const undo = await giveAddress('spare', '10.98.3.1/24', journal);
    await wait(100);
    const during = await find();
    await undo();
    const after = await find();
    execFileSync('ip', ['link', 'del', 'dev', 'spare']);
    return {
      lent: during?.addresses,
      linkOf: { during: during?.link },
      after: after?.addresses,
      journal: entries.size,
    };
  },
};

process.stdout.write(JSON.stringify(await scenarios[name]?.()));
process.exit(0);
