/** Real DHCP clients of installers and installed systems against the real server, in network namespaces. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const ID = `fbd${process.pid}`;
const [SERVER_SPACE, CLIENT_SPACE] = [`${ID}s`, `${ID}c`];
const MAC = '52:54:00:98:00:01';

/** Why these tests cannot run here; null when they can. */
function obstacle(): string | null {
  if (process.platform !== 'linux') return 'network namespaces need Linux';
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  const missing = ['/sbin/ip', '/usr/sbin/udhcpc', '/usr/sbin/dhclient'].filter((path) => !existsSync(path));
  return missing.length === 0
    ? null
    : `not installed: ${missing.join(', ')} (packages iproute2 udhcpc isc-dhcp-client)`;
}

/** What a client runs when its lease changes: sets and removes the address, nothing else of this machine. */
const SCRIPT = `#!/bin/sh
dev=$interface
case "$1$reason" in
bound|renew|BOUND|RENEW|REBIND|REBOOT) ip address replace "\${new_ip_address:-$ip}/24" dev "$dev" ;;
deconfig|RELEASE|EXPIRE|FAIL|STOP) ip -4 address flush dev "$dev" ;;
esac
exit 0
`;

interface Fact {
  readonly kind: string;
  readonly address: string | null;
  readonly reason: string | null;
  readonly summary: string;
}

const facts: Fact[] = [];
const children: ChildProcess[] = [];
let folder = '';
let heard: () => void = () => {};

const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'pipe'] }).toString();

function start(space: string, command: string, ...args: string[]): ChildProcess {
  const child = spawn('ip', ['netns', 'exec', space, command, ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(child);
  return child;
}

/** Waits for the next facts of these kinds, in this order, passing over others. */
async function waitFor(...kinds: string[]): Promise<Fact[]> {
  const found: Fact[] = [];
  for (let at = 0; found.length < kinds.length; at++) {
    while (facts[at] === undefined) await new Promise<void>((resolve) => (heard = resolve));
    const fact = facts[at];
    if (fact !== undefined && fact.kind === kinds[found.length]) found.push(fact);
  }
  return found;
}

/** What should not have happened. A client on a busy machine may say the same twice: that is no fault. */
const faults = () =>
  facts.filter(({ kind }) => !['ready', 'discovered', 'offered', 'acked', 'released'].includes(kind));
const clientAddress = () =>
  /inet ([\d.]+)/.exec(ip('-n', CLIENT_SPACE, '-4', 'address', 'show', 'dev', 'eth0'))?.[1] ?? null;

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}

function udhcpc(...more: string[]): ChildProcess {
  return start(
    CLIENT_SPACE,
    'udhcpc',
    '-f',
    '-i',
    'eth0',
    '-s',
    join(folder, 'script'),
    '-t',
    '5',
    '-T',
    '1',
    ...more,
  );
}

function dhclient(...more: string[]): ChildProcess {
  const files = ['cf', 'lf', 'pf'].flatMap((kind) => [`-${kind}`, join(folder, `dhclient.${kind}`)]);
  return start(
    CLIENT_SPACE,
    'dhclient',
    '-4',
    '-d',
    '-sf',
    join(folder, 'script'),
    ...files,
    ...more,
    'eth0',
  );
}

/** A lease that dhclient remembers from another time and place. */
function remember(address: string): void {
  writeFileSync(
    join(folder, 'dhclient.lf'),
    `lease {\n  interface "eth0";\n  fixed-address ${address};\n  option subnet-mask 255.255.255.0;\n  renew never;\n  rebind never;\n  expire never;\n}\n`,
  );
}

const reason = obstacle();

describe.skipIf(reason !== null)(`real clients${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  beforeAll(() => {
    for (const space of [SERVER_SPACE, CLIENT_SPACE]) ip('netns', 'add', space);
    ip(
      'link',
      'add',
      'eth0',
      'netns',
      SERVER_SPACE,
      'type',
      'veth',
      'peer',
      'name',
      'eth0',
      'netns',
      CLIENT_SPACE,
    );
    ip('-n', CLIENT_SPACE, 'link', 'set', 'eth0', 'address', MAC);
    ip('-n', SERVER_SPACE, 'address', 'add', '10.98.0.1/24', 'dev', 'eth0');
    for (const space of [SERVER_SPACE, CLIENT_SPACE]) ip('-n', space, 'link', 'set', 'eth0', 'up');
  });

  afterAll(() => {
    for (const space of [SERVER_SPACE, CLIENT_SPACE]) ip('netns', 'delete', space);
  });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fieldboot-dhcp-'));
    writeFileSync(join(folder, 'script'), SCRIPT);
    chmodSync(join(folder, 'script'), 0o755);
    writeFileSync(
      join(folder, 'dhclient.cf'),
      'send host-name "lab-host";\ntimeout 10;\ninitial-interval 1;\n',
    );
    writeFileSync(join(folder, 'dhclient.lf'), '');
    const program = fileURLToPath(new URL('../support/dhcp-server.ts', import.meta.url));
    const server = start(
      SERVER_SPACE,
      process.execPath,
      program,
      'eth0',
      '10.98.0.1/24',
      '10.98.0.100',
      '10.98.0.110',
    );
    if (server.stdout !== null) {
      createInterface(server.stdout).on('line', (line) => {
        facts.push(JSON.parse(line));
        heard();
      });
    }
    await waitFor('ready');
  });

  afterEach(async () => {
    for (const child of children.splice(0)) await stop(child);
    ip('-n', CLIENT_SPACE, '-4', 'address', 'flush', 'dev', 'eth0');
    ip('-n', SERVER_SPACE, 'address', 'flush', 'dev', 'eth0', 'to', '10.98.0.100/32');
    rmSync(folder, { recursive: true });
    facts.length = 0;
  });

  test('udhcpc gets a lease, renews it and releases it', async () => {
    const client = udhcpc('-x', 'hostname:bench-pc');
    await waitFor('discovered', 'offered', 'acked');
    await until(() => clientAddress() === '10.98.0.100');
    client.kill('SIGUSR1');
    await waitFor('acked', 'acked');
    client.kill('SIGUSR2');
    const [released] = await waitFor('released');
    expect([released?.address, faults()]).toEqual(['10.98.0.100', []]);
  });

  test('udhcpc that finds its address in use declines it and takes another', async () => {
    ip('-n', SERVER_SPACE, 'address', 'add', '10.98.0.100/32', 'dev', 'eth0');
    udhcpc('-a', '-A', '1');
    const [declined] = await waitFor('declined', 'offered', 'acked');
    await until(() => clientAddress() !== null);
    expect([declined?.address, clientAddress()]).toEqual(['10.98.0.100', '10.98.0.101']);
  });

  test('dhclient gets a lease, has it confirmed after a restart and releases it', async () => {
    dhclient('-1');
    // The lease is written down only after the script has set the address.
    const written = () => readFileSync(join(folder, 'dhclient.lf'), 'utf8');
    await until(() => written().includes('fixed-address 10.98.0.100;'));
    for (const child of children.splice(1)) await stop(child);
    const asked = facts.filter(({ kind }) => kind === 'discovered').length;
    dhclient('-1');
    await waitFor('acked', 'acked');
    for (const child of children.splice(1)) await stop(child);
    dhclient('-r');
    await waitFor('released');
    // Confirmed, not asked for anew.
    expect([facts.filter(({ kind }) => kind === 'discovered').length, faults()]).toEqual([asked, []]);
  });

  test('dhclient that remembers another network is refused at once and gets a new address', async () => {
    remember('192.168.1.20');
    dhclient('-1');
    const [nak, acked] = await waitFor('nak', 'acked');
    await until(() => clientAddress() !== null);
    expect([nak?.reason, acked?.address, clientAddress()]).toEqual([
      '192.168.1.20 is not an address of this network',
      '10.98.0.100',
      '10.98.0.100',
    ]);
  });
});
